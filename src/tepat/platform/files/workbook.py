"""Workbooks that Tepat writes: rows go to the disk as they come, and a text stays a text."""

from collections.abc import Sequence
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .reading import spill_folder

WIDTH = 22


def new_book(file: IO[bytes]) -> xlsxwriter.Workbook:
    """An empty workbook in `file`, to be closed when it is whole. Its rows are written in order, none twice."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(spill_folder()),
    }
    return xlsxwriter.Workbook(file, options)


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
