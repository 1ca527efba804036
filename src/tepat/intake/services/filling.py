"""Held rows filled in by a person, on the page or in a file. What a text means is rechecking.py's.

A file is read by a job: the batch stays "being corrected" until its last row was looked at, so that what it says and
what others decide cannot cross.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.corrections.troubles import trouble
from tepat.intake.models import Batch, Correction, CorrectionFile
from tepat.intake.models.correction_file import Told
from tepat.intake.transitions import TransitionRefused, at_rest, require
from tepat.platform import audit, crypto, files
from tepat.platform.accounts.models import User
from tepat.platform.jobs import Run

from .counting import recount
from .row_changes import ROWS_A_STEP, Change, OpenedRow, apply_changes, opened
from .working import enqueue_work

if TYPE_CHECKING:
    from tepat.engine import checks

MOST_TOLD = 500  # rows of a corrected file about which something is said; the rest is counted
Typed = Mapping[UUID, Mapping[str, str]]


@dataclass(frozen=True)
class Filled:
    """What became of values typed into held rows: how many rows may go in now, which fields still hold theirs."""

    saved: int
    freed: int
    refused: Mapping[UUID, set[str]]


@transaction.atomic
def fill_held_rows(*, by: User, batch: Batch, typed: Typed) -> Filled:
    """Write texts into the fields that hold rows, as if they stood in the file, and look at the rows again.

    At most ROWS_A_STEP rows. A text that would hold its row again is not written. Raises TransitionRefused.
    """
    from tepat.intake.reading import context_of  # loads Polars, which starting a command should not wait for

    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct")
    rows = _held(batch, typed)
    if len(rows) < len(typed):
        raise TransitionRefused(
            _(
                "Perbaikan belum disimpan. Sebagian barisnya tidak lagi tertahan, mungkin dibetulkan petugas lain. "
                "Muat ulang halaman, lalu isi yang masih tertahan."
            )
        )
    correction = Correction.objects.create(batch=batch, kind=Correction.Kind.TYPED, total=0, by=by)
    filled = _fill(batch, correction, rows, typed, context_of(batch))
    if not filled.saved:
        correction.delete()
        return filled
    _close(batch, correction, filled.saved)
    audit.record(
        by=by,
        action="batch.held_rows_filled",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": filled.saved, "freed": filled.freed},
    )
    return filled


@transaction.atomic
def receive_held_file(*, by: User, batch: Batch, arrival: files.Arrival) -> CorrectionFile:
    """Keep a corrected file of held rows; a job reads it and writes what it says. Raises TransitionRefused."""
    batch = Batch.objects.select_for_update().get(id=batch.id)
    require(batch, "correct")
    stored = files.store(by=by, arrival=arrival, region=batch.region_code)
    correction = Correction.objects.create(batch=batch, kind=Correction.Kind.FILE, total=batch.held, by=by)
    given = CorrectionFile.objects.create(correction=correction, file=stored, missing=batch.held)
    batch.state = Batch.State.CORRECTING
    batch.save(update_fields=["state"])
    audit.record(
        by=by,
        action="batch.held_rows_given",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"size": arrival.size},
    )
    enqueue_work(by=by, batch=batch)
    return given


@transaction.atomic
def fill_next_from_file(
    *, by: User, given: CorrectionFile, run: Run, typed: Typed, places: Mapping[UUID, tuple[str, int]],
    said: Sequence[Told], met: int, reached: int, context: "checks.Context",
) -> None:  # fmt: skip
    """Write what some rows of the file say, and keep what is said of those that are not written.

    `places` are the rows' own in the file; `met` is how many held rows of the batch these are; `reached` how many
    rows of the file have been looked at with them; `context` is looked up once a file. Raises LeaseLost when another
    attempt has taken over.
    """
    run.fence()
    correction = given.correction
    batch = Batch.objects.select_for_update().get(id=correction.batch_id)
    require(batch, "correct_rows")
    filled = _fill(batch, correction, _held(batch, typed), typed, context)
    batch.save(update_fields=["pending", "held"])
    refused = [
        Told(*places[row_id], trouble(name, typed[row_id][name], batch))
        for row_id, names in filled.refused.items()
        for name in sorted(names)
    ]
    sealer = crypto.sealer(batch.source.data_key)
    kept = given.lines(sealer)
    told = [*said, *refused]
    given.sealed = sealer.seal(
        given.context, orjson.dumps([line.kept() for line in [*kept, *told][:MOST_TOLD]])
    )
    given.told += len(told)
    given.saved += filled.saved
    given.freed += filled.freed
    given.missing -= met
    given.save(update_fields=["sealed", "told", "saved", "freed", "missing"])
    correction.reached = reached
    correction.save(update_fields=["reached"])
    audit.record(
        by=by,
        action="batch.rows_corrected",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": filled.saved},
    )


@transaction.atomic
def finish_held_file(*, by: User, given: CorrectionFile, run: Run, trouble: Sentence | None = None) -> None:
    """The file was read to its end, or cannot be read: the batch is at rest again. Raises LeaseLost."""
    run.fence()
    correction = given.correction
    batch = Batch.objects.select_for_update().get(id=correction.batch_id)
    require(batch, "correct_rows")
    given.trouble, given.finished_at = trouble or "", timezone.now()
    given.save(update_fields=["trouble", "finished_at"])
    _close(batch, correction, given.saved)
    audit.record(
        by=by,
        action="batch.held_rows_unreadable" if trouble else "batch.held_rows_filled",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"rows": given.saved, "freed": given.freed},
    )


def _held(batch: Batch, typed: Typed) -> dict[UUID, OpenedRow]:
    return {row_id: one for row_id, one in opened(batch, typed).items() if one.holds}


def _fill(
    batch: Batch,
    correction: Correction,
    rows: Mapping[UUID, OpenedRow],
    typed: Typed,
    context: "checks.Context",
) -> Filled:
    """Write the texts into the fields that hold the rows. The batch is locked; the caller saves it."""
    from tepat.intake.rechecking import read_as, with_made_keys  # loads Polars, as above

    assert len(typed) <= ROWS_A_STEP
    of_layout: dict[str, list[UUID]] = defaultdict(list)
    for row_id, one in rows.items():
        of_layout[one.layout.id].append(row_id)
    changes = []
    for some in of_layout.values():
        layout = rows[some[0]].layout
        texts = [
            {name: text for name, text in typed[row_id].items() if name in rows[row_id].holds.values()}
            for row_id in some
        ]
        patches = read_as(layout, texts, context)
        if "person_key" in layout.key_from:
            with_made_keys(batch, [rows[row_id].values for row_id in some], patches)
        for row_id, by_field in zip(some, patches, strict=True):
            changes += [Change(row_id, name, patch) for name, patch in by_field.items()]
    before = batch.held
    refused = apply_changes(batch, correction, rows, changes, context)
    saved = sum(bool(one.changed.keys() - refused.get(row_id, set())) for row_id, one in rows.items())
    return Filled(saved, before - batch.held, refused)


def _close(batch: Batch, correction: Correction, saved: int) -> None:
    """The correction is whole, and nothing is under way on the batch."""
    correction.total = correction.done = saved
    correction.save(update_fields=["total", "done"])
    recount(batch)
    batch.state = at_rest(batch)
    batch.save(update_fields=["state", "pending", "held", "families", "persons"])
