"""UUIDv7 (RFC 9562): ids that sort by the time they were made, so that indexes stay compact."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7_int() -> int:
    """A UUIDv7 as an integer: 48 bits of milliseconds, then a counter seeded at random, then random bits.

    Strictly increasing within a process, also inside one millisecond.
    """
    global _last
    with _lock:
        milliseconds = time.time_ns() // 1_000_000
        counter = milliseconds << 74 | secrets.randbits(73)
        _last = counter if counter > _last else _last + (secrets.randbits(32) | 1)
        sequence = _last
    time_part = sequence >> 74
    random_a = sequence >> 62 & 0xFFF
    random_b = sequence & (1 << 62) - 1
    return time_part << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b


def uuid7() -> UUID:
    """A new UUIDv7."""
    return UUID(int=uuid7_int())


def uuid7_hex() -> str:
    """A new UUIDv7 as 32 hexadecimal digits, the form bulk writes need on both databases."""
    return f"{uuid7_int():032x}"
