"""The header row of a table that no layout knows, wherever it stands, and the rows under it."""

from pathlib import Path

import pytest
from tests.unit.engine.lists import csv_text, number, workbook

from tepat.engine.layouts import builtin
from tepat.engine.layouts.proposing import propose
from tepat.engine.reading import UnreadableFile
from tepat.engine.reading.unknown import unknown_tables

HEAD = ["Nomor NIK Warga", "Kartu Keluarga", "Nama Warga Miskin", "Gender"]
ROWS = [[number(i), "9908010102030001", f"ORANG {'ABC'[i]}", "P"] for i in range(3)]


def test_header_under_titles_and_beside_a_blank_column_is_found(tmp_path: Path) -> None:
    lines = [["DINAS SOSIAL"], ["Daftar warga", "2026"], [], HEAD, *ROWS]
    path = workbook(tmp_path / "x.xlsx", {"Catatan": [["halo"]], "Warga": lines}, at=(0, 1))

    (table,) = unknown_tables(path, name="x.xlsx")

    assert (table.sheet, table.header_row) == ("Warga", 4)
    assert table.headers[1:] == HEAD
    assert [row[1:] for row in table.rows] == ROWS


def test_what_is_found_can_be_proposed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_text([HEAD, *ROWS]), encoding="utf-8")
    (table,) = unknown_tables(path, name="x.csv")

    found = propose(table.headers, table.rows, "person")

    assert [one.field for one in found] == ["nik", "kk", "name", "sex"]


def test_sheets_of_known_layouts_are_left_out_also_where_they_lack_a_key(tmp_path: Path) -> None:
    headers = [column.header for column in builtin().get("p3ke_2023_individu").columns.values()]
    lines = {"Warga": [HEAD, *ROWS], "P3KE": [headers], "Tanpa kunci": [headers[1:]]}
    path = workbook(tmp_path / "x.xlsx", lines)

    found = unknown_tables(path, name="x.xlsx", known=builtin())

    assert [table.sheet for table in found] == ["Warga"]


@pytest.mark.parametrize("lines", [[["halo"], ["dunia"]], [ROWS[0], ROWS[1]]], ids=["notes", "data-alone"])
def test_what_has_no_header_is_no_table(tmp_path: Path, lines: list[list[str]]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_text(lines), encoding="utf-8")

    assert unknown_tables(path, name="x.csv") == []


def test_file_that_cannot_be_read_is_refused_as_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.7 ...")

    with pytest.raises(UnreadableFile):
        unknown_tables(path, name="x.xlsx")
