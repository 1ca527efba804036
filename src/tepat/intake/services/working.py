"""The work a batch waits for in each state: begun by a decision, gone on with after a halt."""

from dataclasses import replace

from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import Batch
from tepat.intake.transitions import TransitionRefused, batch_link, preview_link
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, enqueue

READ_JOB = "intake.read_batch"
ACCEPT_JOB = "intake.accept_batch"
REFUSE_JOB = "intake.refuse_rows"
CORRECT_JOB = "intake.correct_rows"
WITHDRAW_JOB = "intake.withdraw_batch"
PREVIEW_JOB = "intake.preview_changes"

_READING = (READ_JOB, Sentence("Membaca {name}"))
_WORK: dict[str, tuple[str, Sentence]] = {
    Batch.State.UPLOADED: _READING,
    Batch.State.READING: _READING,
    Batch.State.ACCEPTING: (ACCEPT_JOB, Sentence("Menerima {name}")),
    Batch.State.CORRECTING: (CORRECT_JOB, Sentence("Memperbaiki baris {name}")),
    Batch.State.REFUSING: (REFUSE_JOB, Sentence("Menolak {name}")),
    Batch.State.WITHDRAWING: (WITHDRAW_JOB, Sentence("Menarik kembali {name}")),
    Batch.State.REFUSING_HELD: (REFUSE_JOB, Sentence("Menolak baris tertahan {name}")),
}


def enqueue_work(*, by: User, batch: Batch) -> Job:
    """Ask for the job that the batch's state calls for; the decision and its audit event are the caller's."""
    name, title = _WORK[batch.state]
    return enqueue(
        name,
        by=by,
        region=batch.region_code,
        title=replace(title, places={"name": batch.list.name}),
        arguments={"batch_id": str(batch.id)},
        link=batch_link(batch),
    )


def enqueue_preview(*, by: User, batch: Batch) -> Job:
    """Ask what the batch would change; the batch itself waits for nothing."""
    return enqueue(
        PREVIEW_JOB,
        by=by,
        region=batch.region_code,
        title=Sentence("Membandingkan {name} dengan registri", {"name": batch.list.name}),
        arguments={"batch_id": str(batch.id)},
        link=preview_link(batch),
    )


def refuse_beside_other_work(batch: Batch, state: Batch.State) -> None:
    """Raises TransitionRefused while another batch of the regency is in the state: one would build on the other."""
    others = Batch.objects.filter(region_code__startswith=batch.region_code[:5], state=state)
    if other := others.exclude(id=batch.id).select_related("list").first():
        raise TransitionRefused(
            _("Batch %(name)s di kabupaten/kota ini %(state)s. Tunggu sampai selesai, lalu coba lagi.")
            % {"name": other.list.name, "state": Batch.State(state).label}
        )
