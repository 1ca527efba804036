"""Held rows as a workbook for whoever corrects the list, and the corrected workbook read back.

Rows are found again by our reference alone, whatever was done to their order, to columns or to names of sheets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from tepat.engine.checks.places import CODES
from tepat.engine.layouts import Column, Layout, Layouts
from tepat.engine.reading import Table, UnreadableFile, open_tables, refusals
from tepat.engine.reading.cells import text
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.headers import Header, find_header
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.sniffing import kind_of
from tepat.engine.reading.workbook import sheets
from tepat.engine.sentences import Sentence
from tepat.intake.findings.queries import FindingLine, held_lines, open_holds
from tepat.intake.known_layouts import known_layout, layouts_for
from tepat.intake.models import Batch, BatchRow, BatchSheet, Finding
from tepat.intake.models.correction_file import Told
from tepat.intake.returns.sheets import is_reference, reference
from tepat.intake.services.row_changes import ROWS_A_STEP
from tepat.platform import crypto, files
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.registry.models.source_row import raw_context

REFERENCE, REASON, PROPOSAL = "Rujukan Tepat", "Alasan", "Usulan"
# For rows whose region the list tells by another office's codes or by names.
VILLAGE = "Kode desa yang benar"
# As columns of a returned sheet, beside those of its layout.
_REFERENCE, _VILLAGE = "our_reference", "our_village"
_STEP = 1_000
_MOST_IN_A_NAME = 31


def fill_held(batch: Batch, file: IO[bytes], mark: Mark) -> int:
    """Write the held rows as they came, with why each is held, into an XLSX; returns how many. Text cells alone."""
    count = 0
    with new_book(file, mark) as book:
        for number, (one, headers) in enumerate(_sheets(batch), start=1):
            ours = [VILLAGE] if _told_otherwise(one) else []
            headings = (REFERENCE, *headers, *ours, REASON, PROPOSAL)
            widths = [36 if heading in (REFERENCE, REASON) else 18 for heading in headings]
            name = f"{number} {_plain(one.name)}"[:_MOST_IN_A_NAME]
            sheet = headed_sheet(book, name, headings, widths)
            sheet.freeze_panes(1, 1)
            for line, cells in enumerate(_rows(batch, one, len(headers), len(ours)), start=1):
                for column, cell in enumerate(cells):
                    sheet.write_string(line, column, cell)
                count += 1
        if not count:
            book.add_worksheet(str(_("Kosong")))
    return count


def _plain(name: str) -> str:
    """A sheet's name without the signs that a workbook does not allow in one."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in name).strip() or "Data"


def _sheets(batch: Batch) -> Iterator[tuple[BatchSheet, Sequence[str]]]:
    """The sheets that have held rows, with their headers as the file has them."""
    held = BatchRow.objects.filter(batch=batch, state=BatchRow.State.HELD)
    places = set(held.values_list("source_row__file", "source_row__sheet").distinct())
    for file in batch.files.select_related("stored", "stored__data_key").prefetch_related("sheets"):
        with_held = [one for one in file.sheets.all() if (file.stored_id, one.name) in places]
        if not with_held:
            continue
        with files.plain_copy(file.stored) as path:
            tables = open_tables(
                path,
                name=file.stored.name,
                layout_id=batch.layout or None,
                layouts=layouts_for(batch.region_code),
            )
            headers = {table.sheet: table.headers for table in tables}
            del tables
        for one in with_held:
            yield one, headers[one.name]


def _told_otherwise(sheet: BatchSheet) -> bool:
    """Whether the region is not told by our code in a column of the sheet."""
    layout = known_layout(sheet.layout)
    return layout is not None and "region_code" in layout.told_as and layout.region_code != "kemendagri"


