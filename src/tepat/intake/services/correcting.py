"""Changing rows on their way in: proposals taken or left, held rows filled in, and the undoing of both.

A person decides; the rows are rewritten in short steps, each one transaction with the facts of what changed and the
counts. The source rows stay as they came. What a text means and what still holds a row is rechecking.py's.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tepat.engine.layouts import Layout
from tepat.intake.findings.queries import FindingFilter, last_correction, open_proposals
from tepat.intake.known_layouts import layouts_for
from tepat.intake.models import Batch, BatchRow, BatchSheet, Correction, Finding, RowCorrection
from tepat.intake.row_keys import kept
from tepat.intake.transitions import TransitionRefused, at_rest, require
from tepat.platform import audit, crypto
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.jobs import Run

from .counting import recount
from .working import enqueue_work

ROWS_A_STEP = 1_000
_CHANGEABLE = (BatchRow.State.PENDING, BatchRow.State.HELD)


@dataclass(frozen=True)
class Change:
    """What one field of one row is to say: the part of the row's values, and the finding that proposed it."""

    row: UUID
    field: str
    patch: Mapping[str, Any]
    finding: int | None = None


@dataclass
class _Row:
    """A row opened, with its layout and the hold findings nobody decided on."""

    row: BatchRow
    layout: Layout
    values: dict[str, Any]
    holds: dict[int, str]
    changed: dict[str, Change] = field(default_factory=dict)


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
    _decide([finding.id], Finding.State.LEFT, correction)
    audit.record(
        by=by,
        action="proposal.left",
        region=finding.region_code or batch.region_code,
        subject=("batch", batch.id),
        detail={"check": finding.check_id},
    )
    return correction


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
    rows = {row_id: one for row_id, one in _opened(batch, typed).items() if one.holds}
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
    gone = correction.rows.exclude(row__state__in=_CHANGEABLE).values("row").distinct().count()
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
    from tepat.intake.rechecking import proposed  # loads Polars, which starting a command should not wait for

    found = list(
        open_proposals(batch, FindingFilter(**correction.chosen))
        .filter(id__gt=correction.reached)
        .order_by("id")
        .values_list("id", "row_id", "column", "check_id", "confidence", "detail")[:ROWS_A_STEP]
    )
    if not found:
        return 0
    correction.reached = found[-1][0]
    rows = _opened(batch, {row_id for _id, row_id, *_rest in found})
    opener = crypto.sealer(batch.source.data_key)
    changes = []
    for id_, row_id, column, check_id, _confidence, detail in sorted(found, key=lambda one: -(one[4] or 0)):
        _value, _said, proposal, _sure = orjson.loads(
            opener.open(f"finding:{row_id.hex}:{check_id}", bytes(detail))
        )
        if row_id in rows and column in rows[row_id].values:
            changes.append(Change(row_id, column, proposed(rows[row_id].layout, column, proposal), id_))
    apply_changes(batch, correction, rows, changes)
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
    rows = _opened(batch, ids)
    opener = crypto.sealer(batch.source.data_key)
    for one in some:
        rows[one.row_id].values |= orjson.loads(opener.open(_context(one.row_id, one.field), bytes(one.old)))
    bulk.insert(
        RowCorrection,
        ("correction", "row", "field", "old", "new", "finding"),
        [
            (correction.id.hex, one.row_id.hex, one.field, bytes(one.new), bytes(one.old), None)
            for one in some
        ],
    )
    _write(batch, rows.values())
    return len(some)


def _opened(batch: Batch, ids: Collection[UUID]) -> dict[UUID, _Row]:
    """The rows that can still be changed, opened."""
    layouts = {
        (stored, name): layout
        for stored, name, layout in BatchSheet.objects.filter(file__batch=batch).values_list(
            "file__stored_id", "name", "layout"
        )
    }
    known = layouts_for(batch.region_code)
    opener = crypto.sealer(batch.source.data_key)
    found = BatchRow.objects.filter(batch=batch, pk__in=ids, state__in=_CHANGEABLE)
    rows = {
        row.pk: _Row(
            row,
            known.get(layouts[row.source_row.file_id, row.source_row.sheet]),
            orjson.loads(opener.open(f"batch_row:{row.pk.hex}", bytes(row.values))),
            {},
        )
        for row in found.select_related("source_row").defer("source_row__raw")
    }
    holds = Finding.objects.filter(
        row__in=list(rows), severity=Finding.Severity.HOLD, state=Finding.State.OPEN
    )
    for id_, row_id, column in holds.values_list("id", "row_id", "column"):
        rows[row_id].holds[id_] = column
    return rows


