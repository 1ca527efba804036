"""Carrying out one job: what its handler sees of it, and what becomes of it."""

import gc
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import OperationalError, connection
from django.db.models import F
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.database import faults

from . import troubles
from .claiming import LEASE, claim, end, kept, ours, worker_name
from .handlers import HANDLERS
from .interruptions import Cancelled, LeaseLost, Stopping
from .models import Job

PROGRESS_SECONDS = 0.5
LONGEST_PAUSE = 600
_log = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]


class Run:
    """One attempt at one job, as the handler sees it."""

    def __init__(
        self, job: Job, on_progress: Progress | None = None, stop: threading.Event | None = None
    ) -> None:
        self.job = job
        self._on_progress = on_progress
        self._stop = stop
        self._written: tuple[str | Sentence, float] = ("", 0.0)

    def progress(self, *, stage: str | Sentence, done: int, total: int) -> None:
        """Say how far it is, outside of a transaction, between whole steps; written twice a second at most.

        Raises Cancelled, LeaseLost and Stopping, which the handler lets pass.
        """
        if self._stop is not None and self._stop.is_set():
            raise Stopping
        if self._on_progress is not None:
            self._on_progress(str(stage), done, total)
        now = time.monotonic()
        written_stage, written_at = self._written
        if stage == written_stage and now - written_at < PROGRESS_SECONDS:
            return
        self._written = (stage, now)
        try:
            changed = ours(self.job).update(
                stage=stage, done=done, total=total, lease_until=timezone.now() + LEASE
            )
            cancelled = ours(self.job).filter(cancel_requested=True).exists()
        except OperationalError as trouble:
            if connection.in_atomic_block or not faults.passing(trouble):
                raise
            return  # the next one will get through; the lease has its own thread
        if not changed:
            raise LeaseLost
        if cancelled:
            raise Cancelled

    def fence(self) -> None:
        """Inside a transaction: prove that this attempt owns the job, until the commit. Raises LeaseLost.

        On PostgreSQL the job's row stays locked, on SQLite the whole database is ours: nobody can take the
        job over between this proof and the commit, so a superseded attempt cannot write late.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("run.fence() proves nothing outside a transaction")
        mine = ours(self.job)
        if connection.features.has_select_for_update:
            mine = mine.select_for_update()
        if mine.values_list("id", flat=True).first() is None:
            raise LeaseLost


def run(job: Job, on_progress: Progress | None = None, stop: threading.Event | None = None) -> Job:
    """Carry out a claimed job and write down what became of it; `stop` asks it to end at a whole step."""
    try:
        with kept(job), _few_searches_for_cycles():
            handler = HANDLERS[job.name]
            result = handler.function(Run(job, on_progress, stop), **job.arguments)
        end(job, state=Job.State.DONE, result=result or {}, finished_at=timezone.now())
    except LeaseLost:
        _log.warning("job %s: attempt %s was superseded", job.id, job.attempt)
    except Cancelled:
        end(job, state=Job.State.CANCELLED, finished_at=timezone.now())
    except Exception as fault:
        _fault(job, fault)
    except BaseException as interruption:
        # Told to end, or Ctrl-C: no fault of the job's, so the attempt does not count.
        end(job, state=Job.State.QUEUED, max_attempts=F("max_attempts") + 1)
        if not isinstance(interruption, Stopping):
            raise
    job.refresh_from_db()
    return job


@contextmanager
def _few_searches_for_cycles() -> Iterator[None]:
    """Let Python look for unreachable cycles seldom.

    Bulk work makes objects by the million and hardly a cycle; at the usual pace a tenth of its time went into
    looking at all of them again and again.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def run_now(job: Job, on_progress: Progress | None = None) -> Job:
    """Carry out this very job here: for commands. Faults are tried again as a worker would, without waiting.

    When a worker was quicker, its progress is shown until it has finished.
    """
    while True:
        claimed = claim(worker_name(), only=job)
        if claimed is not None:
            job = run(claimed, on_progress)
        else:
            job.refresh_from_db()
        if not job.unfinished:
            return job
        if on_progress is not None and job.stage:
            on_progress(job.stage, job.done, job.total)
        time.sleep(0.2)


def _fault(job: Job, fault: Exception) -> None:
    """Try again later with a growing pause, or give up."""
    trouble = troubles.read(fault, attempt=job.attempt, max_attempts=job.max_attempts)
    if isinstance(fault, troubles.JobRefused):
        _log.info("job %s (%s) refused", job.id, job.name)
    else:
        _log.error("job %s (%s), attempt %s failed", job.id, job.name, job.attempt, exc_info=fault)
    if job.attempt < trouble.tries:
        pause = min(LONGEST_PAUSE, 5 * 2 ** min(job.attempt, 10)) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        end(
            job,
            state=Job.State.QUEUED,
            run_after=timezone.now() + timedelta(seconds=pause),
            max_attempts=max(job.max_attempts, job.attempt + 1),
            error=Sentence("Terganggu, dicoba lagi sebentar lagi."),
            error_detail=trouble.detail,
        )
        return
    end(
        job,
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        error=trouble.sentence,
        error_detail=trouble.detail,
    )
