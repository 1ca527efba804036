"""Jobs of the tests' own. They write job titles: rows with a key of their own and nobody in them.

`registered()` puts them among the product's handlers; a worker process of the tests does the same.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError, transaction

from tepat.platform.accounts.models import JobTitle
from tepat.platform.jobs import JobRefused, Receipt, Run, handler
from tepat.platform.jobs.handlers import HANDLERS

CALLS: list[int] = []


def written() -> list[str]:
    """What jobs wrote, in the order of the keys."""
    rows = JobTitle.objects.filter(code__startswith="uji-").order_by("code")
    return [f"{code} {title}" for code, title in rows.values_list("code", "title")]


def write_step(run: Run, step: int) -> None:
    """One fenced step; a step written twice breaks the key."""
    with transaction.atomic():
        run.fence()
        JobTitle.objects.create(code=f"uji-{step:03}", title=f"upaya {run.job.attempt}")


def steps(run: Run, *, steps: int, gate: str = "", pause: float = 0.0) -> dict[str, Any]:
    """Write rows one after the other, from wherever the attempt before came to.

    The first attempt waits after three steps while the file `gate` is not there.
    """
    for step in range(JobTitle.objects.filter(code__startswith="uji-").count(), steps):
        run.progress(stage="Menulis", done=step, total=steps)
        while gate and step == 3 and run.job.attempt == 1 and not Path(gate).exists():
            time.sleep(0.05)
        write_step(run, step)
        time.sleep(pause)
    return {"rows": steps, "accepted": steps - 1, "held": 1}


def receipt(result: dict[str, Any]) -> Receipt:
    parts = [
        {"label": "diterima", "value": result["accepted"]},
        {"label": "tertahan", "value": result["held"]},
    ]
    return Receipt("Selesai dibaca", result["rows"], "baris", parts)


def faulty(run: Run, *, faults: int) -> dict[str, Any]:
    """Fails that often."""
    CALLS.append(run.job.attempt)
    if run.job.attempt <= faults:
        raise ValueError("9908014501900001 Sulastri")
    return {"attempt": run.job.attempt}


def busy(run: Run, *, times: int) -> dict[str, Any]:
    """Meets a busy database that often."""
    if run.job.attempt <= times:
        raise OperationalError("database is locked")
    return {}


def refusing(run: Run) -> dict[str, Any]:
    CALLS.append(run.job.attempt)
    raise JobRefused("Berkas ini tidak dapat dibaca. Unggah yang lain.")


_ALL = {"uji.steps": steps, "uji.faulty": faulty, "uji.busy": busy, "uji.refusing": refusing}


@contextmanager
def registered() -> Iterator[None]:
    """The tests' handlers beside the product's."""
    for name, function in _ALL.items():
        handler(name, title=name, max_attempts=3, receipt=receipt if name == "uji.steps" else None)(function)
    CALLS.clear()
    try:
        yield
    finally:
        for name in _ALL:
            HANDLERS.pop(name, None)
