"""`tepat serve --lan`: HTTPS under a name of the office's own, and the page by which devices come to trust it."""

import base64
import hashlib
import socket
import ssl
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Playwright

from tests.e2e.conftest import TEPAT, free_port, own_environment

pytestmark = pytest.mark.e2e

NAME = "tepat.kantor"


@dataclass
class Office:
    """The addresses as the command said them, and its authority's certificate."""

    secure: str
    entrance: str
    authority: Path

    @property
    def authority_pin(self) -> str:
        """What Chromium is told to trust: this authority's key and no other."""
        key = x509.load_pem_x509_certificate(self.authority.read_bytes()).public_key()
        text = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(text).digest()).decode()


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """An installation without data, served for an office's network."""
    with tempfile.TemporaryDirectory(prefix="tepat-lan-") as folder:
        environment = own_environment(Path(folder))
        subprocess.run([TEPAT, "init"], env=environment, check=True, capture_output=True)
        process = subprocess.Popen(
            [TEPAT, "serve", "--lan", NAME, "--host", "127.0.0.1", "--port", str(free_port())],
            env=environment, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stderr is not None
        try:
            entrance, _fingerprint, secure = [process.stderr.readline().split()[-1] for _ in range(3)]
            yield Office(secure, entrance, Path(folder) / "keys" / "lan-ca.crt")
        finally:
            process.terminate()
            process.wait(40)
            process.stderr.close()


def test_a_browser_that_trusts_the_office_is_in_a_secure_context(
    office: Office, playwright: Playwright, browser_type_launch_args: dict[str, object]
) -> None:
    arguments = [*browser_type_launch_args["args"], f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]  # type: ignore[misc]  # a list of text
    trusting = [*arguments, f"--ignore-certificate-errors-spki-list={office.authority_pin}"]
    with tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, **{**browser_type_launch_args, "args": trusting}
        )
        page = context.new_page()
        page.goto(office.entrance)
        assert page.url == f"{office.entrance}percaya/"
        assert page.evaluate("isSecureContext") is False
        page.get_by_role("link", name="Sudah dipasang: buka Tepat").click()

        page.wait_for_url(f"{office.secure}akun/masuk/**")
        assert page.evaluate("isSecureContext") is True
        context.close()


def test_the_certificate_that_is_handed_out_proves_the_site(office: Office) -> None:
    port = int(office.entrance.rsplit(":", 1)[1].strip("/"))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/percaya/tepat-ca.crt", timeout=20) as answer:
        handed_out = x509.load_der_x509_certificate(answer.read())
    trusting = ssl.create_default_context(cadata=handed_out.public_bytes(Encoding.PEM).decode())

    secure = int(office.secure.rsplit(":", 1)[1].strip("/"))
    with (
        socket.create_connection(("127.0.0.1", secure), timeout=20) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as connection,
    ):
        assert connection.version() in ("TLSv1.2", "TLSv1.3")
    with (
        socket.create_connection(("127.0.0.1", secure), timeout=20) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        trusting.wrap_socket(plain, server_hostname="lain.kantor")
