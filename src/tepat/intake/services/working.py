"""The work a batch waits for in each state: begun by a decision, gone on with after a halt."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tepat.intake.models import Batch
from tepat.intake.transitions import batch_link
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, enqueue

READ_JOB = "intake.read_batch"
ACCEPT_JOB = "intake.accept_batch"
REFUSE_JOB = "intake.refuse_rows"

_READING = (READ_JOB, _("Membaca %(name)s"))
_WORK: dict[str, tuple[str, str | Promise]] = {
    Batch.State.UPLOADED: _READING,
    Batch.State.READING: _READING,
    Batch.State.ACCEPTING: (ACCEPT_JOB, _("Menerima %(name)s")),
    Batch.State.REFUSING: (REFUSE_JOB, _("Menolak %(name)s")),
    Batch.State.REFUSING_HELD: (REFUSE_JOB, _("Menolak baris tertahan %(name)s")),
}


def enqueue_work(*, by: User, batch: Batch) -> Job:
    """Ask for the job that the batch's state calls for; the decision and its audit event are the caller's."""
    name, title = _WORK[batch.state]
    return enqueue(
        name,
        by=by,
        region=batch.region_code,
        title=str(title) % {"name": batch.list.name},
        arguments={"batch_id": str(batch.id)},
        link=batch_link(batch),
    )
