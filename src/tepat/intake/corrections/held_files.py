"""Held rows as a workbook for whoever corrects the list, and the corrected workbook read back.

Rows are found again by our reference alone, whatever was done to their order, to columns or to names of sheets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from tepat.engine.layouts.spelling import header_form
from tepat.engine.reading import UnreadableFile, open_tables, refusals
from tepat.engine.reading.cells import text
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.sniffing import kind_of
from tepat.engine.reading.workbook import sheets
from tepat.engine.sentences import Sentence
from tepat.intake.findings.queries import FindingLine, held_lines
from tepat.intake.known_layouts import layouts_for
from tepat.intake.models import Batch, BatchRow, BatchSheet, Finding
from tepat.platform import crypto, files
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.registry.models.source_row import raw_context

REFERENCE, REASON, PROPOSAL = "Rujukan Tepat", "Alasan", "Usulan"
_HEADER_WITHIN = 20
_STEP = 1_000
_MOST_IN_A_NAME = 31


def fill_held(batch: Batch, file: IO[bytes]) -> int:
    """Write the held rows as they came, with why each is held, into an XLSX; returns how many. Text cells alone."""
    count = 0
    with new_book(file) as book:
        for number, (one, headers) in enumerate(_sheets(batch), start=1):
            headings = (REFERENCE, *headers, REASON, PROPOSAL)
            widths = [36 if heading in (REFERENCE, REASON) else 18 for heading in headings]
            name = f"{number} {_plain(one.name)}"[:_MOST_IN_A_NAME]
            sheet = headed_sheet(book, name, headings, widths)
            sheet.freeze_panes(1, 1)
            for line, cells in enumerate(_rows(batch, one, len(headers)), start=1):
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


def _rows(batch: Batch, sheet: BatchSheet, width: int) -> Iterator[list[str]]:
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
            yield [row_id.hex, *written[:width], *[""] * (width - len(written)), reasons, proposals]


@dataclass(frozen=True)
class Returned:
    """A row of a corrected workbook: where it stands there, its reference, and its cells by header form."""

    sheet: str
    row: int
    reference: str
    cells: Mapping[str, str]


def returned(path: Path, name: str) -> Iterator[Returned]:
    """The rows of every sheet that has our reference among its headers. Raises UnreadableFile."""
    known = False
    is_book = kind_of(path, name) == "workbook"
    all_sheets: Iterator[Sheet] = sheets(path, name) if is_book else iter([DelimitedSheet(path, name)])
    for sheet in all_sheets:
        headers: list[str] = []
        for place, (number, cells) in enumerate(sheet.rows()):
            told = [text(cell).strip() for cell in cells]
            if not headers:
                if place >= _HEADER_WITHIN:
                    break
                if header_form(REFERENCE) in (forms := [header_form(cell) for cell in told]):
                    headers, known = forms, True
            elif any(told):
                row = dict(zip(headers, told, strict=False))
                yield Returned(sheet.name, number, row.get(header_form(REFERENCE), ""), row)
    if not known:
        raise UnreadableFile(
            refusals.NO_HEADER,
            Sentence(
                "Berkas {file} tidak memuat kolom «{column}», sehingga barisnya tidak dapat dikenali. Unduh lagi "
                "baris tertahan, dan isi perbaikannya pada berkas itu.",
                {"file": name, "column": REFERENCE},
            ),
            file=name,
        )


@dataclass
class Reading:
    """What a corrected workbook says: the texts to be written by row, and a sentence for each row that says none."""

    typed: dict[UUID, dict[str, str]]
    places: dict[UUID, Returned]
    said: list[tuple[Returned, str]]
    missing: int = 0


def read_returned(batch: Batch, rows: Sequence[Returned]) -> Reading:
    """Match the rows by our reference; only what holds a row is read of it."""
    reading = Reading({}, {}, [])
    by_reference: dict[UUID, Returned] = {}
    for row in rows:
        try:
            row_id = UUID(row.reference)
        except ValueError:
            reading.said.append((row, _("Rujukannya kosong atau berubah: baris ini tidak dikenali.")))
            continue
        if row_id in by_reference:
            reading.said.append((row, _("Rujukan yang sama sudah ada lebih dahulu: baris ini dilewati.")))
            continue
        by_reference[row_id] = row
    layouts = layouts_for(batch.region_code)
    sheet_layouts = {
        (stored, name): layouts.get(layout)
        for stored, name, layout in BatchSheet.objects.filter(file__batch=batch)
        .exclude(layout="")
        .values_list("file__stored_id", "name", "layout")
    }
    found: dict[UUID, tuple[str, Any]] = {}
    ids = list(by_reference)
    for at in range(0, len(ids), _STEP):
        some = BatchRow.objects.filter(batch=batch, pk__in=ids[at : at + _STEP])
        for row_id, state, stored, name in some.values_list(
            "source_row_id", "state", "source_row__file", "source_row__sheet"
        ):
            found[row_id] = (state, sheet_layouts[stored, name])
    holds: dict[UUID, list[FindingLine]] = {}
    held = [row_id for row_id, (state, _layout) in found.items() if state == BatchRow.State.HELD]
    for at in range(0, len(held), _STEP):
        for line in held_lines(batch, held[at : at + _STEP]):
            if line.severity == Finding.Severity.HOLD:
                holds.setdefault(line.row_id, []).append(line)
    for row_id, row in by_reference.items():
        if row_id not in found:
            reading.said.append((row, _("Rujukannya bukan dari batch ini.")))
        elif row_id not in holds:
            reading.said.append(
                (row, _("Barisnya tidak lagi tertahan: sudah dibetulkan, diterima atau ditolak."))
            )
        elif typed := _typed(row, holds[row_id], found[row_id][1].fields_by_header):
            reading.typed[row_id] = typed
            reading.places[row_id] = row
        else:
            reading.said.append((row, _("Isian yang menahannya belum berubah.")))
    reading.missing = batch.held - len(held)
    return reading


def _typed(
    row: Returned, holds: Sequence[FindingLine], fields: Mapping[str, tuple[str, bool]]
) -> dict[str, str]:
    held = {line.column: line.value for line in holds}
    typed = {
        fields[form][0]: cell[:200]
        for form, cell in row.cells.items()
        if form in fields and fields[form][0] in held and cell
    }
    return {name: cell for name, cell in typed.items() if cell != held[name].strip()}
