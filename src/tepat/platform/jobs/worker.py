"""The worker process: one job after the other until it is told to stop."""

import logging
import os
import signal
import threading
import time
from datetime import timedelta

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from tepat.platform.audit.context import surroundings
from tepat.platform.files.reading import sweep_spill

from . import chores
from .claiming import claim, worker_name
from .models import Worker
from .running import run

POLL_SECONDS = 0.5
SEEN_EVERY = 5.0
TEND_EVERY = 300.0
FORGET_AFTER = timedelta(days=1)
_log = logging.getLogger(__name__)


def main() -> int:
    """Work until SIGTERM or SIGINT: then the running step ends, its job goes back, and the process leaves."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # By a thread: a handler runs inside the main one, which may be holding the event's own lock.
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    sweep_spill()
    work(stop)
    return 0


def work(stop: threading.Event, *, poll: float = POLL_SECONDS) -> None:
    """Claim and carry out jobs until `stop` is set. A database that is away for a while is waited for."""
    name = worker_name()
    seen = threading.Thread(target=_stay_seen, args=(name, stop), name="seen", daemon=True)
    seen.start()
    tended = -TEND_EVERY
    while not stop.is_set():
        try:
            if time.monotonic() - tended > TEND_EVERY:
                tended = time.monotonic()
                chores.tend()
            job = claim(name)
            if job is None:
                stop.wait(poll)
                continue
            with surroundings(request_id=str(job.id), via="worker"):
                run(job, stop=stop)
        except Error as trouble:
            _log.warning("the database did not answer (%s)", type(trouble).__name__)
            connection.close()
            stop.wait(4 * poll)
        finally:
            close_old_connections()
    seen.join(timeout=SEEN_EVERY)


def _stay_seen(name: str, stop: threading.Event) -> None:
    """Say every few seconds that this process lives; take the name off the list when it ends."""
    started = timezone.now()
    while True:
        now = timezone.now()
        try:
            Worker.objects.update_or_create(
                name=name, defaults={"pid": os.getpid(), "started_at": started, "seen_at": now}
            )
            if stop.wait(SEEN_EVERY):
                Worker.objects.filter(name=name).delete()
                Worker.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
                break
        except Error as trouble:
            _log.warning("the worker could not say that it lives (%s)", type(trouble).__name__)
            connection.close()
            if stop.wait(SEEN_EVERY):
                break
    connection.close()
