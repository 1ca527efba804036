"""Carrying out one job: claim, lease, heartbeat, progress, fence, and what becomes of it.

The lease is renewed by a thread, so that a handler deep in a library keeps it. Whoever takes over raises the
attempt number; `Run.fence` inside a transaction proves that the number is still ours and holds the row until
the commit, so that a superseded attempt cannot write late.
"""

import logging
import os
import random
import socket
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .handlers import HANDLERS
from .models import Job

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 5.0
PROGRESS_SECONDS = 0.5
_log = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]


class LeaseLost(Exception):
    """Another attempt has taken the job over: stop, write nothing more."""


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


class Stopping(Exception):
    """This worker is told to end: the job goes back to the queue at a whole step."""


def worker_name() -> str:
    """This process, as it is shown to an operator."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}"


class Run:
    """One attempt at one job, as the handler sees it."""

    def __init__(
        self, job: Job, on_progress: Progress | None = None, stop: threading.Event | None = None
    ) -> None:
        self.job = job
        self._on_progress = on_progress
        self._stop = stop
        self._last = 0.0
        self._stage = ""

    def progress(self, *, stage: str, done: int, total: int) -> None:
        """Say how far it is; at most twice a second it is written. Raises Cancelled, LeaseLost and Stopping."""
        if self._stop is not None and self._stop.is_set():
            raise Stopping
        if self._on_progress is not None:
            self._on_progress(stage, done, total)
        now = time.monotonic()
        if stage == self._stage and now - self._last < PROGRESS_SECONDS and done < total:
            return
        self._stage, self._last = stage, now
        mine = Job.objects.filter(id=self.job.id, attempt=self.job.attempt, state=Job.State.RUNNING)
        if not mine.update(stage=stage[:120], done=done, total=total, lease_until=timezone.now() + LEASE):
            raise LeaseLost
        if mine.filter(cancel_requested=True).exists():
            raise Cancelled

    def fence(self) -> None:
        """Inside a transaction: prove that this attempt still owns the job. Raises LeaseLost."""
        mine = Job.objects.filter(id=self.job.id, attempt=self.job.attempt, state=Job.State.RUNNING)
        if connection.features.has_select_for_update:
            mine = mine.select_for_update()
        if mine.values_list("id", flat=True).first() is None:
            raise LeaseLost


def claim(worker: str, only: Job | None = None) -> Job | None:
    """Take the next job that waits, or whose lease ran out; under a new attempt number."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Q(state=Job.State.QUEUED) & (Q(run_after__isnull=True) | Q(run_after__lte=now))
        abandoned = Q(state=Job.State.RUNNING, lease_until__lt=now)
        jobs = Job.objects.filter(Q(id=only.id) if only else Q(), waiting | abandoned)
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.order_by("id").first()
        if job is None:
            return None
        if job.attempt >= job.max_attempts:
            return _bury(job)
        job.attempt += 1
        job.state = Job.State.RUNNING
        job.worker = worker
        job.started_at, job.lease_until = now, now + LEASE
        job.error = job.error_detail = ""
        job.save()
    return Job.objects.select_related("created_by").get(id=job.id)


def _bury(job: Job) -> None:
    """Every attempt was cut off without a word: give up and say so."""
    job.state, job.finished_at = Job.State.FAILED, timezone.now()
    job.error = _("Pekerjaan ini terputus %(n)s kali berturut-turut. Hubungi operator.") % {"n": job.attempt}
    job.save()


def run(job: Job, on_progress: Progress | None = None, stop: threading.Event | None = None) -> Job:
    """Carry out a claimed job and write down what became of it; `stop` asks it to end at a whole step."""
    ended = threading.Event()
    beat = threading.Thread(target=_keep_lease, args=(job.id, job.attempt, ended), daemon=True)
    beat.start()
    try:
        handler = HANDLERS[job.name]
        result = handler.function(Run(job, on_progress, stop), **job.arguments)
        _end(job, state=Job.State.DONE, result=result or {}, finished_at=timezone.now())
    except LeaseLost:
        _log.warning("job %s: attempt %s was superseded", job.id, job.attempt)
    except Stopping:
        _end(job, state=Job.State.QUEUED, max_attempts=F("max_attempts") + 1)
    except Cancelled:
        _end(job, state=Job.State.CANCELLED, finished_at=timezone.now())
    except Exception as fault:
        _fault(job, fault)
    finally:
        ended.set()
        beat.join()
    job.refresh_from_db()
    return job


def run_now(job: Job, on_progress: Progress | None = None) -> Job:
    """Carry out this very job here: for commands. Faults are tried again as a worker would, without waiting."""
    while True:
        claimed = claim(worker_name(), only=job)
        if claimed is None:
            job.refresh_from_db()
            if job.unfinished:
                time.sleep(0.2)
                continue
            return job
        job = run(claimed, on_progress)
        if job.state == Job.State.QUEUED:
            Job.objects.filter(id=job.id).update(run_after=None)


def _end(job: Job, **changes: Any) -> None:
    """Write the end of an attempt, if it is still ours."""
    Job.objects.filter(id=job.id, attempt=job.attempt, state=Job.State.RUNNING).update(
        lease_until=None, **changes
    )


def _fault(job: Job, fault: Exception) -> None:
    """Try again later with a growing pause, or give up; the detail names kinds and places, never data."""
    frames = traceback.extract_tb(fault.__traceback__)
    detail = f"{type(fault).__name__} " + " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-6:]))
    _log.exception("job %s (%s), attempt %s failed", job.id, job.name, job.attempt)
    if job.attempt < job.max_attempts:
        pause = min(600, 2**job.attempt * 5) * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
        _end(
            job,
            state=Job.State.QUEUED,
            run_after=timezone.now() + timedelta(seconds=pause),
            error=_("Terganggu, dicoba lagi sebentar lagi."),
            error_detail=detail,
        )
        return
    _end(
        job,
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        error=_(
            "Pekerjaan ini gagal setelah %(n)s kali dicoba. Hubungi operator dan sebut nomor pekerjaannya."
        )
        % {"n": job.attempt},
        error_detail=detail,
    )


def _keep_lease(job_id: Any, attempt: int, ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        try:
            Job.objects.filter(id=job_id, attempt=attempt, state=Job.State.RUNNING).update(
                lease_until=timezone.now() + LEASE
            )
        except OperationalError:
            close_old_connections()
    connection.close()
