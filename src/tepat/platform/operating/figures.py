"""How often each page was asked for and how long it took, over all processes, since the site was last started.

A page is its route, never an address: no number and no name comes in here. Each page has a handful of counters
and no more, however many requests come. A process counts in memory and leaves its counters in a file every few
seconds; together they are read by whoever asks. Why not prometheus_client's own files: docs/adr/0028.
"""

import json
import os
import secrets
import threading
import time
from bisect import bisect_left
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

BOUNDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 30.0)
_LEAVE_EVERY = 5.0


@dataclass
class PageFigures:
    """One page: how often it was asked for, how long that took in seconds, and since when that is counted.

    `within` counts the durations up to each of BOUNDS and above the one before it; the last what is above all.
    """

    method: str
    page: str
    since: float
    count: int = 0
    faults: int = 0
    total: float = 0.0
    slowest: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))

    @property
    def began(self) -> datetime:
        """When the first request was counted."""
        return datetime.fromtimestamp(self.since, UTC)

    @property
    def median(self) -> float:
        """Half of the requests took no longer."""
        return self._kept_by(0.5)

    @property
    def p95(self) -> float:
        """All but one in twenty took no longer."""
        return self._kept_by(0.95)

    def _kept_by(self, share: float) -> float:
        """The duration that this share of the requests kept within, as near as the bounds tell."""
        wanted, before, low = share * self.count, 0, 0.0
        for inside, bound in zip(self.within, (*BOUNDS, self.slowest), strict=True):
            high = min(bound, self.slowest)
            if inside and before + inside >= wanted:
                return low + (high - low) * (wanted - before) / inside
            before, low = before + inside, high
        return self.slowest

    def add(self, other: "PageFigures") -> None:
        """Take in what another process counted of the same page."""
        self.since = min(self.since, other.since)
        self.count += other.count
        self.faults += other.faults
        self.total += other.total
        self.slowest = max(self.slowest, other.slowest)
        self.within = [mine + its for mine, its in zip(self.within, other.within, strict=True)]


class _Counting:
    """What this process counted, and the file it leaves it in."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """With nothing counted; again in a process that was forked, whose lock may be held by nobody there."""
        self.lock = threading.Lock()
        self.pages: dict[tuple[str, str], PageFigures] = {}
        self.left_at = 0.0
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}.json"

    def leave(self) -> None:
        """Write the file whole. A disk that is full costs figures, never a request."""
        self.left_at = time.monotonic()
        text = json.dumps([asdict(one) for one in self.pages.values()])
        with suppress(OSError):
            _folder().mkdir(exist_ok=True, mode=0o700)
            fresh = _folder() / f"{self.name}.new"
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(_folder() / self.name)


_own = _Counting()
os.register_at_fork(after_in_child=_own.begin)


def _folder() -> Path:
    return Path(settings.DATA) / "figures"


def record(method: str, page: str, status: int, seconds: float) -> None:
    """Count one request."""
    with _own.lock:
        seen = _own.pages.setdefault((method, page), PageFigures(method, page, time.time()))
        seen.count += 1
        seen.total += seconds
        seen.faults += status >= 500
        seen.slowest = max(seen.slowest, seconds)
        seen.within[bisect_left(BOUNDS, seconds)] += 1
        if time.monotonic() - _own.left_at > _LEAVE_EVERY:
            _own.leave()


def begin_anew() -> None:
    """Forget what processes counted that are gone; asked by who is about to start new ones."""
    for file in _folder().glob("*.json*"):
        file.unlink(missing_ok=True)


def pages() -> list[PageFigures]:
    """Every page that was asked for, slowest first by what nineteen of twenty took."""
    with _own.lock:
        _own.leave()
    together: dict[tuple[str, str], PageFigures] = {}
    for file in _folder().glob("*.json"):
        for one in _read(file):
            if known := together.get((one.method, one.page)):
                known.add(one)
            else:
                together[one.method, one.page] = one
    return sorted(together.values(), key=lambda page: page.p95, reverse=True)


def _read(file: Path) -> list[PageFigures]:
    try:
        return [PageFigures(**one) for one in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []  # gone by now, or of a disk that was full
