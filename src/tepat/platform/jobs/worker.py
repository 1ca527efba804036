"""The worker process: one job after the other until it is told to stop."""

import logging
import os
import signal
import threading
from datetime import timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from tepat.platform.audit.context import surroundings
from tepat.platform.files.reading import sweep_spill

from .models import Worker
from .running import claim, run, worker_name

POLL_SECONDS = 0.5
SEEN_EVERY = 5.0
FORGET_AFTER = timedelta(days=1)
_log = logging.getLogger(__name__)


def main() -> int:
    """Work until SIGTERM or SIGINT: then the running step ends, its job goes back, and the process leaves."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sweep_spill()
    work(stop)
    return 0


def work(stop: threading.Event, *, poll: float = POLL_SECONDS) -> None:
    """Claim and carry out jobs until `stop` is set. A database that is away for a while is waited for."""
    name = worker_name()
    seen = threading.Thread(target=_stay_seen, args=(name, stop), daemon=True)
    seen.start()
    while not stop.is_set():
        try:
            job = claim(name)
            if job is None:
                stop.wait(poll)
                continue
            with surroundings(request_id=str(job.id), via="worker"):
                run(job, stop=stop)
        except DatabaseError:
            _log.exception("the database did not answer")
            stop.wait(2 * poll)
        finally:
            close_old_connections()
    seen.join(timeout=2)
    Worker.objects.filter(name=name).delete()


def _stay_seen(name: str, stop: threading.Event) -> None:
    started = timezone.now()
    while True:
        now = timezone.now()
        try:
            Worker.objects.update_or_create(
                name=name, defaults={"pid": os.getpid(), "started_at": started, "seen_at": now}
            )
            Worker.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
        except DatabaseError:
            _log.exception("the worker could not say that it lives")
        close_old_connections()
        if stop.wait(SEEN_EVERY):
            return
