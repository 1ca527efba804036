"""Keeping's background work: the scheduled backup, asked for by the clock."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.jobs import Run, chore, handler

from . import schedule
from .making import make
from .passphrase import given

BACKUP_JOB = "keeping.backup"
# One that failed is tried again, though not at every look of the worker.
_AGAIN_AFTER = timedelta(hours=1)


@chore(BACKUP_JOB)
def back_up_when_due() -> None:
    """Ask for a backup when one is due and none was asked for of late."""
    from tepat.platform.jobs.models import Job
    from tepat.platform.jobs.services import enqueue

    now = timezone.now()
    if schedule.due_since(now) is None:
        return
    if Job.objects.filter(name=BACKUP_JOB, created_at__gt=now - _AGAIN_AFTER).exists():
        return
    enqueue(BACKUP_JOB, by=None, region="", title=Sentence("Cadangan terjadwal"), arguments={})


@handler(BACKUP_JOB, title=Sentence("Cadangan terjadwal"))
def back_up(run: Run) -> dict[str, Any]:
    """Make it, then let older ones go. Nothing is written but the file, so a late attempt harms nobody."""
    target = Path(settings.TEPAT_BACKUP_FOLDER) / schedule.name_for(timezone.now())
    made = make(
        by=None,
        target=target,
        passphrase=given(),
        on_progress=lambda stage, done, total: run.progress(stage=stage, done=done, total=total),
    )
    return {"size": made.size, "files": made.files, "let_go": schedule.rotate()}
