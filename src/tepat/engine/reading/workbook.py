"""Workbooks (XLSX, XLSB, XLS, ODS) through calamine, with every cell's type and absolute place.

calamine lays a sheet out as a dense table in memory, so size and width are proved before it is asked. What it
does not tell (formulas without a result, errors, what is hidden) comes from the file itself: xlsx.py, ods.py,
xls.py, xlsb.py.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tepat.engine.reading import notes as told
from tepat.engine.reading import ods, refusals, xls, xlsb, xlsx
from tepat.engine.reading.archives import prove_unpacked
from tepat.engine.reading.cells import Cell
from tepat.engine.reading.marks import BROKEN, MAX_COLUMNS, Marks, column_letters
from tepat.engine.reading.own_sheets import MARK_SHEET
from tepat.engine.sentences import Sentence


class WorkbookSheet:
    """One sheet, read once into calamine's memory and turned into Python values row by row."""

    def __init__(
        self, file: str, sheet: CalamineSheet, marks: Marks, *, since_1904: bool, notes: tuple[Sentence, ...]
    ) -> None:
        self._file = file
        self._sheet = sheet
        self._unread = marks.unread
        self.has_unread = bool(marks.unread)
        self.name = sheet.name
        self.since_1904 = since_1904
        self.hidden_columns = frozenset(
            column
            for first, last in marks.hidden_columns
            for column in range(first, min(last, MAX_COLUMNS) + 1)
        )
        if marks.hidden_rows:
            notes += (told.hidden_rows(marks.hidden_rows),)
        self.notes = notes
        start, end = sheet.start, sheet.end
        self._pad = start[1] if start else 0
        self.last_row = max(end[0] + 1 if end else 0, max(self._unread, default=0))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row from row 1 on; calamine leaves out leading blank columns, which are put back here."""
        rows = self._values()
        return self._with_unread(rows) if self.has_unread else rows

    def _values(self) -> Iterator[tuple[int, list[Cell]]]:
        pad: list[Cell] = [""] * self._pad
        try:
            for number, row in enumerate(cast(Iterator[list[Cell]], self._sheet.iter_rows()), start=1):
                yield number, (pad + row if pad else row)
        except CalamineError as error:
            raise refusals.corrupt(self._file, self.name) from error

    def _with_unread(self, rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
        """The same rows with the cells that calamine takes for blank, also below its last row."""
        number = 0
        for number, row in rows:
            yield number, self._filled(number, row)
        for beyond in sorted(row for row in self._unread if row > number):
            yield beyond, self._filled(beyond, [])

    def _filled(self, number: int, row: list[Cell]) -> list[Cell]:
        if unread := self._unread.get(number):
            row += [""] * (max(unread) + 1 - len(row))
            for column, cell in unread.items():
                row[column] = cell
        return row


def sheets(path: Path, name: str) -> Iterator[WorkbookSheet]:
    """The worksheets of a workbook in its order, hidden ones too, without our own mark. Raises UnreadableFile."""
    known = _beside_values(path, name)
    try:
        workbook = CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise refusals.password(name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refusals.corrupt(name) from error
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet or about.name == MARK_SHEET:
            continue
        try:
            marks = known.marks(index)
        except BROKEN as error:
            raise refusals.corrupt(name, about.name) from error
        if marks.is_outside:
            continue
        _prove_reach(name, about.name, marks)
        try:
            sheet = workbook.get_sheet_by_index(index)
        except PasswordError as error:
            raise refusals.password(name) from error
        except (CalamineError, OSError, ValueError) as error:
            raise refusals.corrupt(name, about.name) from error
        if sheet.total_width >= MAX_COLUMNS:
            raise refusals.too_wide(name, about.name, column_letters(sheet.total_width + 1), MAX_COLUMNS)
        hidden = about.visible != SheetVisibleEnum.Visible
        yield WorkbookSheet(
            name,
            sheet,
            marks,
            since_1904=known.since_1904,
            notes=known.notes + ((told.hidden_sheet(),) if hidden else ()),
        )


class _BesideValues:
    """What a workbook's file tells that calamine does not."""

    since_1904 = False
    notes: tuple[Sentence, ...] = ()

    def marks(self, index: int) -> Marks:
        """Of the sheet at this place in the workbook's order."""
        return Marks()


