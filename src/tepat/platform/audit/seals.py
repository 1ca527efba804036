"""Seals: where every chain stood on a day, under a key, in files outside the database.

One line a seal in TEPAT_DATA/seals/<year>.jsonl: {"n", "at", "heads": {chain: [number, hash]}, "prev",
"mac"}. The MAC is made with a key that the database does not hold and covers the seal before, so whoever cuts
off the end of a chain, or writes it anew from the beginning, would have to forge the seals too. Copy them
elsewhere as well.
"""

import fcntl
import hmac
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from tepat.platform import crypto

from .digest import canonical

PURPOSE = "audit.seal"


@dataclass(frozen=True)
class Seal:
    """One seal: its number, its moment, and number and hash of each chain's last event."""

    n: int
    at: str
    heads: Mapping[str, tuple[int, str]]
    prev: str
    mac: str


def folder() -> Path:
    """Where the seals stand."""
    return Path(settings.DATA) / "seals"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two sealers at once would give one number twice."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(folder() / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def append(heads: Mapping[str, tuple[int, str]], at: datetime) -> Seal:
    """Write the next seal and see it on the disk before returning. Call under `one_at_a_time`."""
    last = next(iter(deque((seal for seal, _sound in read()), maxlen=1)), None)
    moment = at.astimezone(UTC)
    content: dict[str, Any] = {
        "n": last.n + 1 if last else 1,
        "at": moment.isoformat(timespec="seconds"),
        "heads": {chain: list(head) for chain, head in sorted(heads.items())},
        "prev": last.mac if last else "",
    }
    content["mac"] = _mac(content)
    path = folder() / f"{moment.year}.jsonl"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(canonical(content) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return _seal(content)


def read() -> Iterator[tuple[Seal, bool]]:
    """Every seal in order, each with whether its MAC is right. A line that is none reads as an empty one."""
    for path in sorted(folder().glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                content = json.loads(line)
                seal = _seal(content)
            except (ValueError, KeyError, TypeError):
                yield Seal(0, "", {}, "", ""), False
                continue
            unsigned = {key: value for key, value in content.items() if key != "mac"}
            yield seal, hmac.compare_digest(_mac(unsigned), seal.mac)


def _seal(content: Mapping[str, Any]) -> Seal:
    heads = {str(chain): (int(head[0]), str(head[1])) for chain, head in content["heads"].items()}
    return Seal(int(content["n"]), str(content["at"]), heads, str(content["prev"]), str(content["mac"]))


def _mac(content: Mapping[str, Any]) -> str:
    return crypto.hmac_of(PURPOSE, canonical(content).encode()).hex()
