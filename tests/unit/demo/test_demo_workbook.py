"""The row writer against a reader that did not come with it."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import python_calamine

from tepat.demo.workbook import Workbook

ROWS = [
    ["RUMAH & <TANGGA>", 7, date(1980, 12, 31), None],
    [" ada spasi ", 9_908_014_501_900_000, None, "=< 900 WATT"],
]


def _written(path: Path, **options: int) -> Path:
    book = Workbook(path, "Data", ["A", "B", "C", "D & E"], **options)
    for row in ROWS:
        book.write(row)
    book.close()
    return path


def test_openpyxl_reads_what_was_written(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(_written(tmp_path / "a.xlsx"))["Data"]

    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["A", "B", "C", "D & E"],
        ["RUMAH & <TANGGA>", 7, datetime(1980, 12, 31), None],
        [" ada spasi ", 9_908_014_501_900_000, None, "=< 900 WATT"],
    ]


def test_calamine_reads_a_date_as_a_date(tmp_path: Path) -> None:
    rows = python_calamine.load_workbook(str(_written(tmp_path / "a.xlsx"))).get_sheet_by_index(0).to_python()

    assert rows[1][2] == date(1980, 12, 31)


def test_rows_past_the_end_of_a_sheet_go_to_the_next_with_its_header(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(_written(tmp_path / "a.xlsx", last_row=2))

    assert book.sheetnames == ["Data", "Data 2"]
    assert [row[0].value for row in book["Data 2"].iter_rows()] == ["A", " ada spasi "]
