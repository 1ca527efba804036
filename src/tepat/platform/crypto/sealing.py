"""Sealing and opening under a data key, and blind indexes.

A token is: one byte version, 12 bytes nonce, ciphertext with its 16-byte tag. Which key it belongs to stands
with the row that holds it; the context (table and row) is authenticated and not stored.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from .keys import key
from .models import DataKey

_VERSION = b"\x01"
_NONCE = 12


class SealBroken(Exception):
    """A sealed value was altered, moved to another place, or its key is not ours or destroyed."""


class Sealer:
    """One data key, ready for many values."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, context: str, plaintext: bytes) -> bytes:
        """Seal `plaintext` for one place; nonces are random, 96 bits."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plaintext, context.encode())

    def open(self, context: str, token: bytes) -> bytes:
        """The plaintext sealed for that place. Raises SealBroken."""
        if token[:1] != _VERSION:
            raise SealBroken(_("Nilai tersegel ini bukan buatan versi yang dikenal."))
        try:
            return self._cipher.decrypt(token[1 : 1 + _NONCE], token[1 + _NONCE :], context.encode())
        except InvalidTag:
            raise SealBroken(
                _("Nilai tersegel telah berubah atau kuncinya berbeda. Pulihkan dari cadangan.")
            ) from None


def master_key_id() -> str:
    """Which master key is in use, without saying what it is: eight hexadecimal digits."""
    return hashlib.sha256(b"tepat:master:" + key("master")).hexdigest()[:8]


def create_data_key(purpose: str) -> DataKey:
    """A new data key, wrapped, in the caller's transaction."""
    wrapped = Sealer(key("master")).seal(f"data_key:{purpose}", secrets.token_bytes(32))
    return DataKey.objects.create(purpose=purpose, wrapped=wrapped, master_key_id=master_key_id())


def data_key(purpose: str) -> DataKey:
    """The data key of a purpose, made at the first need."""
    found = DataKey.objects.filter(purpose=purpose).first()
    return found or create_data_key(purpose)


def sealer(data: DataKey) -> Sealer:
    """What seals and opens under this key. Raises SealBroken when it was destroyed or is not ours."""
    if data.destroyed_at is not None:
        raise SealBroken(_("Data ini sudah dihapus: kuncinya telah dimusnahkan."))
    return _unwrapped(data.purpose, bytes(data.wrapped), key("master"))


@lru_cache(maxsize=256)
def _unwrapped(purpose: str, wrapped: bytes, master: bytes) -> Sealer:
    return Sealer(Sealer(master).open(f"data_key:{purpose}", wrapped))


def seal(data: DataKey, context: str, plaintext: bytes) -> bytes:
    """Seal one value under a data key."""
    return sealer(data).seal(context, plaintext)


def open_sealed(data: DataKey, context: str, token: bytes) -> bytes:
    """Open one value. Raises SealBroken."""
    return sealer(data).open(context, token)


def blind_index(kind: str, value: str) -> bytes:
    """16 bytes by which an exact value is found without being stored: HMAC-SHA256 under the index key, cut."""
    return hmac.digest(key("index"), f"{kind}:{value}".encode(), "sha256")[:16]
