"""Counting what big acts left to be counted, a few regions at a time, in short transactions."""

import time
from typing import Any

from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, Run, chore, enqueue, handler
from tepat.platform.jobs.handlers import Receipt

from .counting import together, waiting_regions
from .services import COUNT_JOB, count_touched_regions

_TITLE = Sentence("Menghitung kelengkapan")
# What one transaction counts: a tenth of a second for that many.
FAMILIES_A_STEP = 2_000
# Nearly all of a count is in its transaction: without a pause nobody else would get to write.
PAUSE_SECONDS = 0.01


def count_waiting(run: Run) -> int:
    """Count all regions in which something changed; returns how many. For jobs that changed much, as their end."""
    codes = waiting_regions()
    done = 0
    for some in together(codes, FAMILIES_A_STEP):
        run.progress(stage=_TITLE, done=done, total=len(codes))
        count_touched_regions(by=run.job.created_by, run=run, codes=some)
        done += len(some)
        time.sleep(PAUSE_SECONDS)
    return done


def _receipt(result: dict[str, Any]) -> Receipt | None:
    parts = [{"value": result["regions"], "label": _("wilayah dihitung")}]
    return Receipt(_("Kelengkapan terhitung"), result["regions"], _("wilayah"), parts)


@handler(COUNT_JOB, title=_TITLE, max_attempts=5, receipt=_receipt)
def count(run: Run) -> dict[str, object]:
    """Count what waits."""
    return {"regions": count_waiting(run)}


@chore("intake.count_completeness")
def count_when_due() -> None:
    """Enqueue the counting of what no job counted at its end, unless that is on its way."""
    under_way = Job.objects.filter(name=COUNT_JOB, state__in=("queued", "running"))
    if waiting_regions() and not under_way.exists():
        enqueue(COUNT_JOB, by=User.objects.system(), region="", title=_TITLE, arguments={})
