"""Reading one chain event by event and saying what was done to it. No database: events come in as they stand.

Every event carries its number, the hash of the one before and its own, so a change shows in three places.
Most of what is here tells apart which of two neighbours was touched.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain as joined
from typing import Protocol

from .digest import Hashed, digest

# How far a number may have been shifted for the event to be recognised under it.
_FARTHEST = 16


class Chained(Hashed, Protocol):
    """An event with the hash that was stored for it."""

    hash: str


@dataclass(frozen=True)
class Fault:
    """One thing done to the chain: the event's number as stored, and edited, removed, inserted or reordered.

    `upto` is the last number of a removed run.
    """

    seq: int
    kind: str
    upto: int = 0


class Examination:
    """Walks a chain once, in bounded memory, collecting its faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.last: Chained | None = None
        self._before: str = ""  # the hash before the last event's
        self._number = 0  # the last event's number as it was given
        self._shift = 0  # stored numbers less given ones, after a renumbering

    @property
    def tail(self) -> tuple[int, str]:
        """Number and hash of the last event that belongs to the chain."""
        return self._number, self.last.hash if self.last else ""

    def read(self, events: Iterable[Chained]) -> Iterator[Chained]:
        """Walk the events, in order of their numbers, and hand each on."""
        stream = joined(events, [None])
        current = next(stream)
        while current is not None:
            following = next(stream)
            yield current
            if self._take(current, following):
                assert following is not None
                yield following
                following = next(stream)
            current = following

    def fault(self, seq: int, kind: str, upto: int = 0) -> None:
        """Note a fault once."""
        found = Fault(seq, kind, upto)
        if found not in self.faults:
            self.faults.append(found)

    def touched(self, seq: int) -> bool:
        """Whether a fault of this number is noted already."""
        return any(fault.seq == seq or fault.seq <= seq <= fault.upto for fault in self.faults)

    def _accept(self, event: Chained, number: int) -> None:
        self._before = self.last.hash if self.last else ""
        self.last, self._number = event, number

    def _take(self, event: Chained, following: Chained | None) -> bool:
        """Judge one event; True when the following one was judged along with it."""
        number = event.seq - self._shift
        wanted = self.last.hash if self.last else ""
        sound = digest(event, seq=number) == event.hash
        linked = event.prev == wanted
        gap = number - self._number - 1
        if gap < 0:
            self._double(event, following)
        elif gap > 0:
            self.fault(event.seq - gap, "removed", event.seq - 1)
            if not sound:
                self.fault(event.seq, "edited")
            self._accept(event, number)
        elif linked:
            if not sound:
                self.fault(event.seq, "edited")
            self._accept(event, number)
        else:
            return self._unlinked(event, following, number, wanted, sound)
        return False

    def _double(self, event: Chained, following: Chained | None) -> None:
        """Two events under one number: the one the chain goes on from is its own, the other came later."""
        genuine = following is not None and following.prev == event.hash and event.prev == self._before
        if genuine and self.last is not None:
            self.fault(self.last.seq, "inserted")
            self.last = event
        else:
            self.fault(event.seq, "inserted")

    def _unlinked(
        self, event: Chained, following: Chained | None, number: int, wanted: str, sound: bool
    ) -> bool:
        """The event does not follow on the last one, though its number does."""
        if self.last and event.prev == self._before and digest(event, seq=number - 1) == event.hash:
            # It goes on from the one before: the last one was put between, and numbers were moved up.
            self.fault(self.last.seq, "inserted")
            self._shift += 1
            self.last, self._number = event, number - 1
            return False
        given = number if sound else _given_number(event, number)
        skipped = following is not None and following.prev == wanted
        if given > number and skipped:
            assert following is not None
            self.fault(event.seq, "reordered")
            self.fault(following.seq, "reordered")
            self._accept(following, number)
            self._accept(event, following.seq - self._shift)
            return True
        if given > number:
            # What stood before it is gone, and the numbers after were closed up.
            self.fault(event.seq, "removed", event.seq + given - number - 1)
            self._shift -= given - number
            self._accept(event, given)
        elif skipped:
            self.fault(event.seq, "inserted")
            assert following is not None
            self._shift += following.seq - event.seq
        elif sound and self.last is not None:
            # It stands as it was written, so the last one was rewritten together with its hash.
            self.fault(self.last.seq, "edited")
            self._accept(event, number)
        else:
            self.fault(event.seq, "edited")
            self._accept(event, number)
        return False


def _given_number(event: Chained, number: int) -> int:
    """The number under which the event's hash is right, when it is one of the next few; else its own."""
    for ahead in range(1, _FARTHEST + 1):
        if digest(event, seq=number + ahead) == event.hash:
            return number + ahead
    return number
