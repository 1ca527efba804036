"""Changing rows on their way in: proposals taken or left, and corrections undone; held rows are filling.py's.

A person decides; the rows are rewritten in short steps, each one transaction with the facts of what changed and the
counts. The source rows stay as they came. What a text means and what still holds a row is rechecking.py's.
"""

import orjson
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tepat.intake.findings.queries import FindingFilter, last_correction, open_proposals
from tepat.intake.models import Batch, Correction, Finding, RowCorrection
from tepat.intake.transitions import TransitionRefused, at_rest, require
from tepat.platform import audit, crypto
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.jobs import Run

from .counting import recount
from .row_changes import CHANGEABLE, ROWS_A_STEP, Change, apply_changes, change_context, decide, opened, write
from .working import enqueue_work


@transaction.atomic
def take_proposals(*, by: User, batch: Batch, chosen: FindingFilter, expected: int) -> Correction:
    """Write what the findings under a filter propose into their rows; a job does the rest of many.

    `expected` is how many the person was told. Raises TransitionRefused.
    """
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct")
    total = open_proposals(batch, chosen).count()
    if total != expected or not total:
        raise TransitionRefused(
            _(
                "Usulan belum diterima. Yang menunggu menurut saringan ini sekarang %(now)s, bukan %(then)s. "
                "Muat ulang halaman, lalu putuskan lagi."
            )
            % {"now": total, "then": expected}
        )
    kept_filter = {key: value for key, value in vars(chosen).items() if value}
    correction = Correction.objects.create(
        batch=batch, kind=Correction.Kind.TAKEN, chosen=kept_filter, total=total, by=by
    )
    audit.record(
        by=by,
        action="proposals.taken",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"count": total, "filters": kept_filter},
    )
    _begin(by, batch, correction)
    return correction


@transaction.atomic
def leave_proposal(*, by: User, finding: Finding) -> Correction:
    """Decide that a proposal is not taken; the row stays as it is. Raises TransitionRefused."""
    batch = Batch.objects.select_for_update().get(id=finding.batch_id)
    require(batch, "correct")
    if not open_proposals(batch, FindingFilter(finding=finding.id)).exists():
        raise TransitionRefused(
            _("Usulan ini sudah diputuskan. Muat ulang halaman untuk melihat keputusannya.")
        )
    correction = Correction.objects.create(batch=batch, kind=Correction.Kind.LEFT, total=1, done=1, by=by)
    decide([finding.id], Finding.State.LEFT, correction)
    audit.record(
        by=by,
        action="proposal.left",
        region=finding.region_code or batch.region_code,
        subject=("batch", batch.id),
        detail={"check": finding.check_id},
    )
    return correction


@transaction.atomic
def undo_correction(*, by: User, batch: Batch, correction: Correction) -> Correction:
    """Take back the newest correction of a batch: rows and findings are what they were before it.

    Raises TransitionRefused when it is not the newest, or rows of it have gone on.
    """
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct")
    newest = last_correction(batch)
    if newest is None or newest.id != correction.id:
        raise TransitionRefused(
            _(
                "Perbaikan ini bukan yang terakhir, atau sudah dibatalkan. Yang terakhir dibatalkan lebih dahulu. "
                "Muat ulang halaman untuk melihatnya."
            )
        )
    gone = correction.rows.exclude(row__state__in=CHANGEABLE).values("row").distinct().count()
    if gone:
        raise TransitionRefused(
            ngettext(
                "Perbaikan ini tidak dapat dibatalkan. %(n)s barisnya sudah diterima atau ditolak. "
                "Betulkan pada halaman keluarganya.",
                "Perbaikan ini tidak dapat dibatalkan. %(n)s barisnya sudah diterima atau ditolak. "
                "Betulkan pada halaman keluarganya.",
                gone,
            )
            % {"n": gone}
        )
    undo = Correction.objects.create(
        batch=batch, kind=Correction.Kind.UNDO, total=correction.rows.count(), undoes=correction, by=by
    )
    audit.record(
        by=by,
        action="correction.undone",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": undo.total},
    )
    _begin(by, batch, undo)
    return undo


