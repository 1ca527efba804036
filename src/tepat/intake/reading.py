"""The reading of a batch: files into columns, columns through the checks, rows and findings into steps.

Parsing is repeated after a kill, writing is not: the same files give the same rows in the same order, and
each sheet knows how many of its rows were written. Memory holds the normalised columns; the sealed rows wait on
the disk.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any, NamedTuple

import orjson
import polars as pl

from tepat.engine import checks
from tepat.engine.layouts import Layout
from tepat.engine.reading import Table, UnreadableFile, notes, open_tables, refusals
from tepat.engine.sentences import Sentence
from tepat.platform import crypto, files
from tepat.platform.database.durability import on_disk_with_the_next
from tepat.platform.database.ids import hexes
from tepat.platform.files.spill import Spill
from tepat.platform.jobs import Run
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.models import Region
from tepat.platform.regions.queries import crosswalk
from tepat.registry.fields import DWELLING, FAMILY, PERSON, PROGRAMMES
from tepat.registry.models.source_row import raw_context

from . import services
from .known_facts import known_facts
from .known_layouts import layouts_for
from .known_numbers import with_shared_numbers
from .mapping.contents import tables_to_name
from .models import Batch, BatchFile, BatchRow, BatchSheet, Finding
from .row_keys import families_and_persons, kept_key
from .services.staging import Written, files_of
from .severities.queries import severities_in

# More rows at once cost memory and save no time.
CHUNK = 5_000
STEP = 2_000
_NUMBERS = ("nik", "head_nik", "kk")
# What the registry takes of a row; all else stays in the raw row.
KEPT = frozenset(
    {
        *("family_key", "person_key", "made_key", "relation", "scales"),
        *(name for number in _NUMBERS for name in (number, f"{number}_status")),
        *FAMILY,
        *DWELLING,
        *PERSON,
        *(f"head_{name}" for name in PERSON),
        *(f"prog_{name}" for name in PROGRAMMES),
    }
)
# The registry's small integers hold no more.
_LARGEST = 32_767


class _Finding(NamedTuple):
    """One line of the checks' findings, as it is written; of `value` and what follows its sealed part is made."""

    row_ref: int
    check: str
    column: str | None
    severity: str
    value: str | None
    detail: str | None
    proposal: str | None
    confidence: float | None


# The frames of the lists that make families; each comparison list has its own, by its layout's id.
_REGISTRY = "registry"
Frames = dict[str, pl.DataFrame]


@dataclass
class _Sheet:
    """A recognised sheet on its way: what it is, and its rows' numbers in order.

    Rows are numbered through all sheets, from `first_ref` on in this one: the checks name them by that number,
    and their sealed cells wait in the spill at that place.
    """

    file: BatchFile
    name: str
    layout: Layout
    header_row: int
    unknown_headers: list[str]
    notes: list[str]
    first_ref: int
    rows: "array[int]" = field(default_factory=lambda: array("I"))
    kept: BatchSheet | None = None

    @property
    def group(self) -> str:
        """What its rows are checked together with."""
        return group_of(self.layout)

    @property
    def subject(self) -> str:
        """What a row is: a family, a person, or something to compare these with."""
        return self.layout.subject if self.group == _REGISTRY else BatchRow.COMPARED


def group_of(layout: Layout) -> str:
    """What rows of the layout are checked together with."""
    return _REGISTRY if layout.purpose == "registry" else layout.id


def read_batch(run: Run, batch: Batch) -> None:
    """Read, check and write all rows of a batch, from wherever an attempt before came to.

    What cannot be read ends the batch as unreadable with a sentence for its owner; LeaseLost and Cancelled
    pass through.
    """
    by = run.job.created_by
    batch = services.begin_reading(by=by, batch=batch, run=run)
    context = context_of(batch)
    with Spill() as raw:
        try:
            sheets, groups = _read_files(run, batch, context, raw)
        except (UnreadableFile, files.FileLost, crypto.SealBroken) as trouble:
            unknown = tables_to_name(batch, trouble, context.layouts)
            services.give_up_reading(
                by=by, batch=batch, run=run, trouble=Sentence.of(trouble), unknown=unknown
            )
            return
        findings, families, persons = _checked(run, batch, groups, context)
        with on_disk_with_the_next():
            _write(run, batch, sheets, groups, findings, raw)
    services.finish_checks(by=by, batch=batch, run=run, families=families, persons=persons)


