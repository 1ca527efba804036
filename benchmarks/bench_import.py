"""A list of 30,000 families and about 100,000 people from XLSX to the registry, beside the usual way.

The usual way is openpyxl with `bulk_create` into the same tables, without checks, sealing or sources. Both
run as processes of their own on the same files, one after the other. While Tepat imports, another connection
tries the write lock all the time and tells how long it was held at most.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.machine import table, verdict
from benchmarks.site import TEPAT, command, data_folder

FAMILIES = int(os.environ.get("FAMILIES", "30000"))
SECONDS, MEBIBYTES, LOCK_MS = 40, 1200, 500


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


def timed(words: list[str]) -> tuple[str, float, float]:
    """Run a command; its output, its seconds, its largest memory in MiB."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(words, stdout=output)
        _pid, status, usage = os.wait4(process.pid, 0)
        output.seek(0)
        text = output.read().decode()
    if status:
        raise SystemExit(f"{' '.join(words)} failed with {status}")
    return text, time.perf_counter() - began, usage.ru_maxrss / 1024


def ours(files: list[str]) -> tuple[dict[str, int], float, float, float]:
    with data_folder() as data:
        watch = LockWatch(data / "tepat.sqlite3")
        watch.start()
        text, seconds, memory = timed(
            [str(TEPAT), "import", *files, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json"]
        )
        watch.done.set()
        watch.join()
    return json.loads(text), seconds, memory, watch.longest


def usual(files: list[str]) -> tuple[float, float]:
    with data_folder():
        _text, seconds, memory = timed([sys.executable, "-m", "benchmarks.usual_import", *files])
    return seconds, memory


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder:
        command("demo", "generate", "--families", str(FAMILIES), "--out", folder, "--seed", "1", "--json")
        files = sorted(str(path) for path in Path(folder).rglob("*.xlsx"))
        result, seconds, memory, lock = ours(files)
        their_seconds, their_memory = usual(files)
    rows_in = result["rows_in"]
    print(
        f"{rows_in} rows in = {result['pending']} pending + {result['accepted']} accepted "
        f"+ {result['held']} held + {result['refused']} refused; "
        f"{result['families']} families, {result['persons']} people, "
        f"{sum(result['findings'].values())} findings"
    )
    table(
        ("", "seconds", "rows/s", "peak MiB", "longest write lock, ms"),
        [
            ("tepat import --accept", f"{seconds:.1f}", f"{rows_in / seconds:,.0f}", f"{memory:.0f}",
             f"{lock * 1000:.0f}"),
            ("limit", SECONDS, "", MEBIBYTES, LOCK_MS),
            ("", verdict(seconds, SECONDS), "", verdict(memory, MEBIBYTES), verdict(lock * 1000, LOCK_MS)),
            ("openpyxl + bulk_create", f"{their_seconds:.1f}", f"{rows_in / their_seconds:,.0f}",
             f"{their_memory:.0f}", ""),
        ],
    )  # fmt: skip
    return seconds <= SECONDS and memory <= MEBIBYTES and lock * 1000 <= LOCK_MS


if __name__ == "__main__":
    raise SystemExit(not main())
