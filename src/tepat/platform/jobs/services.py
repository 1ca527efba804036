"""Asking for work and stopping it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform import audit

from .handlers import HANDLERS
from .models import Job


@transaction.atomic
def enqueue(
    name: str, *, by: Any, region: str, title: str | Sentence, arguments: dict[str, Any], link: str = ""
) -> Job:
    """Put a job in the queue, in the caller's transaction: no commit, no job.

    `title` is what lists call it; `link` is the address of what it works on.
    """
    job = Job.objects.create(
        name=name,
        title=title,
        link=link,
        arguments=arguments,
        region_code=region,
        created_by=by or get_user_model().objects.system(),
        max_attempts=HANDLERS[name].max_attempts,
    )
    audit.record(by=by, action="job.enqueued", region=region, subject=("job", job.id), detail={"job": name})
    return job


@transaction.atomic
def cancel_job(*, by: Any, job: Job) -> Job:
    """Ask a job to stop: at once when it waits, at its next step when it runs. What it wrote stays whole.

    A job that has ended is returned as it is.
    """
    job = Job.objects.select_for_update().get(id=job.id)
    if not job.unfinished or job.cancel_requested:
        return job
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, timezone.now()
    job.cancel_requested = True
    job.save(update_fields=["state", "finished_at", "cancel_requested"])
    audit.record(
        by=by,
        action="job.cancelled",
        region=job.region_code,
        subject=("job", job.id),
        detail={"job": job.name},
    )
    return job
