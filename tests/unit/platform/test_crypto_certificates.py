"""The office's own authority and the certificates it signs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from tepat.platform.crypto import certificates
from tepat.platform.crypto.certificates import NameRefused, ensure_authority, server_certificate


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "keys").mkdir()


def test_the_authority_is_made_once_and_read_by_its_owner_alone() -> None:
    first = ensure_authority().read_bytes()

    assert ensure_authority().read_bytes() == first
    for file in certificates.folder().iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_a_certificate_bears_its_names_and_stays_while_they_are_the_same() -> None:
    file, _key = server_certificate(["tepat.lan", "10.0.0.5"])
    first = file.read_bytes()

    server_certificate(["tepat.lan", "10.0.0.5"])
    assert file.read_bytes() == first
    names = x509.load_pem_x509_certificate(first).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["tepat.lan"]

    server_certificate(["tepat.lain"])
    assert file.read_bytes() != first


def test_a_certificate_is_renewed_in_its_last_month(time_machine: Any) -> None:
    file, _key = server_certificate(["tepat.lan"])
    first = file.read_bytes()

    time_machine.move_to(datetime.now(UTC) + timedelta(days=certificates.CERTIFICATE_DAYS - 29))
    server_certificate(["tepat.lan"])

    assert file.read_bytes() != first


def test_another_authoritys_certificate_is_not_kept() -> None:
    file, _key = server_certificate(["tepat.lan"])
    first = file.read_bytes()
    for own in certificates.folder().glob("lan-ca.*"):
        own.unlink()

    server_certificate(["tepat.lan"])

    assert file.read_bytes() != first


@pytest.mark.parametrize(
    "name", ["", "tepat kantor", "-tepat", "tepat_lan", "https://tepat.lan", "x" * 64, "tepat..lan"]
)
def test_what_is_no_name_is_refused_in_words(name: str) -> None:
    with pytest.raises(NameRefused, match="bukan nama komputer"):
        server_certificate([name])
