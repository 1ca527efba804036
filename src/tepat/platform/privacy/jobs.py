"""Privacy's background work: once a day what has had its time is erased."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from tepat.platform.jobs import Receipt, Run, chore, handler
from tepat.platform.jobs.models import Job
from tepat.platform.regions.clock import NATIONAL

from .erasing import carry_out
from .services import RETENTION_JOB, TITLE, ask_for_retention

# In the night of the country's west, before its east goes to work; after the scheduled backup.
HOUR = 3


@chore(RETENTION_JOB)
def erase_when_due() -> None:
    """Ask for the day's erasing, unless it was asked for."""
    here = timezone.now().astimezone(ZoneInfo(NATIONAL))
    due = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if due > here:
        due -= timedelta(days=1)
    if not Job.objects.filter(name=RETENTION_JOB, created_at__gte=due).exists():
        ask_for_retention(by=None)


def _receipt(result: dict[str, Any]) -> Receipt:
    from django.utils.translation import gettext as _

    parts = [{"label": _("baris dikosongkan"), "value": result["rows"]}]
    return Receipt(_("Yang dihapus"), result["rows"], _("baris"), parts)


@handler(RETENTION_JOB, title=TITLE, receipt=_receipt)
def erase(run: Run) -> dict[str, Any]:
    """Erase what has had its time, as whoever asked, or the system."""
    by = run.job.created_by
    return carry_out(run, None if by.is_system else by)
