"""A site of its own for a benchmark: a temporary data folder, the real server, somebody logged in."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TEPAT = Path(sys.executable).with_name("tepat")


@contextmanager
def data_folder() -> Iterator[Path]:
    """An initialised TEPAT_DATA that this process and its commands use, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tepat-bench-"))
    os.environ["TEPAT_DATA"] = str(folder / "data")
    os.environ.setdefault("TEPAT_LOG_LEVEL", "WARNING")
    try:
        command("init", "--json")
        yield folder / "data"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def command(*words: str) -> str:
    """A `tepat` command's output."""
    done = subprocess.run([TEPAT, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"tepat {' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout


def add_user(name: str, role: str, region: str) -> str:
    """Add somebody and return the password."""
    words = ("user", "add", name, "--name", name, "--role", role, "--region", region, "--json")
    return str(json.loads(command(*words))["password"])


@contextmanager
def served() -> Iterator[int]:
    """`tepat serve` on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [TEPAT, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                if Browser(port).get("/readyz").status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        else:
            raise SystemExit("tepat serve did not become ready")
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@dataclass
class Answer:
    """What came back: bytes as they travelled, and how long it took."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float


@dataclass
class Browser:
    """One keep-alive connection with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, compressed: bool = False) -> Answer:
        return self._ask("GET", path, None, {"Accept-Encoding": "gzip"} if compressed else {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def log_in(self, name: str, password: str) -> None:
        """Through the form; the token stands in it."""
        page = self.get("/akun/masuk/").body.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        self.cookies.setdefault("csrftoken", token[1])
        answer = self.post("/akun/masuk/", {"login": name, "password": password})
        if answer.status not in (302, 303):
            raise SystemExit(f"login answered {answer.status}")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, {**headers, "Cookie": cookies})
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        seconds = time.perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers, content, seconds)
