"""Sealing and opening values with AES-256-GCM, and blind indexes. Knows keys, not who may use them.

A token is a version (1 byte), the id of its data key (16), a random nonce (12), the ciphertext with its tag
(16 more than the plaintext). The context, such as table and row, is authenticated and not stored: a token
copied to another row does not open there. Random nonces of 96 bits bear four thousand million seals a key.
"""

import hmac
import os
from collections.abc import Callable, Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tepat.engine.sentences import Sentence

from .keys import key

_VERSION = b"\x01"
_NONCE = 12
_HEAD = len(_VERSION) + 16
_BODY = _HEAD + _NONCE
NO_KEY = UUID(int=0)
# How much longer a token is than what it holds.
OVERHEAD = _BODY + 16


class SealBroken(Exception):
    """A sealed value was altered or moved to another place, or its key is not ours or was destroyed.

    The message is written for people.
    """

    for_people = True


class Sealer:
    """One key, ready for many values; safe to use from several threads.

    `older` opens what the key sealed before it was renewed. `renewed` gives the key as it stands now, for who
    has held this sealer since before a renewal and meets a token from after it.
    """

    __slots__ = ("_cipher", "_head", "_older", "_renewed")

    def __init__(
        self,
        secret: bytes,
        key_id: UUID = NO_KEY,
        older: "Sealer | None" = None,
        renewed: "Callable[[], Sealer | None] | None" = None,
    ) -> None:
        self._cipher = AESGCM(secret)
        self._head = _VERSION + key_id.bytes
        self._older, self._renewed = older, renewed

    def made(self, token: bytes) -> bool:
        """Whether this very key sealed it, not the one before."""
        return token[:_HEAD] == self._head

    def seal(self, context: str, plaintext: bytes) -> bytes:
        """Seal `plaintext` for one place."""
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, plaintext, context.encode())

    def seal_many(self, values: Iterable[tuple[str, bytes]]) -> list[bytes]:
        """Seal (context, plaintext) pairs, in their order; some 400,000 short ones a second."""
        pairs = values if isinstance(values, list) else list(values)
        head, encrypt, noise = self._head, self._cipher.encrypt, os.urandom(_NONCE * len(pairs))
        sealed, start = [], 0
        for context, plaintext in pairs:
            nonce = noise[start : start + _NONCE]
            start += _NONCE
            sealed.append(head + nonce + encrypt(nonce, plaintext, context.encode()))
        return sealed

    def open(self, context: str, token: bytes) -> bytes:
        """The plaintext sealed for that place. Raises SealBroken."""
        if token[:_HEAD] != self._head:
            return self._another(token).open(context, token)
        try:
            return self._cipher.decrypt(token[_HEAD:_BODY], token[_BODY:], context.encode())
        except (InvalidTag, ValueError):
            raise SealBroken(
                Sentence("Nilai tersegel telah berubah atau bukan milik baris ini. Pulihkan dari cadangan.")
            ) from None

    def _another(self, token: bytes) -> "Sealer":
        if (older := self._older) is not None and older.made(token):
            return older
        if self._renewed is not None and len(token) >= OVERHEAD:
            now = self._renewed()
            if now is not None and now.made(token):
                self._older = now
                return now
        raise SealBroken(_wrong_head(token, self._head))

    def open_many(self, tokens: Iterable[tuple[str, bytes]]) -> list[bytes]:
        """Open (context, token) pairs, in their order. Raises SealBroken at the first that does not open."""
        unseal = self.open
        return [unseal(context, token) for context, token in tokens]


def _wrong_head(token: bytes, expected: bytes) -> Sentence:
    if len(token) < OVERHEAD or token[:1] != _VERSION:
        return Sentence(
            "Nilai tersegel terpotong atau bukan buatan versi yang dikenal. Pulihkan dari cadangan."
        )
    return Sentence(
        "Nilai ini disegel dengan kunci data {theirs}, bukan {ours}. "
        "Pulihkan baris dan kuncinya dari satu cadangan yang sama.",
        {"theirs": str(UUID(bytes=token[1:_HEAD])), "ours": str(UUID(bytes=expected[1:_HEAD]))},
    )


def ephemeral_sealer() -> Sealer:
    """A sealer under a key that lives in this process's memory alone: for what need not outlive it."""
    return Sealer(os.urandom(32))


def blind_index(kind: str, value: str) -> bytes:
    """16 bytes by which an exact value is found without being stored: HMAC-SHA256 by the index key, cut."""
    return hmac.digest(key("index"), f"{kind}:{value}".encode(), "sha256")[:16]


def blind_indexes(kind: str, values: Iterable[str]) -> list[bytes]:
    """`blind_index` of many values of one kind, in their order."""
    secret, head, digest = key("index"), f"{kind}:", hmac.digest
    return [digest(secret, (head + value).encode(), "sha256")[:16] for value in values]
