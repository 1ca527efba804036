"""Going on with work on a batch that failed or was stopped."""

from django.db import transaction

from tepat.intake.models import Batch
from tepat.intake.transitions import require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job

from .working import enqueue_work


@transaction.atomic
def resume_batch(*, by: User, batch: Batch) -> Job:
    """Enqueue again the work that ended before its end; it goes on from where it came to.

    Raises TransitionRefused while a job still works on the batch.
    """
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "resume")
    audit.record(
        by=by,
        action="batch.resumed",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"state": batch.state},
    )
    return enqueue_work(by=by, batch=batch)
