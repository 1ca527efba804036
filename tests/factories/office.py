"""A small OpenID Connect provider on this machine: it signs real tokens and hands them out over HTTP."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tepat", "rahasia-kantor"


@dataclass
class Office:
    """The provider and the person who logs in there."""

    url: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def settings(self) -> dict[str, Any]:
        """As config/settings.py makes them of TEPAT_OIDC_…"""
        options = {"server_url": self.url, "oauth_pkce_enabled": True}
        app = {
            "provider_id": "kantor",
            "name": "SSO",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": options,
        }
        return {"openid_connect": {"APPS": [app]}}

    def token(self) -> str:
        """The person's ID token, signed."""
        now = int(time.time())
        claims = {**self.person, "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "satu"})

    def answer(self, path: str) -> dict[str, Any]:
        """What each address says."""
        if path.endswith("openid-configuration"):
            places = {
                "authorization_endpoint": "masuk",
                "token_endpoint": "token",
                "userinfo_endpoint": "orang",
            }
            found = {name: f"{self.url}/{place}" for name, place in places.items()}
            return {**found, "issuer": self.url, "jwks_uri": f"{self.url}/kunci"}
        if path == "/token":
            return {
                "access_token": "sekali",
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.token(),
            }
        if path == "/kunci":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "satu", "alg": "RS256"}]}
        return self.person


@contextmanager
def office_provider(**person: Any) -> Iterator[Office]:
    """The provider, for as long as the test runs."""
    office = Office(person=person)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            office.asked.append(parse_qs(body))
            self._say()

        def _say(self) -> None:
            body = json.dumps(office.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    office.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