def _checked(
    run: Run, batch: Batch, groups: dict[str, Frames], context: checks.Context
) -> tuple[pl.DataFrame, int, int]:
    """All findings, and how many families and people the rows that none of them holds name."""
    run.progress(stage=Sentence("Memeriksa isi"), done=0, total=0)
    batch.refresh_from_db(fields=["scheme"])
    families = persons = 0
    found = []
    for group, frames in groups.items():
        known = known_facts(frames, batch, context) if group == _REGISTRY else None
        findings = checks.run(frames.get("family"), frames.get("person"), context, known)
        if group == _REGISTRY:
            findings = with_shared_numbers(findings, frames, batch, context)
            held = set(findings.filter(pl.col("severity") == "hold")["row_ref"])
            families, persons = families_and_persons(frames, held)
        found.append(findings)
    return pl.concat(found), families, persons


def _read_files(
    run: Run, batch: Batch, context: checks.Context, raw: Spill
) -> tuple[list[_Sheet], dict[str, Frames]]:
    """All files, one after the other, so that only one workbook is open at a time."""
    sheets: list[_Sheet] = []
    staged: dict[tuple[str, str], list[pl.DataFrame]] = {}
    skipped: list[dict[str, object]] = []
    for file in files_of(batch):
        run.progress(stage=Sentence("Membuka {file}", {"file": file.stored.name}), done=0, total=0)
        with files.plain_copy(file.stored) as path:
            tables = open_tables(
                path, name=file.stored.name, layout_id=batch.layout or None, layouts=context.layouts
            )
            skipped += [_skipped(file, name, rows) for name, rows in tables[0].skipped]
            while tables:
                sheets.append(_read_table(run, batch, file, tables.pop(0), raw, staged, context))
    if not len(raw):
        raise refusals.no_rows()
    groups: dict[str, Frames] = {}
    for (group, subject), parts in staged.items():
        groups.setdefault(group, {})[subject] = _together(parts)
    for sheet in _without_families(sheets, groups.get(_REGISTRY, {})):
        sheet.notes.append(notes.no_family_in_common().kept())
    kept = services.note_sheets(
        by=run.job.created_by,
        batch=batch,
        run=run,
        sheets=[*(_noted(sheet) for sheet in sheets), *skipped],
        scheme=_scheme(sheets),
    )
    for sheet, row in zip(sheets, kept[: len(sheets)], strict=True):
        sheet.kept = row
    return sheets, {group: _settled(frames, context) for group, frames in groups.items()}


