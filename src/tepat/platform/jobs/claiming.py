"""Who holds a job: taken under a lease and a new attempt number, kept by heartbeats, ended or given back.

Whoever takes over an abandoned job raises its attempt number; every later statement of the earlier attempt
asks for its own number and finds no row.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.database import faults

from .models import Job

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 5.0
END_SECONDS = 60.0
_log = logging.getLogger(__name__)


def worker_name() -> str:
    """This process, as it is shown to an operator."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}"


def ours(job: Job) -> QuerySet[Job]:
    """The job, while this attempt owns it."""
    return Job.objects.filter(id=job.id, attempt=job.attempt, state=Job.State.RUNNING)


def claim(worker: str, only: Job | None = None) -> Job | None:
    """Take the next job that waits, or whose lease ran out; None when there is none.

    With `only`, that very job, whether or not its time for another try has come.
    """
    now = timezone.now()
    waiting = Q(state=Job.State.QUEUED)
    due = Q(id=only.id) if only else Q(run_after__isnull=True) | Q(run_after__lte=now)
    abandoned = Q(state=Job.State.RUNNING, lease_until__lt=now) & (Q(id=only.id) if only else Q())
    jobs = Job.objects.filter(waiting & due | abandoned).order_by("id")
    if not jobs.exists():
        return None  # a worker without work asks for no lock
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None or not _may_run(job):
            return None
        job.attempt += 1
        job.state = Job.State.RUNNING
        job.worker = worker
        job.started_at, job.lease_until, job.run_after = now, now + LEASE, None
        job.error = job.error_detail = ""
        job.save()
    return Job.objects.select_related("created_by").get(id=job.id)


def _may_run(job: Job) -> bool:
    """Not a job that was asked to stop, nor one that every attempt was cut off in without a word."""
    if job.state == Job.State.RUNNING and job.cancel_requested:
        job.state = Job.State.CANCELLED
    elif job.attempt >= job.max_attempts and job.state == Job.State.RUNNING:
        job.state = Job.State.FAILED
        job.error = Sentence(
            "Pekerjaan ini terputus {n} kali berturut-turut. Hubungi operator dan sebut nomor pekerjaannya.",
            {"n": job.attempt},
        )
    else:
        return True
    job.finished_at, job.lease_until = timezone.now(), None
    job.save()
    return False


def end(job: Job, **changes: Any) -> bool:
    """Write how an attempt ended, if it is still ours; waits for a database that is busy, away or full."""
    deadline = time.monotonic() + END_SECONDS
    while True:
        try:
            return bool(ours(job).update(lease_until=None, **changes))
        except Error as trouble:
            waited_for = faults.passing(trouble) or faults.no_room(trouble)
            if connection.in_atomic_block or not waited_for or time.monotonic() > deadline:
                raise
            _log.warning("job %s: its end could not be written yet (%s)", job.id, type(trouble).__name__)
            connection.close()
            time.sleep(0.5)


@contextmanager
def kept(job: Job) -> Iterator[None]:
    """Keep the lease while the body runs: a thread renews it, also while a handler is deep in a library."""
    ended = threading.Event()
    beat = threading.Thread(target=_keep, args=(job, ended), name="lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _keep(job: Job, ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        try:
            if not ours(job).update(lease_until=timezone.now() + LEASE):
                break
        except Error as trouble:
            _log.warning("job %s: heartbeat missed (%s)", job.id, type(trouble).__name__)
            connection.close()
    connection.close()
