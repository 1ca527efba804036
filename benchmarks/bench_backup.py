"""Backup and restore of half a million families on either database; TEPAT_BENCH_FAMILIES for another number.

The families are those of many_families.py: enough of each for lists and searches, some six rows a family.
"""

import json
import os
import time
from contextlib import nullcontext
from pathlib import Path

from benchmarks import many_families
from benchmarks.machine import table, verdict
from benchmarks.postgres import postgres_database
from benchmarks.site import command, data_folder

FAMILIES = int(os.environ.get("TEPAT_BENCH_FAMILIES", "500000"))
MOST_SECONDS = 300


def _timed(*words: str) -> tuple[float, str]:
    started = time.monotonic()
    said = command(*words)
    return time.monotonic() - started, said


def _fill() -> None:
    """In a process of its own, which reads the settings of this database."""
    if (child := os.fork()) == 0:
        many_families.fill(FAMILIES)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("the families could not be written")


def _measured(name: str, data: Path) -> tuple[list[list[object]], bool]:
    _fill()
    file = data.parent / "bench.cadangan"
    backup, _said = _timed("backup", str(file), "--json")
    hashing, before = _timed("doctor", "--hashes", "--json")
    restore, _said = _timed("restore", str(file), "--over", "--json")
    was, now = json.loads(before), json.loads(command("doctor", "--hashes", "--json"))
    differs = [table for table in was["tables"] if was["tables"][table] != now["tables"].get(table)]
    same = was == now
    size = f"{file.stat().st_size / 1e6:.0f} MB"
    steps = (("backup", backup, size), ("restore", restore, "same" if same else f"DIFFERENT: {differs}"))
    rows: list[list[object]] = [
        [name, step, f"{seconds:.0f} s", f"{MOST_SECONDS} s", verdict(seconds, MOST_SECONDS), note]
        for step, seconds, note in steps
    ]
    rows.append([name, "hashes", f"{hashing:.0f} s", "", "", ""])
    return rows, same and max(backup, restore) <= MOST_SECONDS


def main() -> int:
    """Print a table; 1 when either took longer than five minutes or the hashes differ."""
    os.environ["TEPAT_BACKUP_PASSPHRASE"] = "lima kata acak yang panjang"
    rows, fine = [], True
    for name, database in (("sqlite", nullcontext()), ("postgres", postgres_database())):
        with database, data_folder() as data:
            measured, well = _measured(name, data)
            rows += measured
            fine &= well
    print(f"{FAMILIES} families")
    table(("database", "step", "time", "limit", "", "note"), rows)
    return int(not fine)


if __name__ == "__main__":
    raise SystemExit(main())
