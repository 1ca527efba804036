"""XLSB read like every other workbook, and refused before stray cells fill the memory."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.engine import xlsb
from tests.unit.engine.lists import PERSON, opened, person, table

from tepat.engine.checks import stage
from tepat.engine.reading import UnreadableFile, open_tables

COLUMNS = list(PERSON.columns)
NIK, NAME = COLUMNS.index("nik"), COLUMNS.index("name")


def rows(lines: list[list[object]], *, hidden: int = -1) -> list[bytes]:
    written = []
    for number, line in enumerate(lines):
        written.append(xlsb.row(number, hidden=number == hidden))
        written += [
            xlsb.number(column, value) if isinstance(value, (int, float)) else xlsb.text(column, str(value))
            for column, value in enumerate(line)
        ]
    return written


def test_errors_and_hidden_things_are_seen(tmp_path: Path) -> None:
    lines = table([person("P1"), person("P2")])
    lines[2] = lines[2][:NAME]
    records = [*rows(lines, hidden=1), xlsb.error(NAME, 0x2A)]
    path = xlsb.workbook(tmp_path / "x.xlsb", records, columns=xlsb.hidden_columns(NAME, NAME))

    read = opened(path)
    (chunk,) = read.chunks()

    assert chunk.text["cells__unread"].to_list() == [None, "name=#N/A"]
    assert any(str(note).startswith("1 baris tersembunyi") for note in read.notes)
    assert any(str(note).startswith("Kolom") for note in read.notes)


@pytest.mark.parametrize("since_1904", [False, True])
def test_serial_dates_are_the_same_in_both_day_counts(tmp_path: Path, since_1904: bool) -> None:
    born = date(1980, 2, 3)
    serial = (born - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    path = xlsb.workbook(tmp_path / "x.xlsb", rows(table([person(birth_date=serial)])), since_1904=since_1904)

    assert stage(next(opened(path).chunks()), PERSON)["birth_date"].to_list() == [born]


def test_two_cells_cannot_fill_the_memory(tmp_path: Path) -> None:
    records = [*rows(table([person()])), xlsb.row(1_048_575), xlsb.text(400, "x")]

    with pytest.raises(UnreadableFile) as refused:
        open_tables(xlsb.workbook(tmp_path / "x.xlsb", records), name="x.xlsb")

    assert (refused.value.reason, "baris 1.048.576" in str(refused.value)) == ("stray_row", True)
