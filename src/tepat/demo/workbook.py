"""A workbook written row by row in constant memory: one sheet after another, as long lists need.

Same rows, same bytes: the date of making is fixed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Cell = str | int | date | None

# The last row a sheet can have; what comes after goes to another sheet.
LAST_ROW = 1_048_576
_MADE = datetime(2024, 1, 1)


class Workbook:
    """One workbook of one table; `sheet` and `row` say where the last row written stands."""

    def __init__(self, path: Path, sheet: str, headers: Sequence[str], *, last_row: int = LAST_ROW) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": _MADE})
        self._bold = self._book.add_format({"bold": True})
        self._date = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._long = self._book.add_format({"num_format": "0"})
        self._first_sheet, self._headers, self._last_row = sheet, headers, last_row
        self._open_sheet()

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row under the last."""
        if self.row >= self._last_row:
            self._open_sheet()
        sheet, row = self._sheet, self.row
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, self._long if cell > 10**10 else None)
            elif cell is not None:
                sheet.write_datetime(row, column, cell, self._date)
        self.row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _open_sheet(self) -> None:
        count = len(self._book.worksheets()) + 1
        self.sheet = self._first_sheet if count == 1 else f"{self._first_sheet} {count}"
        self._sheet = self._book.add_worksheet(self.sheet)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._headers) - 1, 18)
        for column, header in enumerate(self._headers):
            self._sheet.write_string(0, column, header, self._bold)
        self.row = 1
