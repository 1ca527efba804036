"""Scheduled backups: when the next is due, whether one was missed, and which older ones are let go.

What was made is read off the folder itself, so that a folder that was emptied or not mounted is noticed too.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tepat.platform.regions.clock import NATIONAL

GRACE = timedelta(hours=3)
_NAME = re.compile(r"tepat-(\d{8}-\d{6})\.cadangan")


def name_for(moment: datetime) -> str:
    """What the backup of a moment is called."""
    return f"tepat-{moment.astimezone(UTC):%Y%m%d-%H%M%S}.cadangan"


def made() -> dict[Path, datetime]:
    """The scheduled backups that are there, by when they began, newest first."""
    found = {}
    for path in Path(settings.TEPAT_BACKUP_FOLDER).glob("tepat-*.cadangan"):
        if match := _NAME.fullmatch(path.name):
            found[path] = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    return dict(sorted(found.items(), key=lambda one: one[1], reverse=True))


def newest() -> datetime | None:
    """When the last one began."""
    return next(iter(made().values()), None)


def due_since(now: datetime) -> datetime | None:
    """The hour at which a backup fell due that is not there yet; None when nothing is due or nothing is set up."""
    if not settings.TEPAT_BACKUP_FOLDER:
        return None
    hour, last = _hour_before(now), newest()
    return hour if last is None or last < hour else None


def next_at(now: datetime) -> datetime | None:
    """When the next one is asked for: at once, when one is due already; None when nothing is set up."""
    if not settings.TEPAT_BACKUP_FOLDER:
        return None
    return now if due_since(now) else _hour_before(now) + timedelta(days=1)


def _hour_before(now: datetime) -> datetime:
    """The last time that the clock showed the hour of backups."""
    here = now.astimezone(ZoneInfo(NATIONAL))
    hour = here.replace(hour=settings.TEPAT_BACKUP_HOUR, minute=0, second=0, microsecond=0)
    return hour - timedelta(days=1) if hour > here else hour


def missed(now: datetime) -> str:
    """What to say when a backup is hours late; "" when none is.

    A day missed stays missed when the next falls due: the grace is of the newest hour alone.
    """
    due = due_since(now - GRACE)
    if due is None:
        return ""
    last = newest()
    return _(
        "Cadangan terjadwal %(due)s WIB tidak ada di %(folder)s (terakhir: %(last)s). "
        "Lihat pekerjaan yang gagal, folder itu dan frasa sandinya, lalu jalankan tepat backup."
    ) % {
        "due": f"{due:%Y-%m-%d %H:%M}",
        "folder": settings.TEPAT_BACKUP_FOLDER,
        "last": f"{last.astimezone(due.tzinfo):%Y-%m-%d %H:%M}" if last else _("belum pernah"),
    }


def let_go(moments: Iterable[datetime], daily: int, weekly: int) -> set[datetime]:
    """Which may go: all but the newest of each of the last days, and of each of the last weeks."""
    ordered = sorted(moments, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in ordered:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    kept = {*ordered[:1], *list(days.values())[:daily], *list(weeks.values())[:weekly]}
    return set(ordered) - kept


def rotate() -> int:
    """Remove what has had its time; returns how many."""
    there = made()
    old = let_go(there.values(), settings.TEPAT_BACKUP_DAILY, settings.TEPAT_BACKUP_WEEKLY)
    gone = [path for path, moment in there.items() if moment in old]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
