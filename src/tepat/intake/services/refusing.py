"""Turning rows away: what a person decides at once, carried out in short steps.

A step marks two thousand rows and moves the counts in one transaction, so that nobody waits for the
database and a kill between two steps loses nothing.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, BatchRow, Refusal
from tepat.intake.transitions import TransitionRefused, at_rest, require
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Run

from .working import enqueue_work

ROWS_A_STEP = 2_000
# Rows of which states are turned away while the batch is in which: also the names of the batch's counts.
_TURNED_AWAY: dict[str, tuple[BatchRow.State, ...]] = {
    Batch.State.REFUSING: (BatchRow.State.PENDING, BatchRow.State.HELD),
    Batch.State.REFUSING_HELD: (BatchRow.State.HELD,),
}


@transaction.atomic
def refuse_batch(*, by: User, batch: Batch, reason: str, only_held: bool = False) -> Batch:
    """Turn away every row that is not accepted, or the held ones alone. Files and findings stay to be read.

    The first step is taken here, and few batches need another; a job does the rest of a large one.
    Raises TransitionRefused, whose message is shown to the user.
    """
    reason = _acceptable(reason)
    batch = Batch.objects.select_for_update().get(id=batch.id)
    act = require(batch, "refuse_held" if only_held else "refuse")
    assert act.after is not None
    batch.state = act.after
    rows = rows_to_refuse(batch)
    if only_held and not rows:
        raise TransitionRefused(_("Tidak ada baris tertahan pada batch ini."))
    now = timezone.now()
    if not only_held:
        batch.decided_by, batch.decided_at = by, now
    Refusal.objects.create(batch=batch, reason=reason, rows=rows, by=by, at=now)
    _take_step(batch)
    if rows_to_refuse(batch):
        enqueue_work(by=by, batch=batch)
    audit.record(
        by=by,
        action="batch.held_rows_refused" if only_held else "batch.refused",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": rows},
    )
    return batch


@transaction.atomic
def refuse_next_rows(*, by: User, batch: Batch, run: Run) -> Batch:
    """Take one more step of a refusal; with the last row the batch leaves its state.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "refuse_rows")
    rows = _take_step(batch)
    audit.record(
        by=by,
        action="batch.rows_refused",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": rows},
    )
    return batch


def rows_to_refuse(batch: Batch) -> int:
    """How many rows a refusal under way has still to mark."""
    return sum(getattr(batch, state) for state in _TURNED_AWAY.get(batch.state, ()))


def _take_step(batch: Batch) -> int:
    """Mark and count some of the rows that are turned away; return how many. The batch is locked."""
    left = rows_to_refuse(batch)
    room = min(left, ROWS_A_STEP)
    for state in _TURNED_AWAY[batch.state]:
        chosen = BatchRow.objects.filter(batch=batch, state=state).values("pk")[:room]
        marked = BatchRow.objects.filter(pk__in=chosen).update(state=BatchRow.State.REFUSED)
        setattr(batch, state, getattr(batch, state) - marked)
        batch.refused += marked
        room -= marked
    assert room == 0, "rows changed under the refusal"
    if left <= ROWS_A_STEP:
        batch.state = _afterwards(batch)
    batch.save(update_fields=["state", "pending", "held", "refused", "decided_by", "decided_at"])
    return min(left, ROWS_A_STEP)


def _afterwards(batch: Batch) -> Batch.State:
    """Where a refusal that is carried out leaves the batch; without its held rows it is what it was before."""
    if batch.state == Batch.State.REFUSING:
        return Batch.State.REFUSED
    return at_rest(batch)


def _acceptable(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise TransitionRefused(_("Alasan belum diisi. Tulis mengapa ditolak, agar yang lain mengerti."))
    return reason
