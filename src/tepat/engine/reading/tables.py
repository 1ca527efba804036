"""The tables of known layouts in a file, and their rows in chunks.

Every sheet is looked at; one whose header is not known is passed over when another one is, and told of, unless
it looks like the rest of a table: then the file is refused. What is wrong with a file as a whole is said in
refusals.py, what is wrong with a row in tepat.engine.checks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

import orjson
import polars as pl

from tepat.engine.layouts import Layout, Layouts, builtin
from tepat.engine.layouts.spelling import header_form
from tepat.engine.reading import notes, refusals
from tepat.engine.reading.blocks import Blocks
from tepat.engine.reading.cells import Cell, Unread, as_json, is_blank, texts_and_signs
from tepat.engine.reading.delimited import DelimitedSheet
from tepat.engine.reading.headers import Header, find_header, nearest, told_by_content
from tepat.engine.reading.passed_over import PassedOver, filled_columns, measure
from tepat.engine.reading.rows import Sheet
from tepat.engine.reading.sniffing import kind_of
from tepat.engine.reading.workbook import sheets
from tepat.engine.sentences import Sentence

NUMERIC_SUFFIX = "__numeric"
NUMERIC_TOLD = ("nik", "kk", "key")
SINCE_1904_SUFFIX = "__1904"
UNREAD = "cells__unread"


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table, in the order of the file.

    `rows` are row numbers as the spreadsheet shows them. `raw` is each row as JSON: {"c": cells from column A
    on, "t": a type sign a cell (s text, n number, d date, b true/false, f formula without a value, blank
    ' ')}. `text` holds the canonical columns as text exactly as a person reads the cells (blank is null; a
    column the file lacks is all null) and beside them
      <field>__numeric  for keys and identity numbers: whether the cell was stored as a number
      <field>__1904     for dates, of a workbook that counts its days from 1904: whether it is such a number
      cells__unread     of a sheet that has any: the row's cells that hold a formula or an error and no value,
                        as "nik=;name=#N/A"
    """

    rows: list[int]
    raw: list[bytes]
    text: pl.DataFrame

    @property
    def numeric(self) -> dict[str, pl.Series]:
        """The `<field>__numeric` columns by canonical field."""
        return {
            name.removesuffix(NUMERIC_SUFFIX): self.text[name]
            for name in self.text.columns
            if name.endswith(NUMERIC_SUFFIX)
        }