def _rows(batch: Batch, sheet: BatchSheet, width: int, ours: int) -> Iterator[list[str]]:
    opener = crypto.sealer(batch.source.data_key)
    found = BatchRow.objects.filter(
        batch=batch,
        state=BatchRow.State.HELD,
        source_row__file=sheet.file.stored_id,
        source_row__sheet=sheet.name,
    ).order_by("source_row_id")
    chosen = found.values_list("source_row_id", "source_row__row", "source_row__raw")
    rows = chosen.iterator(_STEP)
    while some := list(islice(rows, _STEP)):
        told: dict[UUID, list[FindingLine]] = {}
        for line in held_lines(batch, [row_id for row_id, *_rest in some]):
            told.setdefault(line.row_id, []).append(line)
        for row_id, number, raw in some:
            place = raw_context(sheet.file.stored_id, sheet.name, number)
            cells = orjson.loads(opener.open(place, bytes(raw)))["c"]
            lines = told.get(row_id, [])
            reasons = " ".join(line.message for line in lines if line.severity == Finding.Severity.HOLD)
            proposals = "; ".join(f"{line.header}: {line.proposal}" for line in lines if line.proposal)
            written = ["" if cell is None else text(cell) for cell in cells]
            blank = [""] * (max(0, width - len(written)) + ours)
            yield [row_id.hex, *written[:width], *blank, reasons, proposals]


@dataclass(frozen=True)
class Returned:
    """A row of a corrected file: where it stands there, its reference, and what it says by canonical column."""

    sheet: str
    row: int
    reference: str
    cells: Mapping[str, str]


def returned(path: Path, name: str, batch: Batch) -> Iterator[Returned]:
    """The rows of every sheet that has our reference among its headers. Raises UnreadableFile."""
    layouts = _layouts(batch)
    known = False
    is_book = kind_of(path, name) == "workbook"
    all_sheets: Iterator[Sheet] = sheets(path, name) if is_book else iter([DelimitedSheet(path, name)])
    for sheet in all_sheets:
        header = find_header(sheet, layouts, None) if sheet.last_row else None
        if isinstance(header, Header) and not header.match.missing:
            known = True
            yield from _returned_rows(name, header)
    if not known:
        raise UnreadableFile(
            refusals.NO_HEADER,
            Sentence(
                "Berkas {file} tidak memuat kolom «{column}» beserta kolom lain dari berkas baris tertahan, sehingga "
                "barisnya tidak dapat dikenali. Unduh lagi baris tertahan, dan isi perbaikannya pada berkas itu.",
                {"file": name, "column": REFERENCE},
            ),
            file=name,
        )


def _layouts(batch: Batch) -> Layouts:
    """The batch's own layouts, with what the file of held rows has beside them; a blank cell means nothing in it."""
    known = layouts_for(batch.region_code)
    used = BatchSheet.objects.filter(file__batch=batch).exclude(layout="").values_list("layout", flat=True)
    beside = {
        _REFERENCE: Column(_REFERENCE, REFERENCE, "text"),
        _VILLAGE: Column(_VILLAGE, VILLAGE, "text"),
    }
    return Layouts(
        replace(
            layout,
            columns={**layout.columns, **beside},
            required=(_REFERENCE,),
            marks=(_REFERENCE,),
            carried=(),
        )
        for layout in map(known.get, used.distinct())
    )


def _returned_rows(name: str, header: Header) -> Iterator[Returned]:
    table = Table(
        file_name=name, sheet=header.sheet.name, layout=header.match.layout, header_row=header.row,
        columns=header.match.columns, headers=header.cells, unknown_headers=[], source=header.sheet,
    )  # fmt: skip
    for chunk in table.chunks(ROWS_A_STEP):
        texts = chunk.text.select(list(header.match.columns)).iter_rows(named=True)
        for number, told in zip(chunk.rows, texts, strict=True):
            cells = {column: text.strip() for column, text in told.items() if text}
            yield Returned(header.sheet.name, number, reference(cells.get(_REFERENCE)), cells)


