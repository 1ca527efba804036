"""Taking an accepted batch back: decided at once, while nothing depends on it, and carried out in short steps.

The registry's facts of the batch stay and no longer stand (registry/services/reversing.py); its families leave the
target list as handed over; every row of it is counted as withdrawn.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.intake.changes.services import forget_departures
from tepat.intake.models import Batch, BatchRow, ListEntry, PackRound, TargetList
from tepat.intake.transitions import TransitionRefused, require, withdrawal_of
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job, Run
from tepat.platform.regions.clock import local
from tepat.registry.models import ChangeSet, ExternalId, FamilyHold
from tepat.registry.services import begin_reversal, finish_reversal, reverse_list_rows
from tepat.registry.services.reversing import later_sets

from .working import enqueue_work, refuse_beside_other_work

FAMILIES_A_STEP = 100
ROWS_A_STEP = 2_000


@transaction.atomic
def withdraw_batch(*, by: User, batch: Batch, reason: str) -> Job:
    """Decide that an accepted batch leaves the registry again; a job carries it out.

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
    # One for each time that rows of it were accepted.
    change_sets = list(ChangeSet.objects.filter(source=batch.source_id, kind="import"))
    if dependent := next(_dependents(batch, change_sets), None):
        raise TransitionRefused(
            _("Batch ini tidak dapat ditarik kembali. %(dependent)s Perbaiki keluarganya satu per satu, atau kirim "
              "daftar yang benar sebagai batch baru.") % {"dependent": dependent}
        )  # fmt: skip
    rows = batch.pending + batch.accepted + batch.held
    begin_reversal(by=by, change_sets=change_sets, reason=reason, total=rows)
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


def _dependents(batch: Batch, change_sets: Sequence[ChangeSet]) -> Iterator[str]:
    """What would lose its ground, in sentences; the first is enough to refuse."""
    since = batch.decided_at or batch.created_at
    rounds = PackRound.objects.filter(target_list__source_list=batch.list_id, created_at__gte=since)
    if sent := rounds.order_by("id").first():
        yield _("Paket desa dengan surat %(number)s sudah dibuat dari daftar ini.") % {
            "number": sent.letter_number
        }
    made = TargetList.objects.filter(source_list=batch.list_id, version__gt=1, created_at__gte=since)
    if target := made.order_by("id").first():
        yield _("Daftar sasaran versi %(n)s sudah dibuat dari daftar ini.") % {"n": target.version}
    others = Batch.objects.filter(
        region_code=batch.region_code, scheme=batch.scheme, accepted__gt=0, id__gt=batch.id
    )
    for later in others.exclude(scheme="").select_related("list"):
        keys = BatchRow.objects.filter(
            batch=later, state=BatchRow.State.ACCEPTED, family_key=OuterRef("family_key")
        )
        if _rows(batch).filter(Exists(keys)).exists():
            yield _("Batch %(name)s, %(when)s, menyebut keluarga yang sama.") % {
                "name": later.list.name, "when": _moment(later.created_at, batch.region_code),
            }  # fmt: skip
    brought = ExternalId.objects.filter(family=OuterRef("family"), change_set__in=change_sets)
    held = FamilyHold.objects.filter(Exists(brought), lifted_at__isnull=True).select_related("by")
    if hold := held.order_by("id").first():
        yield _("Satu keluarganya dipertahankan oleh %(who)s: %(reason)s.") % {
            "who": hold.by.full_name or hold.by.username, "reason": hold.reason.rstrip("."),
        }  # fmt: skip
    for later_set in later_sets(change_sets):
        yield _("Keluarga atau anggotanya sudah diubah lagi oleh %(who)s, %(when)s.") % {
            "who": later_set.by.full_name or later_set.by.username,
            "when": _moment(later_set.begun_at, batch.region_code),
        }


def _moment(when: datetime, region_code: str) -> str:
    return date_format(local(when, region_code), "j F Y H:i")


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
    if not rows:
        batch.state = Batch.State.WITHDRAWN
        batch.save(update_fields=["state"])
        forget_departures(by=by, batch=batch)
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
