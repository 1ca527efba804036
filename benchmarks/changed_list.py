"""The next quarter's list: the same workbook with one row in twenty changed."""

from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

ONE_IN = 20
# A member's work and a family's address are what changes most between two lists.
CHANGES = {"Pekerjaan": "BURUH HARIAN LEPAS", "Alamat": "RT 99"}


def write_changed(source: Path, target: Path) -> int:
    """Copy a list sheet by sheet, every cell of its own type; returns how many rows were changed."""
    changed = 0
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        workbook = CalamineWorkbook.from_path(source)
        for name in workbook.sheet_names:
            sheet = book.add_worksheet(name)
            rows = workbook.get_sheet_by_name(name).iter_rows()
            head = next(rows, [])
            sheet.write_row(0, 0, head)
            column, value = next(
                ((head.index(it), new) for it, new in CHANGES.items() if it in head), (-1, "")
            )
            for number, row in enumerate(rows, start=1):
                if column >= 0 and number % ONE_IN == 0:
                    row[column] = value
                    changed += 1
                for at, cell in enumerate(row):
                    if isinstance(cell, datetime | date):
                        sheet.write_datetime(number, at, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(number, at, cell) if cell else None
                    else:
                        sheet.write(number, at, cell)
    return changed
