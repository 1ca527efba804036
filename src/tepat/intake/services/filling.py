"""Held rows filled in by a person, on the page or in a file. What a text means is rechecking.py's."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, Correction
from tepat.intake.transitions import TransitionRefused, at_rest, require
from tepat.platform import audit
from tepat.platform.accounts.models import User

from .counting import recount
from .row_changes import ROWS_A_STEP, Change, apply_changes, opened


@dataclass(frozen=True)
class Filled:
    """What became of values typed into held rows: how many rows may go in now, which fields still hold theirs."""

    saved: int
    freed: int
    refused: Mapping[UUID, set[str]]


@transaction.atomic
def fill_held_rows(
    *,
    by: User,
    batch: Batch,
    typed: Mapping[UUID, Mapping[str, str]],
    kind: Correction.Kind = Correction.Kind.TYPED,
) -> Filled:
    """Write texts into the fields that hold rows, as if they stood in the file, and look at the rows again.

    At most ROWS_A_STEP rows. A text that would hold its row again is not written. Raises TransitionRefused.
    """
    from tepat.intake.rechecking import read_as  # loads Polars, which starting a command should not wait for

    assert len(typed) <= ROWS_A_STEP
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct")
    rows = {row_id: one for row_id, one in opened(batch, typed).items() if one.holds}
    if len(rows) < len(typed):
        raise TransitionRefused(
            _(
                "Perbaikan belum disimpan. Sebagian barisnya tidak lagi tertahan, mungkin dibetulkan petugas lain. "
                "Muat ulang halaman, lalu isi yang masih tertahan."
            )
        )
    changes = []
    for layout_id in {one.layout.id for one in rows.values()}:
        some = [row_id for row_id, one in rows.items() if one.layout.id == layout_id]
        texts = [
            {name: text for name, text in typed[row_id].items() if name in rows[row_id].holds.values()}
            for row_id in some
        ]
        for row_id, patches in zip(some, read_as(rows[some[0]].layout, texts), strict=True):
            changes += [Change(row_id, name, patch) for name, patch in patches.items()]
    before = batch.held
    correction = Correction.objects.create(batch=batch, kind=kind, total=len(rows), done=len(rows), by=by)
    refused = apply_changes(batch, correction, rows, changes)
    saved = correction.rows.values("row").distinct().count()
    if not saved:
        correction.delete()
        return Filled(0, 0, refused)
    Correction.objects.filter(id=correction.id).update(total=saved, done=saved)
    recount(batch)
    batch.state = at_rest(batch)
    batch.save(update_fields=["state", "pending", "held", "families", "persons"])
    audit.record(
        by=by,
        action="batch.held_rows_filled",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": saved, "freed": before - batch.held},
    )
    return Filled(saved, before - batch.held, refused)
