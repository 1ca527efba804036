"""On an office's network whoever comes without HTTPS is told how to trust the site; elsewhere there is no such page."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tepat.platform.crypto import certificates

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> None:
    settings.TEPAT_LAN = "tepat.lan:8443"
    certificates.ensure_authority()


@pytest.mark.usefixtures("office")
def test_without_https_every_address_leads_to_the_explanation() -> None:
    client = Client()
    for path in ("/", "/daftar/", "/akun/masuk/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/percaya/")

    page = client.get("/percaya/").content.decode()
    _content, fingerprint = certificates.authority_as_told()
    assert 'href="https://tepat.lan:8443/"' in page
    assert fingerprint[:47] in page
    assert fingerprint[48:] in page
    assert "Trust Tepat on this device" in client.get("/percaya/?bahasa=en").content.decode()


@pytest.mark.usefixtures("office")
def test_with_https_the_site_is_as_ever() -> None:
    assert "/akun/masuk/" in Client().get("/", secure=True).headers["Location"]


@pytest.mark.usefixtures("office")
def test_the_certificate_comes_as_devices_install_it() -> None:
    answer = Client().get("/percaya/tepat-ca.crt")

    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert answer.content == certificates.authority_as_told()[0]
    assert b"PRIVATE" not in answer.content


def test_outside_an_offices_network_there_is_no_such_page(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert Client().get("/percaya/").status_code == 404
    assert Client().get("/percaya/tepat-ca.crt").status_code == 404
