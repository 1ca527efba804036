"""Headers merged over two rows, rows of column numbers, and sheets as wide as they come."""

from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from tests.unit.engine.lists import FAMILY, PERSON, csv_text, family, opened, person, table, workbook

GROUPED = {
    "Nama Kepala Keluarga": ("Kepala Keluarga", "Nama"),
    "NIK Kepala Keluarga": ("Kepala Keluarga", "NIK"),
    "Jenis Kelamin Kepala Keluarga": ("Kepala Keluarga", "Jenis Kelamin"),
}
PLACES = ("Provinsi", "Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan")


def over_two_rows(headers: list[str]) -> tuple[list[str], list[str]]:
    """Groups above (in their first column, as merged cells are), their members below, all others above."""
    upper, lower = [], []
    last = ""
    for header in headers:
        if header in GROUPED:
            group, own = GROUPED[header]
        elif header in PLACES:
            group, own = "Wilayah", header
        else:
            group, own = header, ""
        upper.append("" if group == last else group)
        lower.append(own)
        last = group
    return upper, lower


def test_headers_merged_over_two_rows_are_read_as_one(tmp_path: Path) -> None:
    fields = sorted(FAMILY.columns, key=lambda field: FAMILY.header(field) not in GROUPED)
    headers, row = table([family(head_name="SITI")], fields=fields)
    upper, lower = over_two_rows(headers)
    path = workbook(tmp_path / "x.xlsx", {"Data": [["DAFTAR KELUARGA"], upper, lower, row]})

    read = opened(path)
    (chunk,) = read.chunks()

    assert (read.layout, read.header_row, read.row_count) == (FAMILY, 3, 1)
    assert set(read.columns) == set(FAMILY.columns)
    assert chunk.text["head_name"].to_list() == ["SITI"]


def test_merged_headers_are_the_layout_whose_keys_are_there(tmp_path: Path) -> None:
    upper = ["ID Keluarga P3KE", "Kode Kemdagri", "Kepala Keluarga", "", "", "", "Alamat", "Desil"]
    lower = ["", "", "Nama", "NIK", "Jenis Kelamin", "Tanggal Lahir", "", ""]
    row = ["K1", "6408012001", "SITI", "", "PEREMPUAN", "03/02/1980", "RT 02", "1"]
    path = workbook(tmp_path / "x.xlsx", {"Data": [upper, lower, row]})

    assert (opened(path).layout, opened(path).columns["head_name"]) == (FAMILY, 2)


def test_misspelt_header_is_read_and_told_of(tmp_path: Path) -> None:
    headers, row = table([family()])
    headers[headers.index("ID Keluarga P3KE")] = "ID Keluaraga P3KE"
    path = workbook(tmp_path / "x.xlsx", {"Data": [headers, row]})

    read = opened(path)

    assert read.columns["family_key"] == 0
    assert [str(note) for note in read.notes] == [
        "Judul «ID Keluaraga P3KE» pada kolom A dibaca sebagai «ID Keluarga P3KE»."
    ]


def test_the_same_in_a_text_file(tmp_path: Path) -> None:
    headers, row = table([family()])
    path = tmp_path / "x.csv"
    path.write_text(csv_text([*over_two_rows(headers), row]), encoding="utf-8")

    assert (opened(path).header_row, set(opened(path).columns)) == (2, set(FAMILY.columns))


def test_a_first_row_of_data_with_blanks_is_no_second_row_of_headers(tmp_path: Path) -> None:
    sparse = dict.fromkeys(PERSON.columns, "") | {"family_key": "K1", "person_key": "P1"}
    path = workbook(tmp_path / "x.xlsx", {"Data": table([sparse, person("P2")])})

    assert (opened(path).header_row, opened(path).row_count) == (1, 2)


def test_the_row_of_column_numbers_is_no_data(tmp_path: Path) -> None:
    header, *rows = table([person("P1"), person("P2")])
    numbers: list[list[Any]] = [
        [f"({column + 1})" for column in range(len(header))],
        [column + 1 for column in range(len(header))],
    ]
    for number, line in enumerate(numbers):
        path = workbook(tmp_path / f"{number}.xlsx", {"Data": [header, line, *rows]})
        assert (opened(path).header_row, opened(path).row_count) == (2, 2)


def test_three_hundred_columns_are_read_to_the_last(tmp_path: Path) -> None:
    header, row = table([person()])
    more = [f"Kolom {number}" for number in range(300 - len(header))]
    path = workbook(tmp_path / "x.xlsx", {"Data": [[*more, *header], [*more, *row]]})

    read = opened(path)

    assert read.unknown_headers == more
    assert len(orjson.loads(next(read.chunks()).raw[0])["c"]) == 300


def test_a_header_merged_by_the_spreadsheet_itself_is_read(tmp_path: Path) -> None:
    headers, row = table([family()])
    upper, lower = over_two_rows(headers)
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
            if not below:
                sheet.merge_range(0, column, 1, column, above)
            else:
                sheet.write_string(0, column, above)
                sheet.write_string(1, column, below)
            sheet.write_string(2, column, row[column])

    assert set(opened(tmp_path / "x.xlsx").columns) == set(FAMILY.columns)
