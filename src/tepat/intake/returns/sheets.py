"""The sheets of a pack's workbook as rows of read values, wherever headers stand and whatever they are called.

Sent and returned workbooks are read by the same code, so that an untouched cell is the same in both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl

from tepat.engine import checks
from tepat.engine.reading import Table, UnreadableFile, refusals
from tepat.engine.reading.cells import is_blank, text
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.headers import Header, find_header
from tepat.engine.reading.passed_over import measure
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.sniffing import kind_of
from tepat.engine.reading.workbook import sheets
from tepat.engine.sentences import Sentence

from .layouts import ASKED, CONTEXT, KEY, REMARK, layout_of, pack_layouts

# A pack of the largest district has a few thousand rows; what is much longer is another file.
MOST_ROWS = 50_000
_NOTHING_THERE = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True)
class Cell:
    """What a cell says: `value` as the registry would hold it, None where it is blank or cannot be read."""

    value: Any
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return self.value is None and self.text.strip() in _NOTHING_THERE

    @property
    def unread(self) -> bool:
        """Whether something is written in it that cannot be read as what it should be."""
        return self.value is None and not self.blank


BLANK = Cell(None, "")


@dataclass(frozen=True)
class Row:
    """A row of a family or a member: where it stands, our references as written, and its cells by field.

    `has_key` says that its sheet has the column of references at all. `ref` numbers it through all sheets.
    """

    ref: int
    subject: str
    sheet: str
    number: int
    key: str
    family_key: str
    has_key: bool
    cells: Mapping[str, Cell]
    raw: bytes

    def cell(self, name: str) -> Cell:
        """The cell of a field; blank where its column is not there."""
        return self.cells.get(name, BLANK)

    @property
    def filled(self) -> bool:
        """Whether it says anything that a pack asks for."""
        return any(not self.cell(name).blank for name in (*ASKED[self.subject], REMARK))


@dataclass(frozen=True)
class Unknown:
    """A sheet that holds data and none of a pack's headings; `first` is its first filled row."""

    name: str
    rows: int
    first: tuple[str, ...]


@dataclass
class Book:
    """A workbook's rows, the same staged for the checks, and its sheets of something else that hold data."""

    rows: list[Row] = field(default_factory=list)
    frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)

    def frame(self, subject: str) -> pl.DataFrame | None:
        """The staged rows of a subject."""
        return pl.concat(self.frames[subject], how="diagonal") if subject in self.frames else None


def read_book(path: Path, name: str) -> Book:
    """Every sheet of a workbook or text file. Raises UnreadableFile where none is of a pack."""
    book = Book()
    seen = 0
    for sheet in _sheets(path, name):
        if sheet.last_row == 0:
            continue
        header = find_header(sheet, pack_layouts(), None)
        if not isinstance(header, Header):
            measured = measure(sheet)
            if measured.has_data:
                first = next(tuple(cells) for _number, cells in sheet.rows() if not is_blank(cells))
                book.unknown.append(Unknown(sheet.name, measured.rows, tuple(text(cell) for cell in first)))
            continue
        seen += 1
        for row in _rows(name, header, book):
            book.rows.append(row)
            if len(book.rows) > MOST_ROWS:
                raise UnreadableFile(
                    refusals.TOO_LARGE,
                    Sentence(
                        "Berkas {file} memuat lebih dari {most} baris; paket desa tidak sebesar itu. Unggah lembar "
                        "kerja dari paketnya.",
                        {"file": name, "most": MOST_ROWS},
                    ),
                    file=name,
                )
    if not seen:
        raise UnreadableFile(
            refusals.NO_HEADER,
            Sentence(
                "Berkas {file} bukan lembar kerja paket desa: judul kolomnya tidak dikenali pada lembar mana pun. "
                "Unggah lembar kerja yang diunduh dari halaman Paket.",
                {"file": name},
            ),
            file=name,
        )
    return book


def _sheets(path: Path, name: str) -> Iterator[Sheet]:
    if kind_of(path, name) == "workbook":
        yield from sheets(path, name)
    else:
        yield DelimitedSheet(path, name)


def _rows(name: str, header: Header, book: Book) -> Iterator[Row]:
    layout = header.match.layout
    table = Table(
        file_name=name, sheet=header.sheet.name, layout=layout, header_row=header.row,
        columns=header.match.columns, headers=header.cells, unknown_headers=[], source=header.sheet,
    )  # fmt: skip
    subject = layout.subject
    has_key = KEY[subject] in table.columns
    fields = (*ASKED[subject], *CONTEXT[subject], REMARK)
    for chunk in table.chunks():
        first = len(book.rows)
        staged = checks.stage(chunk, layout, first)
        book.frames.setdefault(subject, []).append(staged)
        texts = chunk.text.select(list(layout.columns)).iter_rows(named=True)
        for number, raw, told, values in zip(
            chunk.rows, chunk.raw, texts, staged.iter_rows(named=True), strict=True
        ):
            yield Row(
                ref=values["row_ref"],
                subject=subject,
                sheet=header.sheet.name,
                number=number,
                key=reference(told[KEY[subject]]),
                family_key=reference(told["family_key"]),
                has_key=has_key,
                cells={
                    one: Cell(_value(values, one), told[one] or "") for one in fields if one in table.columns
                },
                raw=raw,
            )


def reference(text: str | None) -> str:
    """A reference as the registry writes it, whatever a spreadsheet made of it; what is none stays as it is."""
    written = (text or "").strip().strip("'’")
    try:
        return UUID(written).hex
    except ValueError:
        return written


def is_reference(text: str) -> bool:
    """Whether it has the form of one of ours."""
    try:
        return UUID(text).hex == text
    except ValueError:
        return False


def _value(values: Mapping[str, Any], name: str) -> Any:
    value = values[name]
    if f"{name}__status" in values:
        return value if values[f"{name}__status"] in ("sound", "generated") else None
    return value.isoformat() if isinstance(value, date) else value


def header_of(subject: str, name: str) -> str:
    """The heading of a field's column, as the pack writes it."""
    return layout_of(subject).header(name)