@transaction.atomic
def correct_next_rows(*, by: User, batch: Batch, run: Run) -> Batch:
    """Take one more step of the correction under way; with the last one the batch is at rest again.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct_rows")
    correction = batch.corrections.select_related("undoes").latest("id")
    rows = _step(batch, correction)
    audit.record(
        by=by,
        action="batch.rows_corrected",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": rows},
    )
    return batch


def _begin(by: User, batch: Batch, correction: Correction) -> None:
    """The first step, here and now; few corrections need another. The batch is locked."""
    batch.state = Batch.State.CORRECTING
    _step(batch, correction)
    if batch.state == Batch.State.CORRECTING:
        enqueue_work(by=by, batch=batch)


def _step(batch: Batch, correction: Correction) -> int:
    """Some rows of a correction; with the last of them the batch leaves its state. Returns how many."""
    handled = _undo_some(batch, correction) if correction.undoes else _take_some(batch, correction)
    correction.done += handled
    correction.save(update_fields=["done", "reached"])
    if handled < ROWS_A_STEP:
        if correction.undoes:
            correction.undoes.findings.update(state=Finding.State.OPEN, decided_in=None)
        recount(batch)
        batch.state = at_rest(batch)
    batch.save(update_fields=["state", "pending", "held", "families", "persons"])
    return handled


def _take_some(batch: Batch, correction: Correction) -> int:
    """The next findings by their number: what they propose goes into their rows, the surest first."""
    # Loads Polars, which starting a command should not wait for.
    from tepat.intake.reading import context_of
    from tepat.intake.rechecking import proposed

    found = list(
        open_proposals(batch, FindingFilter(**correction.chosen))
        .filter(id__gt=correction.reached)
        .order_by("id")
        .values_list("id", "row_id", "column", "check_id", "confidence", "detail")[:ROWS_A_STEP]
    )
    if not found:
        return 0
    correction.reached = found[-1][0]
    rows = opened(batch, {row_id for _id, row_id, *_rest in found})
    opener = crypto.sealer(batch.source.data_key)
    changes = []
    for id_, row_id, column, check_id, _confidence, detail in sorted(found, key=lambda one: -(one[4] or 0)):
        _value, _said, proposal, _sure = orjson.loads(
            opener.open(f"finding:{row_id.hex}:{check_id}", bytes(detail))
        )
        if row_id in rows and column in rows[row_id].values:
            changes.append(Change(row_id, column, proposed(rows[row_id].layout, column, proposal), id_))
    apply_changes(batch, correction, rows, changes, context_of(batch))
    return len(found)


def _undo_some(batch: Batch, correction: Correction) -> int:
    """The next changed fields, newest first, back to what they said before."""
    assert correction.undoes is not None
    changed = correction.undoes.rows.order_by("-id")
    if correction.reached:
        changed = changed.filter(id__lt=correction.reached)
    some = list(changed[:ROWS_A_STEP])
    if not some:
        return 0
    correction.reached = some[-1].id
    ids = {one.row_id for one in some}
    correction.undoes.findings.filter(row__in=ids).update(state=Finding.State.OPEN, decided_in=None)
    rows = opened(batch, ids)
    opener = crypto.sealer(batch.source.data_key)
    for one in some:
        rows[one.row_id].values |= orjson.loads(
            opener.open(change_context(one.row_id, one.field), bytes(one.old))
        )
    bulk.insert(
        RowCorrection,
        ("correction", "row", "field", "old", "new", "finding"),
        [
            (correction.id.hex, one.row_id.hex, one.field, bytes(one.new), bytes(one.old), None)
            for one in some
        ],
    )
    write(batch, rows.values())
    return len(some)
