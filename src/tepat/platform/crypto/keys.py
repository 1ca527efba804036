"""The three keys of an installation, from the environment or from files that only the owner reads.

master.key wraps the data keys; index.key makes the blind indexes and, derived by purpose, the seals of the audit
trail; session.key signs sessions (read by the settings).
"""

import base64
import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

_BYTES = 32
_FROM_ENVIRONMENT = {"master": "TEPAT_MASTER_KEY", "index": "TEPAT_INDEX_KEY"}
_NAMES = ("master", "index", "session")


class KeysMissing(Exception):
    """A key is absent or unusable; the message says which and what to do."""


def folder() -> Path:
    """Where the keys' files stand."""
    return Path(settings.DATA) / "keys"


def keys_present() -> bool:
    """Whether every key can be had."""
    return all(_given(name) or (folder() / f"{name}.key").is_file() for name in _NAMES)


def ensure_keys() -> list[Path]:
    """Make the keys that are missing and return their files, so that the caller can warn to copy them away.

    Written once, readable by the owner alone, never overwritten.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in _NAMES:
        path = place / f"{name}.key"
        if _given(name) or path.exists():
            continue
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        made.append(path)
    forget()
    return made


def forget() -> None:
    """Read the keys anew at the next use."""
    key.cache_clear()


@cache
def key(name: str) -> bytes:
    """The 32 bytes of "master" or "index". Raises KeysMissing."""
    text = _given(name)
    path = folder() / f"{name}.key"
    if not text:
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise KeysMissing(
                _(
                    "Kunci %(name)s tidak ada di %(path)s. Pulihkan dari cadangan, atau jalankan tepat init pada pemasangan baru."
                )
                % {"name": name, "path": path}
            ) from None
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if len(found) != _BYTES:
        raise KeysMissing(
            _("Kunci %(name)s rusak: harus 32 bita dalam base64. Pulihkan dari cadangan.") % {"name": name}
        )
    return found


def hmac_of(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 under a key derived for one purpose, e.g. "audit.seal"; 32 bytes."""
    own = hmac.digest(key("index"), b"tepat:" + purpose.encode(), hashlib.sha256)
    return hmac.digest(own, data, hashlib.sha256)


def _given(name: str) -> str:
    setting = _FROM_ENVIRONMENT.get(name)
    return str(getattr(settings, setting, "")).strip() if setting else ""