def apply_changes(
    batch: Batch, correction: Correction, rows: Mapping[UUID, _Row], changes: Iterable[Change]
) -> dict[UUID, set[str]]:
    """Write the changes into the opened rows, with their facts, findings and counts. The batch is locked.

    A change after which its own field would hold the row is not made; returns those fields by row. Of two changes
    of one field the first is made.
    """
    from tepat.intake.rechecking import IDENTIFYING, still_held  # loads Polars, as above

    for change in changes:
        rows[change.row].changed.setdefault(change.field, change)
    touched = [one for one in rows.values() if one.changed]
    # Nothing else says who a row is about, and only that can hold it.
    asked = [one for one in touched if one.changed.keys() & {*IDENTIFYING, *one.holds.values()}]
    wanted = [(one.layout, _with(one.values, one.changed.values())) for one in asked]
    held = {
        one.row.pk: columns
        for one, columns in zip(asked, still_held(batch, wanted) if asked else (), strict=True)
    }
    refused: dict[UUID, set[str]] = {}
    facts: list[tuple[Any, ...]] = []
    mended: list[int] = []
    sealer = crypto.sealer(batch.source.data_key)
    for one in touched:
        if wrong := held.get(one.row.pk, set()) & one.changed.keys():
            refused[one.row.pk] = wrong
        for name, change in one.changed.items():
            if name in wrong:
                continue
            old = {key: one.values.get(key) for key in change.patch}
            mended += [change.finding] if change.finding else []
            mended += [id_ for id_, column in one.holds.items() if column == name]
            one.holds = {id_: column for id_, column in one.holds.items() if column != name}
            one.values |= change.patch
            seal = _context(one.row.pk, name)
            facts.append(
                (correction.id.hex, one.row.pk.hex, name, sealer.seal(seal, orjson.dumps(old)),
                 sealer.seal(seal, orjson.dumps(dict(change.patch))), change.finding)
            )  # fmt: skip
    bulk.insert(RowCorrection, ("correction", "row", "field", "old", "new", "finding"), facts)
    _decide(mended, Finding.State.MENDED, correction)
    _write(batch, touched)
    return refused


def _with(values: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    return {
        key: value for part in (values, *(change.patch for change in changes)) for key, value in part.items()
    }


def _context(row_id: UUID, name: str) -> str:
    """What the sealed values of a change are bound to."""
    return f"row_correction:{row_id.hex}:{name}"


def _decide(findings: Sequence[int], state: Finding.State, correction: Correction) -> None:
    Finding.objects.filter(id__in=findings, state=Finding.State.OPEN).update(
        state=state, decided_in=correction
    )


def _write(batch: Batch, rows: Iterable[_Row]) -> None:
    """The rows as they are now, held where a finding still holds them; the batch's counts move with them."""
    sealer = crypto.sealer(batch.source.data_key)
    written = []
    moved: dict[str, list[UUID]] = {}
    for one in rows:
        state = BatchRow.State.HELD if one.holds else BatchRow.State.PENDING
        if state != one.row.state:
            step = 1 if state == BatchRow.State.PENDING else -1
            batch.pending += step
            batch.held -= step
        region = one.values.get("region_code") or ""
        if region != one.row.region_code:
            moved.setdefault(region, []).append(one.row.pk)
        family_key, person_key = (kept(one.values.get(name) or "") for name in ("family_key", "person_key"))
        values = sealer.seal(f"batch_row:{one.row.pk.hex}", orjson.dumps(one.values))
        written.append((values, family_key, person_key, region, state.value, one.row.pk.hex))
    bulk.update(
        BatchRow, ("values", "family_key", "person_key", "region_code", "state"), written, key="source_row"
    )
    for region, ids in moved.items():
        Finding.objects.filter(row__in=ids).update(region_code=region)