@dataclass(frozen=True)
class Table:
    """A table of a known layout: one sheet of a workbook, or a text file.

    `header_row` is 1-based, `columns` gives each canonical column's absolute position (0 is column A).
    `skipped` is of the whole file: its sheets that hold something and are not read, with their filled rows.
    `notes` are sentences about what was noticed and is no fault. `above` is what the title says of all rows, by
    canonical column; it fills columns the table does not have.
    """

    file_name: str
    sheet: str
    layout: Layout
    header_row: int
    columns: dict[str, int]
    headers: list[str]
    unknown_headers: list[str]
    source: Sheet = field(repr=False, compare=False)
    skipped: tuple[tuple[str, int], ...] = ()
    notes: tuple[Sentence, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def row_count(self) -> int:
        """Data rows; wholly blank rows, among them or after them, are nothing. Walks the sheet once."""
        return sum(1 for _ in self._data_rows())

    def chunks(self, size: int = 5000) -> Iterator[Chunk]:
        """All data rows, `size` at a time; wholly blank rows are left out. Raises UnreadableFile."""
        blocks = Blocks(self.layout) if self.layout.carried else None
        numbers: list[int] = []
        rows: list[list[Cell]] = []
        for number, row in self._data_rows():
            numbers.append(number)
            rows.append(row)
            if len(rows) == size:
                yield self._chunk(numbers, rows, blocks)
                numbers, rows = [], []
        if rows:
            yield self._chunk(numbers, rows, blocks)

    def _data_rows(self) -> Iterator[tuple[int, list[Cell]]]:
        for number, row in self.source.rows():
            if number > self.header_row and not is_blank(row):
                yield number, row

    def _chunk(self, numbers: list[int], rows: list[list[Cell]], blocks: Blocks | None) -> Chunk:
        cells = list(zip_longest(*rows, fillvalue=""))
        told = [texts_and_signs(column) for column in cells]
        series: list[pl.Series] = []
        for name, column in self.layout.columns.items():
            at = self.columns.get(name, len(told))
            absent = ((self.above.get(name),) * len(rows), " " * len(rows))
            texts, signs = told[at] if at < len(told) else absent
            series.append(pl.Series(name, texts, dtype=pl.String))
            if column.kind in NUMERIC_TOLD:
                numeric = [sign == "n" for sign in signs]
                series.append(pl.Series(name + NUMERIC_SUFFIX, numeric, dtype=pl.Boolean))
            if column.kind == "date" and self.source.since_1904:
                serial = [sign == "n" for sign in signs]
                series.append(pl.Series(name + SINCE_1904_SUFFIX, serial, dtype=pl.Boolean))
        blank_to_null = pl.when(pl.col(pl.String).str.strip_chars() != "").then(pl.col(pl.String))
        frame = pl.DataFrame([*series, *self._unread(rows)]).with_columns(blank_to_null)
        return Chunk(
            rows=numbers,
            raw=[
                orjson.dumps(
                    {"c": row, "t": "".join(types)[: len(row)]},
                    default=as_json,
                    option=orjson.OPT_PASSTHROUGH_DATACLASS,
                )
                for row, types in zip(rows, zip(*(signs for _texts, signs in told), strict=True), strict=True)
            ],
            text=frame if blocks is None else blocks.fill(frame),
        )

    def _unread(self, rows: list[list[Cell]]) -> list[pl.Series]:
        if not self.source.has_unread:
            return []
        told = [
            ";".join(
                f"{field}={cell.error}"
                for field, at in self.columns.items()
                if at < len(row) and isinstance(cell := row[at], Unread)
            )
            for row in rows
        ]
        return [pl.Series(UNREAD, told, dtype=pl.String)]


def open_tables(
    path: Path, *, name: str, layout_id: str | None = None, layouts: Layouts | None = None
) -> list[Table]:
    """The tables of known layouts in a file; `name` is what the user calls it, used in messages only.

    `layout_id` allows that layout alone. Raises UnreadableFile, whose message is shown to the user.
    """
    known = layouts or builtin()
    if layout_id is not None and layout_id not in known.ids():
        raise refusals.unknown_layout(name, layout_id, known.ids())
    found: list[Table] = []
    lacking: list[Header] = []
    strangers: list[tuple[Sheet, Sentence]] = []
    passed_over: list[PassedOver] = []
    all_sheets: Iterator[Sheet] = (
        iter(sheets(path, name)) if kind_of(path, name) == "workbook" else iter([DelimitedSheet(path, name)])
    )
    for sheet in all_sheets:
        if sheet.last_row == 0:
            continue
        header = find_header(sheet, known, layout_id)
        if header is None:
            continue
        if isinstance(header, Sentence):
            strangers.append((sheet, header))
            other_layout = layout_id is not None and isinstance(find_header(sheet, known, None), Header)
            measured = measure(sheet)
            passed_over.append(replace(measured, has_data=measured.has_data and not other_layout))
        elif header.match.missing:
            lacking.append(header)
        else:
            found.append(_table(name, told_by_content(name, header, known, layout_id)))
    for header in lacking:
        if header.match.is_strong or not found:
            raise _lacks_key(name, header)
    if not found:
        if not strangers:
            raise refusals.empty(name)
        wanted = [layout for layout in known if layout_id in (None, layout.id)]
        expected = [_expectation(layout) for layout in nearest(wanted, strangers[0][0])]
        raise refusals.no_header(name, [sheet.name for sheet, _ in strangers], expected, strangers[0][1])
    other = [measure(header.sheet) for header in lacking]
    _refuse_continuation(name, found, passed_over)
    skipped = tuple((one.sheet, one.rows) for one in (*passed_over, *other))
    return [replace(table, skipped=skipped) for table in found]


def _refuse_continuation(name: str, found: list[Table], passed_over: list[PassedOver]) -> None:
    """Rows that go on in a sheet without headers would be lost, and nobody would know."""
    candidates = [one for one in passed_over if one.has_data]
    for table in found if candidates else ():
        headers = sum(1 for header in table.headers if header.strip())
        filled = filled_columns(table._data_rows())
        for one in candidates:
            if one.continues(headers, filled):
                raise refusals.headless_sheet(name, one.sheet, one.rows, table.sheet)


def _table(name: str, header: Header) -> Table:
    match = header.match
    return Table(
        file_name=name,
        sheet=header.sheet.name,
        layout=match.layout,
        header_row=header.row,
        columns=match.columns,
        headers=header.cells,
        unknown_headers=[header.cells[position] for position in match.unknown],
        source=header.sheet,
        notes=(
            *header.sheet.notes,
            *_header_notes(header),
            *([notes.comparison(match.layout.use)] if match.layout.use else []),
        ),
        above=header.above,
    )


def _header_notes(header: Header) -> Iterator[Sentence]:
    read = header.match.columns.values()
    if hidden := sorted(header.sheet.hidden_columns.intersection(read)):
        yield notes.hidden_columns(hidden)
    layout = header.match.layout
    for name, at in header.match.columns.items():
        if header_form(header.cells[at]) not in layout.fields_by_header:
            yield notes.misspelt_header(header.cells[at].strip(), at, layout.header(name))
    read_as = {header_form(header.cells[at]): at for at in read if at < len(header.cells)}
    for left in header.match.unknown:
        first = read_as.get(header_form(header.cells[left]))
        if first is not None:
            yield notes.doubled_header(header.cells[left].strip(), first, left)


def _lacks_key(name: str, header: Header) -> refusals.UnreadableFile:
    layout, missing = header.match.layout, header.match.missing
    headers = [layout.header(field) for field in missing]
    return refusals.missing_key(name, header.sheet.name, header.row, layout.title, headers, missing)


def _expectation(layout: Layout) -> Sentence:
    wanted = dict.fromkeys((*layout.required, *layout.marks[:3]))
    headers = [refusals.quoted(layout.header(field)) for field in wanted]
    return Sentence("{layout} ({headers})", {"layout": layout.title, "headers": headers})
