"""HTTPS in an office without a public name: an authority of its own, and a certificate for the server's names.

`lan-ca.crt` and `.key` are made once and stay: every device of the office trusts that certificate by hand. The
server's own certificate is made anew as it nears its end or is to bear other names.
"""

import ipaddress
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tepat.engine.sentences import Sentence

from .keys import folder

AUTHORITY_YEARS = 20
# Apple's devices take no certificate that runs longer than 825 days, others warn beyond 398.
CERTIFICATE_DAYS = 397
RENEW_BEFORE = timedelta(days=30)
# A clock that is a little behind must not find the certificate to begin tomorrow.
_BACKDATED = timedelta(days=1)
_NAME = re.compile(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"
)


class NameRefused(ValueError):
    """What is given is neither a host name nor an address; the message is written for people."""

    for_people = True


def authority_file() -> Path:
    """The authority's certificate, which devices are to trust."""
    return folder() / "lan-ca.crt"


def ensure_authority() -> Path:
    """Make the office's authority once, and return its certificate."""
    certificate_file, key_file = authority_file(), folder() / "lan-ca.key"
    if certificate_file.exists() and key_file.exists():
        return certificate_file
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tepat"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Tepat, jaringan kantor ({now:%d-%m-%Y})"),
        ]
    )
    only_signs = x509.KeyUsage(
        key_cert_sign=True, crl_sign=True, digital_signature=False, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _of(subject, subject, key.public_key(), now + timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(only_signs, critical=True)
        .add_extension(own, critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_file, _key_text(key))
    _write(certificate_file, certificate.public_bytes(serialization.Encoding.PEM))
    return certificate_file


def server_certificate(names: Sequence[str]) -> tuple[Path, Path]:
    """The certificate (with the authority's after it) and key of a server called by these names or addresses.

    What is there is kept while it bears just these names, is the authority's, and has a month to run. Raises
    NameRefused.
    """
    wanted = {_general_name(name) for name in names}
    authority = x509.load_pem_x509_certificate(ensure_authority().read_bytes())
    certificate_file, key_file = folder() / "lan.crt", folder() / "lan.key"
    if certificate_file.exists() and key_file.exists() and _serves(certificate_file, authority, wanted):
        return certificate_file, key_file
    signer = serialization.load_pem_private_key((folder() / "lan-ca.key").read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    until = datetime.now(UTC) + timedelta(days=CERTIFICATE_DAYS)
    certificate = (
        _of(subject, authority.subject, key.public_key(), until)
        .add_extension(x509.SubjectAlternativeName(sorted(wanted, key=str)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    chain = [one.public_bytes(serialization.Encoding.PEM) for one in (certificate, authority)]
    _write(key_file, _key_text(key))
    _write(certificate_file, b"".join(chain))
    return certificate_file, key_file


def authority_as_told() -> tuple[bytes, str]:
    """The authority's certificate as a device takes it (DER), and its SHA-256 as a person compares it."""
    certificate = x509.load_pem_x509_certificate(authority_file().read_bytes())
    return certificate.public_bytes(serialization.Encoding.DER), certificate.fingerprint(hashes.SHA256()).hex(
        ":"
    ).upper()


def _of(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - _BACKDATED)
        .not_valid_after(until)
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        if _NAME.match(name):
            return x509.DNSName(name)
    raise NameRefused(
        Sentence(
            "“{name}” bukan nama komputer. Tulis nama tanpa spasi seperti tepat.lan, atau alamat IP.",
            {"name": name},
        )
    )


def _serves(file: Path, authority: x509.Certificate, wanted: set[x509.GeneralName]) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names) == wanted and certificate.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE


def _key_text(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not there at all, readable by the owner alone."""
    arriving = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    arriving.replace(path)
