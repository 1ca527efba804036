"""Taking an accepted batch back: decided at once, while nothing depends on it, and carried out in short steps.

The registry's facts of the batch stay and no longer stand (registry/services/reversing.py); its families leave the
target list as handed over; every row of it is counted as withdrawn.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tepat.intake.batches.dependents import Dependence, sets_of, what_depends_on
from tepat.intake.changes.services import forget_changes
from tepat.intake.models import Batch, BatchRow, ListEntry
from tepat.intake.transitions import TransitionRefused, require, withdrawal_of
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, Run
from tepat.registry.models import ChangeSet
from tepat.registry.services import begin_reversal, finish_reversal, reverse_list_rows

from .working import enqueue_work, refuse_beside_other_work

FAMILIES_A_STEP = 50
ROWS_A_STEP = 2_000


@transaction.atomic
def withdraw_batch(*, by: User, batch: Batch, reason: str, depends: Dependence) -> Job:
    """Decide that an accepted batch leaves the registry again; a job carries it out.

    `depends` is what was looked up before; again only when something came since.
    Raises TransitionRefused, which names what depends on the batch.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise TransitionRefused(
            _("Alasan belum diisi. Tulis mengapa ditarik kembali, agar yang lain mengerti.")
        )
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "withdraw")
    refuse_beside_other_work(batch, Batch.State.ACCEPTING)
    if not depends.still_all:
        depends = what_depends_on(batch)
    if depends.sentence:
        raise TransitionRefused(
            _("Batch ini tidak dapat ditarik kembali. %(dependent)s Perbaiki keluarganya satu per satu, atau kirim "
              "daftar yang benar sebagai batch baru.") % {"dependent": depends.sentence}
        )  # fmt: skip
    rows = batch.pending + batch.accepted + batch.held
    begin_reversal(by=by, change_sets=sets_of(batch), reason=reason, total=rows)
    batch.state = Batch.State.WITHDRAWING
    batch.save(update_fields=["state"])
    audit.record(
        by=by,
        action="batch.withdrawn",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": rows},
    )
    return enqueue_work(by=by, batch=batch)


@transaction.atomic
def withdraw_next_rows(*, by: User, batch: Batch, run: Run) -> Batch:
    """Take one more step of a withdrawal; with the last row the change set is whole and the batch withdrawn.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "withdraw_rows")
    reversal = withdrawal_of(batch)
    assert reversal is not None
    rows = _families_back(by, batch, reversal) or _rows_back(batch, reversal)
    if not rows and not forget_changes(by=by, batch=batch):
        batch.state = Batch.State.WITHDRAWN
        batch.save(update_fields=["state"])
        finish_reversal(by=by, reversal=reversal)
    audit.record(
        by=by,
        action="batch.rows_withdrawn",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": rows},
    )
    return batch


def _rows(batch: Batch) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=batch, state=BatchRow.State.ACCEPTED).exclude(
        subject=BatchRow.COMPARED
    )


def _families_back(by: User, batch: Batch, reversal: ChangeSet) -> int:
    """Take the next whole families out of the registry and off the list as handed over; return how many rows."""
    keys = list(
        _rows(batch).order_by("family_key").values_list("family_key", flat=True).distinct()[:FAMILIES_A_STEP]
    )
    if not keys:
        return 0
    some = _rows(batch).filter(family_key__gte=keys[0], family_key__lte=keys[-1])
    told = list(some.values_list("source_row_id", "person_key"))
    ids = [row for row, _person in told]
    families = reverse_list_rows(
        by=by, reversal=reversal, scheme=batch.scheme, families=keys,
        people=[person for _row, person in told if person], rows=len(ids),
    )  # fmt: skip
    _leave(batch, families, ids)
    _count(batch, ids, BatchRow.State.ACCEPTED)
    return len(ids)


def _leave(batch: Batch, families: list[UUID], rows: list[UUID]) -> None:
    entries = ListEntry.objects.filter(family__in=families, target_list__source_list=batch.list_id)
    entries.filter(source_row__in=rows).delete()


def _rows_back(batch: Batch, reversal: ChangeSet) -> int:
    """The rows that made no family: of comparison lists, held ones, and those that were ready again."""
    for state in (BatchRow.State.ACCEPTED, BatchRow.State.HELD, BatchRow.State.PENDING):
        some = BatchRow.objects.filter(batch=batch, state=state)
        if ids := list(some.values_list("source_row_id", flat=True)[:ROWS_A_STEP]):
            _count(batch, ids, state)
            reversal.done += len(ids)
            reversal.save(update_fields=["done"])
            return len(ids)
    return 0


def _count(batch: Batch, ids: list[UUID], state: BatchRow.State) -> None:
    marked = BatchRow.objects.filter(source_row__in=ids, state=state).update(state=BatchRow.State.WITHDRAWN)
    assert marked == len(ids), "rows changed under the withdrawal"
    moved = {str(state): F(str(state)) - marked, "withdrawn": F("withdrawn") + marked}
    Batch.objects.filter(id=batch.id).update(**moved)
