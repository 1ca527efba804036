"""The state of this installation at one moment: jobs, workers, disk, database, backups, pages, versions.

The whole installation's, so for its administrators alone; kinds of jobs and counts only, nothing of what is in them.
"""

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform import health
from tepat.platform.jobs.handlers import HANDLERS
from tepat.platform.jobs.models import Job, Worker
from tepat.platform.keeping import schedule

from . import figures

_FAILED_FOR = timedelta(days=7)
_MOST_JOBS = 30
_MOST_PAGES = 15


@dataclass(frozen=True)
class Installation:
    """What an operator wants to know at a glance. Sizes in bytes, `waited` in seconds."""

    at: datetime
    checks: list[health.Check]
    waiting: int
    waited: float | None
    running: int
    failed: int
    workers: list[Worker]
    disk_free: int
    disk_total: int
    database_size: int
    last_backup: datetime | None
    next_backup: datetime | None
    versions: dict[str, str]


def installation() -> Installation:
    """Asked of the database that answers; a page has its own words for one that does not."""
    now = timezone.now()
    states = dict(
        Job.objects.filter(state__in=("queued", "running")).values_list("state").annotate(n=Count("*"))
    )
    oldest = Job.objects.filter(state=Job.State.QUEUED, run_after=None).aggregate(at=Min("created_at"))["at"]
    disk = shutil.disk_usage(settings.DATA)
    return Installation(
        at=now,
        checks=health.watched(),
        waiting=states.get("queued", 0),
        waited=(now - oldest).total_seconds() if oldest else None,
        running=states.get("running", 0),
        failed=_failed(now).count(),
        workers=list(Worker.objects.filter(seen_at__gt=now - health.WORKER_SILENT).order_by("name")),
        disk_free=disk.free,
        disk_total=disk.total,
        database_size=_database_size(),
        last_backup=schedule.newest() if settings.TEPAT_BACKUP_FOLDER else None,
        next_backup=schedule.next_at(now),
        versions=_versions(),
    )


@dataclass(frozen=True)
class JobSeen:
    """A job as its operator sees it: its kind and how it stands, for `age` seconds."""

    job: Job
    kind: Sentence | str
    age: float
    stuck: bool


def jobs_seen(now: datetime) -> list[JobSeen]:
    """Jobs that failed of late, run or wait, the newest of each."""
    unfinished = Job.objects.filter(state__in=("queued", "running")).order_by("state", "id")
    return [
        JobSeen(
            job,
            HANDLERS[job.name].title if job.name in HANDLERS else job.name,
            (now - (job.finished_at or job.started_at or job.created_at)).total_seconds(),
            job.lease_until is not None and job.lease_until < now,
        )
        for job in (*_failed(now).order_by("-id")[:_MOST_JOBS], *unfinished[:_MOST_JOBS])
    ]


def told(now: Installation) -> dict[str, Any]:
    """The same as JSON, with the pages."""
    told = {name: value for name, value in vars(now).items() if name not in ("checks", "workers")}
    times = {name: value.isoformat() for name, value in told.items() if isinstance(value, datetime)}
    checks = [{"name": name, "level": level, "sentence": sentence} for name, level, sentence in now.checks]
    pages = [
        {"method": one.method, "page": one.page, "count": one.count, "faults": one.faults, "median": one.median,
         "p95": one.p95, "slowest": one.slowest, "since": one.began.isoformat()}
        for one in slow_pages()
    ]  # fmt: skip
    return {**told, **times, "workers": [one.name for one in now.workers], "checks": checks, "pages": pages}


def slow_pages() -> list[figures.PageFigures]:
    """The slowest pages."""
    return figures.pages()[:_MOST_PAGES]


def _failed(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.FAILED, finished_at__gt=now - _FAILED_FOR)


def _database_size() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = Path(str(connection.settings_dict["NAME"]))
    parts = (name, name.with_name(name.name + "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _versions() -> dict[str, str]:
    if connection.vendor == "postgresql":
        number = connection.pg_version  # type: ignore[attr-defined]  # of PostgreSQL's wrapper
        database = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    else:
        database = f"SQLite {sqlite3.sqlite_version}"
    return {
        "tepat": version("tepat"),
        "python": platform.python_version(),
        "database": database,
        "migrations": str(MigrationRecorder(connection).migration_qs.count()),
    }
