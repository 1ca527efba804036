"""Going on with work on a batch that failed or was stopped."""

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.intake.models import Batch
from tepat.intake.transitions import batch_link, require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, enqueue

from .deciding import ACCEPT_JOB
from .receiving import READ_JOB


@transaction.atomic
def resume_batch(*, by: User, batch: Batch) -> Job:
    """Enqueue again the reading or the acceptance that ended before its end; it goes on from where it came to.

    Raises TransitionRefused while a job still works on the batch.
    """
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "resume")
    accepting = batch.state == Batch.State.ACCEPTING
    audit.record(
        by=by,
        action="batch.resumed",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"state": batch.state},
    )
    return enqueue(
        ACCEPT_JOB if accepting else READ_JOB,
        by=by,
        region=batch.region_code,
        title=(_("Menerima %(name)s") if accepting else _("Membaca %(name)s")) % {"name": batch.list.name},
        arguments={"batch_id": str(batch.id)},
        link=batch_link(batch),
    )
