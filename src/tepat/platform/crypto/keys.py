"""The three keys of an installation, from the environment or from files that only the owner reads.

master.key wraps the data keys; index.key makes the blind indexes and, derived by purpose, the seals of the
audit trail; session.key signs sessions (read by the settings). Data keys live in the database: data_keys.py.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

from tepat.engine.sentences import Sentence

_BYTES = 32
_FROM_ENVIRONMENT = {"master": "TEPAT_MASTER_KEY", "index": "TEPAT_INDEX_KEY"}
_NAMES = ("master", "index", "session")


class KeysMissing(Exception):
    """A key of the installation is absent, damaged, or not the one this data was sealed under.

    The message says which and what to do; it is written for people.
    """

    for_people = True


def folder() -> Path:
    """Where the keys' files stand."""
    return Path(settings.DATA) / "keys"


def keys_present() -> bool:
    """Whether every key can be had."""
    return all(_given(name) or (folder() / f"{name}.key").is_file() for name in _NAMES)


def ensure_keys() -> list[Path]:
    """Make the keys that are missing and return their files, so that the caller can warn to copy them away.

    Readable by the owner alone, whole or not there at all, never overwritten.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = [
        place / f"{name}.key"
        for name in _NAMES
        if not _given(name) and _write_once(place / f"{name}.key", secrets.token_bytes(_BYTES))
    ]
    forget()
    return made


def _write_once(path: Path, secret: bytes) -> bool:
    """Put a new key in place; False when one is there already, also when two begin at once."""
    if path.exists():
        return False
    arriving = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(secret) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link refuses where a rename would replace: no key is ever overwritten.
        os.link(arriving, path)
    except FileExistsError:
        return False
    finally:
        with contextlib.suppress(FileNotFoundError):
            arriving.unlink()
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return True


def forget() -> None:
    """Read the keys anew at the next use."""
    key.cache_clear()
    key_id.cache_clear()


@cache
def key(name: str) -> bytes:
    """The 32 bytes of "master" or "index". Raises KeysMissing."""
    text, where = _given(name), _FROM_ENVIRONMENT.get(name, "")
    if not text:
        path = folder() / f"{name}.key"
        where = str(path)
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise KeysMissing(
                Sentence(
                    "Kunci {name} tidak ada di {where}. Pulihkan dari cadangan; "
                    "pada pemasangan baru jalankan: tepat init",
                    {"name": name, "where": where},
                )
            ) from None
        except OSError:
            raise KeysMissing(
                Sentence(
                    "Kunci {name} di {where} tidak dapat dibaca. "
                    "Periksa pemilik dan hak baca berkas itu (chmod 600).",
                    {"name": name, "where": where},
                )
            ) from None
        except UnicodeDecodeError:
            text = "?"
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if len(found) != _BYTES:
        raise KeysMissing(
            Sentence(
                "Kunci {name} di {where} rusak: harus 32 bita dalam base64. Pulihkan dari cadangan.",
                {"name": name, "where": where},
            )
        )
    return found


@cache
def key_id(name: str) -> str:
    """Which "master" or "index" key is in use, without saying what it is: eight hexadecimal digits."""
    return hashlib.sha256(f"tepat:{name}:".encode() + key(name)).hexdigest()[:8]


def hmac_of(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 under a key derived for one purpose, e.g. "audit.seal"; 32 bytes."""
    own = hmac.digest(key("index"), b"tepat:" + purpose.encode(), hashlib.sha256)
    return hmac.digest(own, data, hashlib.sha256)


def _given(name: str) -> str:
    setting = _FROM_ENVIRONMENT.get(name)
    if name == "session":
        return os.environ.get("TEPAT_SECRET_KEY", "").strip()
    return str(getattr(settings, setting, "")).strip() if setting else ""
