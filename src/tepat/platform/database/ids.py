"""UUIDv7 (RFC 9562): ids that sort by the time they were made, so that indexes stay compact."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0
_LOW_62 = (1 << 62) - 1


def uuid7_int() -> int:
    """A UUIDv7 as an integer: 48 bits of milliseconds, then 74 bits that start at random each millisecond.

    Within a millisecond they count on, so that the ids of a process strictly increase.
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        if milliseconds > _last >> 74:
            _last = milliseconds << 74 | secrets.randbits(73)
        else:
            _last += 1
        sequence = _last
    return sequence >> 74 << 80 | 0x7 << 76 | (sequence >> 62 & 0xFFF) << 64 | 0b10 << 62 | sequence & _LOW_62


def uuid7() -> UUID:
    """A new UUIDv7."""
    return UUID(int=uuid7_int())


def uuid7_hex() -> str:
    """A new UUIDv7 as 32 hexadecimal digits, the form bulk writes need on both databases."""
    return f"{uuid7_int():032x}"
