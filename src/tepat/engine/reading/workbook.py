"""Workbooks (XLSX, XLSB, XLS, ODS) through calamine, with every cell's type and absolute place.

calamine lays a sheet out as a dense table in memory, so size and width are proved before it is asked.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from tepat.engine.reading import refusals
from tepat.engine.reading.cells import Cell

MAX_UNPACKED = 2_000_000_000
MAX_RATIO = 300
RATIO_MATTERS_FROM = 50_000_000
MAX_COLUMNS = 500
_BLOCK = 1 << 20
# A cell in column CV (100) or beyond; only then is the slower search for its content worth it.
_FAR_CELL = re.compile(rb'<c r="(?:[A-Z]{3}|[D-Z][A-Z]|C[V-Z])\d')
_FILLED_FAR_CELL = re.compile(rb'<c r="([A-Z]{2,3})\d+"[^>]*[^/>]>')


class WorkbookSheet:
    """One sheet, read once into calamine's memory and turned into Python values row by row."""

    def __init__(self, file: str, sheet: CalamineSheet) -> None:
        self._file = file
        self._sheet = sheet
        self.name = sheet.name
        start, end = sheet.start, sheet.end
        self._pad = start[1] if start else 0
        self.last_row = end[0] + 1 if end else 0

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row from row 1 on; calamine leaves out leading blank columns, which are put back here."""
        pad: list[Cell] = [""] * self._pad
        try:
            for number, row in enumerate(self._sheet.iter_rows(), start=1):
                yield number, (pad + row if pad else row)
        except CalamineError as error:
            raise refusals.corrupt(self._file, self.name) from error


def sheets(path: Path, name: str) -> Iterator[WorkbookSheet]:
    """The worksheets of a workbook in its order, hidden ones too. Raises UnreadableFile."""
    if zipfile.is_zipfile(path):
        prove_size(path, name)
    try:
        workbook = CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise refusals.password(name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refusals.corrupt(name) from error
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_index(index)
        except PasswordError as error:
            raise refusals.password(name) from error
        except (CalamineError, OSError, ValueError) as error:
            raise refusals.corrupt(name, about.name) from error
        if sheet.total_width >= MAX_COLUMNS:
            raise refusals.too_wide(name, about.name, column_letters(sheet.total_width + 1), MAX_COLUMNS)
        yield WorkbookSheet(name, sheet)


def prove_size(path: Path, name: str) -> None:
    """Refuse a workbook that would unpack beyond the limits or whose cells stand absurdly far to the right.

    The sheets are unpacked once here, so a broken or cut archive is found before calamine sees it.
    """
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries) or 1
        if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO):
            raise refusals.too_large(name, unpacked // 1_000_000, MAX_UNPACKED // 1_000_000)
        for entry in entries:
            if not re.match(r"xl/worksheets/[^/]+\.xml$", entry.filename):
                continue
            try:
                widest = _widest_column(archive, entry)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
                raise refusals.corrupt(name) from error
            if widest > MAX_COLUMNS:
                raise refusals.too_wide(name, "", column_letters(widest), MAX_COLUMNS)


def _widest_column(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """The farthest column with a filled cell, 0 when none stands beyond CV."""
    widest = 0
    carried = b""
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            text = carried + block
            if _FAR_CELL.search(text):
                widest = max([widest, *(column_number(m) for m in set(_FILLED_FAR_CELL.findall(text)))])
            carried = text[-64:]
    return widest


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