class _BesideXlsx(_BesideValues):
    def __init__(self, path: Path, name: str, archive: zipfile.ZipFile) -> None:
        self._path, self._name = path, name
        self._parts = xlsx.sheet_parts(archive)
        self.since_1904 = xlsx.since_1904(archive)
        self.notes = _links(archive)

    def marks(self, index: int) -> Marks:
        part = self._parts[index] if index < len(self._parts) else ""
        if not part:
            return Marks()
        with zipfile.ZipFile(self._path) as archive:
            return xlsx.marks_of(archive, part, self._name)


class _BesideXlsb(_BesideValues):
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        book = xlsx.part_of(archive, "xl/workbook.bin")
        self.since_1904 = xlsb.since_1904(book)
        self._parts = xlsx.parts_of(archive, "xl/_rels/workbook.bin.rels", xlsb.relations(book))
        self.notes = _links(archive)

    def marks(self, index: int) -> Marks:
        part = self._parts[index] if index < len(self._parts) else ""
        if not part:
            return Marks()
        with zipfile.ZipFile(self._path) as archive:
            return xlsb.marks_of(archive, part)


class _BesideXls(_BesideValues):
    def __init__(self, path: Path) -> None:
        found = xls.told(path.read_bytes())
        self._sheets = found.sheets
        self.since_1904 = found.since_1904
        if found.has_links:
            self.notes = (told.external_links(),)

    def marks(self, index: int) -> Marks:
        return self._sheets[index] if index < len(self._sheets) else Marks()


class _BesideOds(_BesideValues):
    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self._sheets = ods.marks_of_all(archive, name)
        for sheet in self._sheets:  # calamine lays all of them out as soon as it opens the file
            _prove_reach(name, "", sheet)
        if any(sheet.is_outside for sheet in self._sheets):
            self.notes = (told.external_links(),)

    def marks(self, index: int) -> Marks:
        return self._sheets[index] if index < len(self._sheets) else Marks()


def _links(archive: zipfile.ZipFile) -> tuple[Sentence, ...]:
    links = any(entry.startswith("xl/externalLinks/") for entry in archive.namelist())
    return (told.external_links(),) if links else ()


def _beside_values(path: Path, name: str) -> _BesideValues:
    """Look into the container. Raises UnreadableFile when it would unpack beyond the limits or is broken."""
    if not zipfile.is_zipfile(path):
        return _BesideXls(path)
    with zipfile.ZipFile(path) as archive:
        prove_unpacked(archive, name)
        names = set(archive.namelist())
        try:
            if "xl/workbook.xml" in names:
                return _BesideXlsx(path, name, archive)
            if "xl/workbook.bin" in names:
                return _BesideXlsb(path, archive)
            return _BesideOds(name, archive) if "content.xml" in names else _BesideValues()
        except BROKEN as error:
            raise refusals.corrupt(name) from error


def _prove_reach(name: str, sheet: str, marks: Marks) -> None:
    """Refuse a sheet whose rectangle would fill the memory, before calamine lays it out."""
    size = marks.size
    if size.columns > MAX_COLUMNS:
        raise refusals.too_wide(name, sheet, column_letters(size.columns), MAX_COLUMNS)
    if size.too_large and size.is_sparse:
        raise refusals.stray_row(name, sheet, size.rows)
    if size.too_large:
        cells, most = size.rows * size.columns, size.MOST_CELLS
        raise refusals.too_many_cells(name, cells // 1_000_000, most // 1_000_000)
