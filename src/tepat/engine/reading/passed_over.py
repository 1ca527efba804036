"""Sheets without a known header beside sheets with one: how much they hold, and whether rows would be lost.

Excel ends at 1,048,576 rows, and people go on in the next sheet without the headers. Such a sheet looks like
notes to whoever looks for headers only; here it is told apart by its width and its long numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tepat.engine.reading.cells import Cell, is_blank, text
from tepat.engine.reading.rows import Sheet

# How wide a sheet is filled shows in its first rows; walking all of a large one costs seconds.
_SAMPLE = 1000
_LONG_NUMBER = 5


@dataclass(frozen=True)
class PassedOver:
    """A sheet that is not read: its filled rows and columns, and whether a row of it looks like data."""

    sheet: str
    rows: int
    columns: int
    has_data: bool

    def continues(self, headers: int, filled: int) -> bool:
        """Whether it is as wide as a table of so many headers of which so many columns are filled."""
        return self.has_data and min(filled or headers, headers) - 1 <= self.columns <= headers + 1


def measure(sheet: Sheet) -> PassedOver:
    """Walk a sheet that has no known header."""
    rows, columns, has_data = 0, set[int](), False
    for _number, row in sheet.rows():
        if is_blank(row):
            continue
        rows += 1
        columns |= _filled(row)
        has_data = has_data or looks_like_data(text(cell) for cell in row)
    return PassedOver(sheet.name, rows, len(columns), has_data)


def filled_columns(rows: Iterator[tuple[int, list[Cell]]]) -> int:
    """How many columns hold something in the first of these rows."""
    columns: set[int] = set()
    for _number, row in islice(rows, _SAMPLE):
        columns |= _filled(row)
    return len(columns)


def looks_like_data(cells: Iterable[str]) -> bool:
    """A cell with a longer number in it: headers and titles have years at most."""
    return any(sum(letter.isdigit() for letter in cell) >= _LONG_NUMBER for cell in cells)


def _filled(row: list[Cell]) -> set[int]:
    return {position for position, cell in enumerate(row) if text(cell).strip()}
