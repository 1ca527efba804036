"""The three keys of an installation, from the environment or from files that only the owner reads.

master.key wraps the data keys; index.key makes the blind indexes and, derived by purpose, the seals of the
audit trail; session.key signs sessions (read by the settings). Data keys live in the database: data_keys.py.

While the master key is changed, master.old.key stands beside the new one and opens what it wrapped. Processes
that run find either by its id, so none has to be started anew.
"""

import base64
import contextlib
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from tepat.engine.sentences import Sentence

_BYTES = 32
_FROM_ENVIRONMENT = {"master": "TEPAT_MASTER_KEY", "index": "TEPAT_INDEX_KEY"}
_NAMES = ("master", "index", "session")
_OLD = "master.old.key"


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
    arriving.unlink(missing_ok=True)
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
    _settle(path.parent)
    return True


def _settle(place: Path) -> None:
    """Let the names in a folder outlive a power cut."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget() -> None:
    """Read the keys anew at the next use."""
    key.cache_clear()
    key_id.cache_clear()
    masters.cache_clear()


@cache
def masters() -> dict[str, bytes]:
    """The master keys that open something here, by id: the one in use first, and the one before it."""
    found = {key_id("master"): key("master")}
    if (folder() / _OLD).exists():
        old = _decoded((folder() / _OLD).read_text(encoding="ascii", errors="replace").strip())
        if len(old) != _BYTES:
            raise KeysMissing(_damaged("master", str(folder() / _OLD)))
        found.setdefault(_named("master", old), old)
    return found


def master(wanted: str) -> bytes | None:
    """The master key of this id; another process may have changed keys since ours were read."""
    if wanted not in masters():
        forget()
    return masters().get(wanted)


def given_from_outside(name: str) -> bool:
    """Whether the environment gives a key, so that its file is not ours to change."""
    return bool(_given(name))


def change_master() -> None:
    """Put a new master key in use; the one before stays beside it until `drop_old_master`.

    Cut off at any point and called again it goes on: as long as an old key stands there, none is made.
    """
    place = folder()
    current, old, coming = place / "master.key", place / _OLD, place / "master.key.new"
    if old.exists() and not old.samefile(current):
        forget()
        return
    _write_once(coming, secrets.token_bytes(_BYTES))
    if not old.exists():
        os.link(current, old)
    _settle(place)
    coming.replace(current)
    _settle(place)
    forget()


def drop_old_master() -> None:
    """Overwrite and remove the master key before the present one; once is enough."""
    old = folder() / _OLD
    if old.exists() and not old.samefile(folder() / "master.key"):
        with old.open("r+b") as file:
            file.write(b"\0" * old.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
    old.unlink(missing_ok=True)
    _settle(folder())
    forget()


def master_changed_at() -> datetime:
    """When the master key in use was written."""
    return datetime.fromtimestamp((folder() / "master.key").stat().st_mtime, UTC)


@contextlib.contextmanager
def unchanged() -> Iterator[None]:
    """Keep the keys as they are meanwhile: a backup must hold the very keys of its database."""
    with _lock(fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def changing() -> Iterator[None]:
    """The keys are ours to change. Raises BlockingIOError while somebody needs them as they are."""
    with _lock(fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextlib.contextmanager
def _lock(kind: int) -> Iterator[None]:
    with open(os.open(folder() / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock:
        fcntl.flock(lock, kind)
        yield


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
    found = _decoded(text)
    if len(found) != _BYTES:
        raise KeysMissing(_damaged(name, where))
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _damaged(name: str, where: str) -> Sentence:
    return Sentence(
        "Kunci {name} di {where} rusak: harus 32 bita dalam base64. Pulihkan dari cadangan.",
        {"name": name, "where": where},
    )


@cache
def key_id(name: str) -> str:
    """Which "master" or "index" key is in use, without saying what it is: eight hexadecimal digits."""
    return _named(name, key(name))


def _named(name: str, secret: bytes) -> str:
    return hashlib.sha256(f"tepat:{name}:".encode() + secret).hexdigest()[:8]


def hmac_of(purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 under a key derived for one purpose, e.g. "audit.seal"; 32 bytes."""
    own = hmac.digest(key("index"), b"tepat:" + purpose.encode(), hashlib.sha256)
    return hmac.digest(own, data, hashlib.sha256)


def _given(name: str) -> str:
    setting = _FROM_ENVIRONMENT.get(name)
    if name == "session":
        return os.environ.get("TEPAT_SECRET_KEY", "").strip()
    return str(getattr(settings, setting, "")).strip() if setting else ""
