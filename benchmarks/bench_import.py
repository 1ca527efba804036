"""A list of 30,000 families and about 100,000 people from XLSX to the registry, beside the usual way.

On SQLite and on PostgreSQL: the list, and the next quarter's, in which one row in twenty changed. The usual way
is openpyxl with `bulk_create` into the same tables of SQLite, without checks, sealing or sources. All run as
processes of their own on the same files, one after the other; a server's own CPU is not counted. While Tepat
imports into SQLite, another connection tries the write lock all the time and tells how long it was held at most.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.changed_list import write_changed
from benchmarks.machine import table
from benchmarks.postgres import postgres_database
from benchmarks.site import TEPAT, command, data_folder

FAMILIES = int(os.environ.get("FAMILIES", "30000"))
SECONDS, REFRESH_SECONDS, MEBIBYTES, LOCK_MS = 40, 20, 1200, 500


class LockWatch(threading.Thread):
    """Tries SQLite's write lock every two milliseconds, never waiting, and keeps the longest time it was held."""

    def __init__(self, database: Path) -> None:
        super().__init__(daemon=True)
        self.database, self.longest, self.done = database, 0.0, threading.Event()

    def run(self) -> None:
        connection = sqlite3.connect(self.database, timeout=0, isolation_level=None)
        held_since = 0.0
        while not self.done.wait(0.002):
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                held_since = held_since or time.perf_counter()
                continue
            connection.execute("ROLLBACK")
            if held_since:
                self.longest = max(self.longest, time.perf_counter() - held_since)
                held_since = 0.0
        connection.close()


@dataclass
class Figures:
    """What a command said, and what it took; the lock is SQLite's, in milliseconds."""

    text: str
    seconds: float
    cpu: float
    mebibytes: float
    lock: float = 0.0

    @property
    def result(self) -> dict[str, Any]:
        """The JSON it said."""
        return dict(json.loads(self.text))

    def row(self, name: str, rows_in: int, limit: int | None) -> tuple[str, ...]:
        """Its line of the table."""
        over = limit and (self.seconds > limit or self.mebibytes > MEBIBYTES or self.lock > LOCK_MS)
        return (
            name, f"{self.seconds:.1f}", str(limit or ""), f"{self.cpu:.1f}", f"{rows_in / self.seconds:,.0f}",
            f"{self.mebibytes:.0f}", f"{self.lock:.0f}" if self.lock else "",
            "" if limit is None else "OVER" if over else "ok",
        )  # fmt: skip


def timed(words: list[str]) -> Figures:
    """Run a command."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(words, stdout=output)
        _pid, status, usage = os.wait4(process.pid, 0)
        output.seek(0)
        text = output.read().decode()
    if status:
        raise SystemExit(f"{' '.join(words)} failed with {status}")
    seconds = time.perf_counter() - began
    return Figures(text, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def ours(files: list[str]) -> Figures:
    """Import files and accept what is sound."""
    return timed(
        [str(TEPAT), "import", *files, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json"]
    )


@contextmanager
def watched(database: Path) -> Iterator[LockWatch]:
    watch = LockWatch(database)
    watch.start()
    yield watch
    watch.done.set()
    watch.join()


def on_sqlite(lists: list[list[str]]) -> list[Figures]:
    """The lists one after the other into one registry."""
    figures = []
    with data_folder() as data:
        for files in lists:
            with watched(data / "tepat.sqlite3") as watch:
                taken = ours(files)
            taken.lock = watch.longest * 1000
            figures.append(taken)
    return figures


def on_postgres(lists: list[list[str]]) -> list[Figures]:
    """The same on PostgreSQL."""
    with postgres_database(), data_folder():
        return [ours(files) for files in lists]


def usual(files: list[str]) -> Figures:
    """The yardstick."""
    with data_folder():
        return timed([sys.executable, "-m", "benchmarks.usual_import", *files])


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder:
        command("demo", "generate", "--families", str(FAMILIES), "--out", folder, "--seed", "1", "--json")
        first = sorted(Path(folder).glob("*.xlsx"))
        (Path(folder) / "next").mkdir()
        following = [path.parent / "next" / path.name for path in first]
        changed = sum(write_changed(old, new) for old, new in zip(first, following, strict=True))
        lists = [[str(path) for path in first], [str(path) for path in following]]
        sqlite, postgres, theirs = on_sqlite(lists), on_postgres(lists), usual(lists[0])
    for name, (new, refresh) in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        result = new.result
        print(
            f"{name}: {result['rows_in']} rows in = {result['pending']} pending + {result['accepted']} accepted "
            f"+ {result['held']} held + {result['refused']} refused; "
            f"{result['families']} families, {result['persons']} people, "
            f"{sum(result['findings'].values())} findings; "
            f"again with {changed} rows changed: {refresh.result['accepted']} accepted"
        )
    rows_in = sqlite[0].result["rows_in"]
    rows = [
        line
        for name, (new, refresh) in (("SQLite", sqlite), ("PostgreSQL", postgres))
        for line in (
            new.row(f"tepat import --accept, {name}", rows_in, SECONDS),
            refresh.row(f"the next list, one row in twenty changed, {name}", rows_in, REFRESH_SECONDS),
        )
    ]
    table(
        ("", "seconds", "limit", "CPU s", "rows/s", f"peak MiB of {MEBIBYTES}", f"lock ms of {LOCK_MS}", ""),
        [*rows, theirs.row("openpyxl + bulk_create, SQLite", rows_in, None)],
    )
    return all(row[-1] == "ok" for row in rows)


if __name__ == "__main__":
    raise SystemExit(not main())
