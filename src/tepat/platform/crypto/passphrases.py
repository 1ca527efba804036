"""A key out of what a person remembers: scrypt, slow and hungry for memory on purpose."""

import hashlib
import os
from dataclasses import dataclass

from .sealing import Sealer

# 64 MiB and a fifth of a second a guess.
COST = 2**16
_MOST = 2**20
_SALT = 16


@dataclass(frozen=True)
class Stretching:
    """How a passphrase becomes a key: salt and cost, kept beside what is sealed; neither is secret."""

    salt: bytes
    cost: int

    @classmethod
    def new(cls) -> "Stretching":
        """A salt of its own, at today's cost."""
        return cls(os.urandom(_SALT), COST)

    def __post_init__(self) -> None:
        # Read from a file that anybody may have written: it must not ask for all memory there is.
        if len(self.salt) != _SALT or not 2 <= self.cost <= _MOST or self.cost & (self.cost - 1):
            raise ValueError("no salt and cost of ours")


def stretched(passphrase: str, how: Stretching) -> tuple[Sealer, str]:
    """What seals under the passphrase, and a mark by which a wrong one is told from a damaged file."""
    made = hashlib.scrypt(
        passphrase.encode(), salt=how.salt, n=how.cost, r=8, p=1, maxmem=2 * 1024 * 8 * how.cost, dklen=64
    )
    return Sealer(made[:32]), made[32:48].hex()
