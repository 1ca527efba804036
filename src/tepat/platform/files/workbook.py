"""Workbooks that Tepat writes: marked with who took them, and a text stays a text."""

from collections.abc import Sequence
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .marking import SHEET, Mark
from .reading import spill_folder

WIDTH = 22


class MarkedBook(xlsxwriter.Workbook):
    """A workbook that says on each sheet's foot, and on a last sheet, who took it, when and what for."""

    def __init__(self, file: IO[bytes], options: dict[str, Any], mark: Mark) -> None:
        super().__init__(file, options)
        self._mark: Mark | None = mark
        self.set_properties({"comments": mark.line})

    def add_worksheet(self, *args: Any, **kwargs: Any) -> Worksheet:
        """A sheet with the mark at its foot."""
        sheet: Worksheet = super().add_worksheet(*args, **kwargs)
        assert self._mark is not None, "a sheet is added before the book is closed"
        sheet.set_footer(f"{self._mark.foot}&R&8&P / &N")
        return sheet

    def close(self) -> None:
        """Write the mark's own sheet behind the others, then the file; once is enough."""
        if self._mark is not None:
            sheet = self.add_worksheet(SHEET)
            sheet.set_column(0, 0, 16)
            sheet.set_column(1, 1, 96)
            for row, (label, text) in enumerate(self._mark.facts):
                sheet.write_string(row, 0, label)
                sheet.write_string(row, 1, text)
            self._mark = None
        super().close()


def new_book(file: IO[bytes], mark: Mark, *, in_order: bool = True) -> MarkedBook:
    """An empty workbook in `file`, to be closed when it is whole.

    Rows `in_order` are written one after the other and none twice; they go to the disk as they come.
    """
    options = {
        "constant_memory": in_order,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "tmpdir": str(spill_folder()),
    }
    return MarkedBook(file, options, mark)


def headed_sheet(
    book: xlsxwriter.Workbook, name: str, headings: Sequence[str], widths: Sequence[int] = ()
) -> Worksheet:
    """A sheet with its headings in the first row, which stays in sight; `widths` of columns are in letters."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, widths[column] if widths else WIDTH)
    return sheet