@dataclass
class Reading:
    """What some rows of a corrected file say: the texts to be written by row, and what is said of those that say none.

    `met` is how many held rows of the batch they are.
    """

    typed: dict[UUID, dict[str, str]] = field(default_factory=dict)
    places: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    said: list[Told] = field(default_factory=list)
    met: int = 0

    def tell(self, row: Returned, sentence: Sentence) -> None:
        """Say something of a row."""
        self.said.append(Told(row.sheet, row.row, sentence))


def read_returned(batch: Batch, rows: Sequence[Returned], seen: set[UUID]) -> Reading:
    """Match some rows by our reference; only what holds a row is read of it. `seen` has the references before them."""
    reading = Reading()
    by_reference: dict[UUID, Returned] = {}
    for row in rows:
        if not is_reference(row.reference):
            reading.tell(row, Sentence("Rujukannya kosong atau berubah: baris ini tidak dikenali."))
        elif (row_id := UUID(row.reference)) in seen:
            reading.tell(row, Sentence("Rujukan yang sama sudah ada lebih dahulu: baris ini dilewati."))
        else:
            seen.add(row_id)
            by_reference[row_id] = row
    found = _found(batch, list(by_reference))
    holds: dict[UUID, list[FindingLine]] = {}
    for line in open_holds(batch, [row_id for row_id, one in found.items() if one.held]):
        holds.setdefault(line.row_id, []).append(line)
    reading.met = len(holds)
    for row_id, row in by_reference.items():
        if row_id not in found:
            reading.tell(row, Sentence("Rujukannya bukan dari batch ini."))
        elif row_id not in holds:
            reading.tell(
                row, Sentence("Barisnya tidak lagi tertahan: sudah dibetulkan, diterima atau ditolak.")
            )
        elif typed := _typed(row, holds[row_id], found[row_id].layout):
            reading.typed[row_id] = typed
            reading.places[row_id] = row.sheet, row.row
        else:
            headers = list(dict.fromkeys(line.header for line in holds[row_id]))
            reading.tell(
                row,
                Sentence(
                    "Isian yang menahannya belum berubah. Betulkan kolom {columns}, lalu unggah lagi.",
                    {"columns": headers},
                ),
            )
    return reading


@dataclass(frozen=True)
class _Found:
    held: bool
    layout: Layout


def _found(batch: Batch, ids: Sequence[UUID]) -> dict[UUID, _Found]:
    """The rows of the batch among these, with their layouts."""
    layouts = layouts_for(batch.region_code)
    of_sheet = {
        (stored, name): layouts.get(layout)
        for stored, name, layout in BatchSheet.objects.filter(file__batch=batch)
        .exclude(layout="")
        .values_list("file__stored_id", "name", "layout")
    }
    rows = BatchRow.objects.filter(batch=batch, pk__in=ids)
    place = ("source_row__file", "source_row__sheet")
    return {
        row_id: _Found(state == BatchRow.State.HELD, of_sheet[stored, name])
        for row_id, state, stored, name in rows.values_list("source_row_id", "state", *place)
    }


def _typed(row: Returned, holds: Sequence[FindingLine], layout: Layout) -> dict[str, str]:
    """The texts for the fields that hold the row, where they say something new."""
    typed = {}
    for line in holds:
        column = layout.key_from.get(line.column, line.column)
        text = _region(row.cells, layout) if line.column == "region_code" else row.cells.get(column, "")
        if text and text != line.value.strip():
            typed[line.column] = text[:200]
    return typed


def _region(cells: Mapping[str, str], layout: Layout) -> str:
    """What the row says of its region: our own column first, then as the layout tells it (engine/checks/filling.py)."""
    if told := cells.get(_VILLAGE):
        return told
    if layout.region_code == "kemendagri":
        return cells.get("region_code", "")
    names = ", ".join(filter(None, map(cells.get, ("village_name", "district_name"))))
    return next(filter(None, map(cells.get, CODES)), names)
