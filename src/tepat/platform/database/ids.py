"""UUIDv7 (RFC 9562): ids that sort by the time they were made, so that indexes stay compact."""

import secrets
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0
_LOW_62 = (1 << 62) - 1
_BLOCK = 512


def _take(count: int) -> int:
    """The first of `count` consecutive sequence numbers that nobody else gets.

    48 bits of milliseconds, then 74 bits that start at random each millisecond and count on within it, so that
    the ids of a process strictly increase.
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    with _lock:
        first = max(milliseconds << 74 | secrets.randbits(73), _last + 1)
        _last = first + count - 1
    return first


def _layout(sequence: int) -> int:
    """Put version and variant where RFC 9562 wants them."""
    return sequence >> 74 << 80 | 0x7 << 76 | (sequence >> 62 & 0xFFF) << 64 | 0b10 << 62 | sequence & _LOW_62


def uuid7() -> UUID:
    """A new UUIDv7."""
    return UUID(int=_layout(_take(1)))


def first_after(moment: datetime) -> UUID:
    """The lowest id that a moment or anything after it can have: what is older is found by id alone."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def hexes() -> Iterator[str]:
    """New ids one after the other as 32 hexadecimal digits, the form bulk writes need on both databases.

    For one bulk write, not to be kept: they are taken in blocks, so an id may carry a time a little before its
    use.
    """
    while True:
        first = _take(_BLOCK)
        if first & _LOW_62 > _LOW_62 - _BLOCK:
            continue  # once in 2**53: the block would count on into the variant
        start = _layout(first)
        for number in range(start, start + _BLOCK):
            yield f"{number:032x}"