def _together(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """One frame of the parts, which are gone then. Each column is in one piece: the checks would else copy it all."""
    frame = pl.concat(parts, how="diagonal")
    parts.clear()
    # Column by column, so that never more than one stands there twice.
    return pl.DataFrame([frame.drop_in_place(name).rechunk() for name in frame.columns])


def _without_families(sheets: list[_Sheet], frames: Frames) -> list[_Sheet]:
    """Members' sheets none of whose families is on a family sheet of the batch: of another list, or place."""
    if "family" not in frames or "person" not in frames:
        return []
    key = pl.col("family_key")
    told = frames["person"].select(
        "row_ref", has=key.is_in(frames["family"]["family_key"].drop_nulls().implode())
    )
    alone = []
    for sheet in (sheet for sheet in sheets if sheet.rows):
        own = pl.col("row_ref").is_between(sheet.first_ref, sheet.first_ref + len(sheet.rows) - 1)
        if (
            sheet.group == _REGISTRY
            and sheet.layout.subject == "person"
            and not told.filter(own)["has"].any()
        ):
            alone.append(sheet)
    return alone


def _settled(frames: Frames, context: checks.Context) -> Frames:
    family, person = checks.settle(frames.get("family"), frames.get("person"), context.layouts)
    return {name: frame for name, frame in (("family", family), ("person", person)) if frame is not None}


def _scheme(sheets: list[_Sheet]) -> str:
    """Whose keys the batch's families have; "" when its files make none. Raises UnreadableFile for two."""
    titles = {sheet.layout.source: sheet.layout.title for sheet in sheets if sheet.group == _REGISTRY}
    if len(titles) > 1:
        raise refusals.mixed(titles.values())
    return next(iter(titles), "")


def _read_table(
    run: Run,
    batch: Batch,
    file: BatchFile,
    table: Table,
    raw: Spill,
    staged: dict[tuple[str, str], list[pl.DataFrame]],
    context: checks.Context,
) -> _Sheet:
    sealer = crypto.sealer(batch.source.data_key)
    layout = table.layout
    told = [note.kept() for note in table.notes]
    sheet = _Sheet(file, table.sheet, layout, table.header_row, table.unknown_headers, told, len(raw))
    expected = table.source.last_row - table.header_row
    for chunk in table.chunks(CHUNK):
        rows = checks.stage(chunk, layout, len(raw), context.places)
        staged.setdefault((sheet.group, layout.subject), []).append(rows)
        raw.add(
            sealer.seal_many(
                (raw_context(file.stored_id, table.sheet, row), cells)
                for row, cells in zip(chunk.rows, chunk.raw, strict=True)
            )
        )
        sheet.rows.extend(chunk.rows)
        stage = Sentence("Membaca {file}", {"file": file.stored.name})
        run.progress(stage=stage, done=len(sheet.rows), total=max(expected, len(sheet.rows)))
    return sheet


def _noted(sheet: _Sheet) -> dict[str, object]:
    return {
        "file": sheet.file,
        "name": sheet.name,
        "layout": sheet.layout.id,
        "subject": sheet.subject,
        "header_row": sheet.header_row,
        "unknown_headers": sheet.unknown_headers,
        "notes": sheet.notes,
        "rows_in": len(sheet.rows),
    }


def _skipped(file: BatchFile, name: str, rows: int) -> dict[str, object]:
    """A sheet that holds something nobody recognised: told on the batch's page, no part of its account."""
    return {"file": file, "name": name, "layout": "", "subject": "", "header_row": 0, "rows_in": rows}


def context_of(batch: Batch) -> checks.Context:
    """What the checks must know beyond the rows of this batch."""
    names = dict(Region.objects.values_list("code", "name"))
    return checks.Context(
        known_regions=frozenset(names),
        region_names=names,
        scope=batch.region_code,
        today=today_in(batch.region_code),
        severities=severities_in(batch.region_code),
        crosswalk=crosswalk("bps"),
        layouts=layouts_for(batch.region_code),
    )


def _write(
    run: Run,
    batch: Batch,
    sheets: list[_Sheet],
    groups: dict[str, Frames],
    findings: pl.DataFrame,
    raw: Spill,
) -> None:
    findings = findings.sort("row_ref", maintain_order=True)
    total, done = len(raw), 0
    for sheet in (sheet for sheet in sheets if sheet.rows):
        assert sheet.kept is not None
        frame = groups[sheet.group][sheet.layout.subject]
        staged = frame.filter(
            pl.col("row_ref").is_between(sheet.first_ref, sheet.first_ref + len(sheet.rows) - 1)
        )
        start = sheet.kept.rows_written
        for at in range(start, len(sheet.rows), STEP):
            count = min(STEP, len(sheet.rows) - at)
            first = sheet.first_ref + at
            found = _found(findings, first, first + count, sheets)
            cells = raw.taken(first, count)
            written = _step(batch, sheet, staged.slice(at, count), sheet.rows[at : at + count], cells, found)
            services.write_rows(
                by=run.job.created_by, batch=batch, run=run, sheet=sheet.kept, written=written
            )
            run.progress(stage=Sentence("Menyimpan baris dan temuan"), done=done + at, total=total)
        done += len(sheet.rows)


def _found(findings: pl.DataFrame, first: int, end: int, sheets: list[_Sheet]) -> list[_Finding]:
    """The findings of these rows, in the order of the rows; other rows that a detail names are those of the files."""
    refs = findings["row_ref"]
    start, stop = bisect_left(refs, first), bisect_left(refs, end)
    found = findings.slice(start, stop - start).select(_Finding._fields)
    catalogue = checks.catalogue()
    return [
        one._replace(detail=_rows_in_the_files(one.detail, sheets))
        if catalogue[one.check].names_rows and one.detail
        else one
        for one in map(_Finding._make, found.iter_rows())
    ]


def _rows_in_the_files(refs: str, sheets: list[_Sheet]) -> str:
    """The rows that a detail names by our numbers, as the spreadsheet shows them, and in which file."""
    firsts = [sheet.first_ref for sheet in sheets]
    named: dict[str, list[str]] = {}
    for ref in map(int, refs.split(",")):
        sheet = sheets[bisect_right(firsts, ref) - 1]
        place = f"{sheet.file.stored.name} › {sheet.name}" if sheet.name else sheet.file.stored.name
        named.setdefault(place, []).append(str(sheet.rows[ref - sheet.first_ref]))
    return "; ".join(f"{', '.join(rows)} ({place})" for place, rows in named.items())


def _step(
    batch: Batch,
    sheet: _Sheet,
    staged: pl.DataFrame,
    numbers: Sequence[int],
    cells: list[bytes],
    found: list[_Finding],
) -> Written:
    """Some rows of one sheet: their numbers in it, their sealed cells and their findings, ready for the tables."""
    sealer = crypto.sealer(batch.source.data_key)
    count = len(numbers)
    ids = list(islice(hexes(), count))
    refs, family_keys, person_keys, region_codes, values = values_of(staged, sheet.layout)
    sealed = sealer.seal_many(list(zip([f"batch_row:{row_id}" for row_id in ids], values, strict=True)))
    held = {one.row_ref for one in found if one.severity == Finding.Severity.HOLD}
    pending_state, held_state = BatchRow.State.PENDING.value, BatchRow.State.HELD.value
    states = [held_state if ref in held else pending_state for ref in refs]
    source, file, batch_id = batch.source_id.hex, sheet.file.stored_id.hex, batch.id.hex
    return Written(
        list(zip(ids, repeat(source), repeat(file), repeat(sheet.name), numbers, cells)),
        list(
            zip(
                ids, repeat(batch_id), repeat(sheet.subject), states, family_keys, person_keys, region_codes,
                sealed,
            )
        ),
        _finding_rows(batch_id, found, dict(zip(refs, zip(ids, region_codes, strict=True), strict=True)), sealer),
        count - len(held),
        len(held),
    )  # fmt: skip


def _finding_rows(
    batch_id: str, found: list[_Finding], rows: Mapping[int, tuple[str, str]], sealer: crypto.Sealer
) -> list[tuple[Any, ...]]:
    catalogue = checks.catalogue()
    told = [(f"finding:{rows[one.row_ref][0]}:{one.check}", orjson.dumps(one[-4:])) for one in found]
    return [
        (
            batch_id, rows[one.row_ref][0], one.check, one.column or "", one.severity, rows[one.row_ref][1],
            detail, None if catalogue[one.check].applied else one.confidence,
        )
        for one, detail in zip(found, sealer.seal_many(told), strict=True)
    ]  # fmt: skip


def values_of(
    staged: pl.DataFrame, layout: Layout
) -> tuple[list[int], list[str], list[str], list[str], list[bytes]]:
    """Of all rows: the references, the families' and people's keys, the regions, the registry's fields as JSON."""
    for number in _NUMBERS:
        if number in staged.columns:
            staged = staged.with_columns(*_number(number))
    staged = staged.with_columns(_in_range(layout, name) for name in layout.fields_of("integer"))
    if layout.scales:
        scales = [pl.col(name).alias(scale) for name, scale in layout.scales.items()]
        staged = staged.with_columns(scales=pl.struct(scales))
    if "person_key" in layout.key_from:
        staged = staged.with_columns(made_key=pl.lit(True))
    # Whatever a comparison list says is kept to be compared with.
    kept = KEPT if layout.purpose == "registry" else KEPT.union(layout.columns)
    fields = [name for name in staged.columns if name in kept]
    if "person_key" not in staged.columns:
        staged = staged.with_columns(pl.lit(None, pl.String).alias("person_key"))
    columns = staged.select(
        "row_ref",
        kept_key("family_key"),
        kept_key("person_key"),
        pl.col("region_code").fill_null(""),
        pl.struct(fields).struct.json_encode().cast(pl.Binary).alias("values"),
    )
    refs, family_keys, person_keys, region_codes, values = (column.to_list() for column in columns)
    return refs, family_keys, person_keys, region_codes, values


def _in_range(layout: Layout, field: str) -> pl.Expr:
    """A whole number that the field can have; another one has its finding and stays in the raw row."""
    low, high = layout.columns[field].range or (0, _LARGEST)
    return pl.when(pl.col(field).is_between(low, high)).then(pl.col(field)).alias(field)


def _number(field: str) -> tuple[pl.Expr, pl.Expr]:
    """The number as it goes into the registry: repaired where that is safe, else as written, and its state."""
    status = pl.col(f"{field}__status")
    as_written = pl.when(status == "damaged").then(pl.col(f"{field}__raw"))
    return pl.coalesce(pl.col(field), as_written).alias(field), status.alias(f"{field}_status")
