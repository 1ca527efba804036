"""An accepted list of 30,000 families taken back again, on SQLite.

What depends on the batch is looked up in the request, without the write lock, and timed by itself; the steps are
carried out as the job does, while another connection tries the write lock all the time and tells how long it was
held at most.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench_import import FAMILIES, LOCK_MS, ours, timed, watched
from benchmarks.machine import table
from benchmarks.site import command, data_folder

AFTER = 300  # families of the small list that comes after, so that there is something to look through
LOOKED_UP_CPU_S, STEPS_CPU_S = 2, 60


def withdraw() -> None:
    """Take both batches back in this process, the newer first, and say what it took in CPU seconds."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    import django

    django.setup()
    from tepat.intake.batches.dependents import what_depends_on
    from tepat.intake.models import Batch
    from tepat.intake.services import withdraw_batch
    from tepat.platform import jobs
    from tepat.platform.accounts.queries import system

    newer, older = Batch.objects.order_by("-id")
    began = time.process_time()
    what_depends_on(older)
    looked_up = time.process_time() - began
    for batch in (newer, older):
        began = time.process_time()
        job = withdraw_batch(by=system(), batch=batch, reason="Daftar keliru", depends=what_depends_on(batch))
        decided = time.process_time() - began
        jobs.run_now(job)
    older.refresh_from_db()
    print(
        json.dumps(
            {"looked_up": looked_up, "decided": decided, "steps": time.process_time() - began - decided,
             "state": older.state, "withdrawn": older.withdrawn}
        )
    )  # fmt: skip


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder, data_folder() as data:
        for name, families, seed in (("first", FAMILIES, "1"), ("after", AFTER, "2")):
            out = Path(folder) / name
            command(
                "demo", "generate", "--families", str(families), "--out", str(out), "--seed", seed, "--json"
            )
            ours([str(path) for path in sorted(out.glob("*.xlsx"))])
        with watched(data / "tepat.sqlite3") as watch:
            taken = timed([sys.executable, "-m", "benchmarks.bench_withdrawal", "withdraw"])
    told, lock = taken.result, watch.longest * 1000
    rows = [
        ("what came after, looked up", told["looked_up"], LOOKED_UP_CPU_S),
        ("the decision", told["decided"], LOOKED_UP_CPU_S),
        (f"{told['withdrawn']} rows taken back", told["steps"], STEPS_CPU_S),
        ("longest write lock", lock / 1000, LOCK_MS / 1000),
    ]
    table(
        ("", "CPU s", "limit", ""),
        [(name, f"{s:.2f}", f"{limit}", "ok" if s <= limit else "OVER") for name, s, limit in rows],
    )
    return told["state"] == "withdrawn" and all(seconds <= limit for _, seconds, limit in rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["withdraw"]:
        withdraw()
    else:
        raise SystemExit(not main())
