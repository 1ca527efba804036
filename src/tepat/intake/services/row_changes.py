"""Rows on their way in opened, changed and written back, with the facts of what changed and the counts.

Parts of the services that correct rows; who decides what is theirs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from tepat.engine.layouts import Layout
from tepat.intake.known_layouts import layouts_for
from tepat.intake.models import Batch, BatchRow, BatchSheet, Correction, Finding, RowCorrection
from tepat.intake.row_keys import kept
from tepat.platform import crypto
from tepat.platform.database import bulk

if TYPE_CHECKING:
    from tepat.engine import checks

ROWS_A_STEP = 1_000
CHANGEABLE = (BatchRow.State.PENDING, BatchRow.State.HELD)


@dataclass(frozen=True)
class Change:
    """What one field of one row is to say: the part of the row's values, and the finding that proposed it."""

    row: UUID
    field: str
    patch: Mapping[str, Any]
    finding: int | None = None


@dataclass
class OpenedRow:
    """A row opened, with its layout and the hold findings nobody decided on."""

    row: BatchRow
    layout: Layout
    values: dict[str, Any]
    holds: dict[int, str]
    changed: dict[str, Change] = field(default_factory=dict)


def opened(batch: Batch, ids: Collection[UUID]) -> dict[UUID, OpenedRow]:
    """The rows that can still be changed, opened."""
    layouts = {
        (stored, name): layout
        for stored, name, layout in BatchSheet.objects.filter(file__batch=batch).values_list(
            "file__stored_id", "name", "layout"
        )
    }
    known = layouts_for(batch.region_code)
    opener = crypto.sealer(batch.source.data_key)
    found = BatchRow.objects.filter(batch=batch, pk__in=ids, state__in=CHANGEABLE)
    rows = {
        row.pk: OpenedRow(
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
    batch: Batch,
    correction: Correction,
    rows: Mapping[UUID, OpenedRow],
    changes: Iterable[Change],
    context: "checks.Context",
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
        for one, columns in zip(asked, still_held(wanted, context) if asked else (), strict=True)
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
            # A key made of other fields comes with the last of them.
            settled = {name, *(column for column, value in change.patch.items() if value is not None)}
            mended += [id_ for id_, column in one.holds.items() if column in settled]
            one.holds = {id_: column for id_, column in one.holds.items() if column not in settled}
            one.values |= change.patch
            seal = change_context(one.row.pk, name)
            facts.append(
                (correction.id.hex, one.row.pk.hex, name, sealer.seal(seal, orjson.dumps(old)),
                 sealer.seal(seal, orjson.dumps(dict(change.patch))), change.finding)
            )  # fmt: skip
    bulk.insert(RowCorrection, ("correction", "row", "field", "old", "new", "finding"), facts)
    decide(mended, Finding.State.MENDED, correction)
    write(batch, touched)
    return refused


def _with(values: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    return {
        key: value for part in (values, *(change.patch for change in changes)) for key, value in part.items()
    }


def change_context(row_id: UUID, name: str) -> str:
    """What the sealed values of a change are bound to."""
    return f"row_correction:{row_id.hex}:{name}"


def decide(findings: Sequence[int], state: Finding.State, correction: Correction) -> None:
    Finding.objects.filter(id__in=findings, state=Finding.State.OPEN).update(
        state=state, decided_in=correction
    )


def write(batch: Batch, rows: Iterable[OpenedRow]) -> None:
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
