"""CSV in the delimiters and encodings offices produce."""

import codecs
from pathlib import Path

import orjson
import pytest
from tests.unit.engine.lists import PERSON, csv_text, opened, person, table

ROWS = [person("P1", name="JOSÉ, anak ke-2"), person("P2", address='RT 02; "Jalan"\nbaru|lama')]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_any_delimiter_and_encoding_is_the_same_rows(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(csv_text(table(ROWS), delimiter).encode(encoding))

    read = opened(path)
    (chunk,) = read.chunks()

    assert (read.layout, read.sheet, read.row_count) == (PERSON, "", 2)
    assert chunk.text["name"].to_list() == [row["name"] for row in ROWS]
    assert chunk.text["address"].to_list() == [row["address"] for row in ROWS]


def test_utf16_with_big_endian_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + csv_text(table(ROWS)).encode("utf-16-be"))

    assert opened(path).row_count == 2


def test_row_numbers_count_records_as_a_spreadsheet_does(tmp_path: Path) -> None:
    header, first, second = table(ROWS)
    path = tmp_path / "x.csv"
    path.write_text(csv_text([["Daftar"], [], header, second, [], first, ["", ""], []]), encoding="utf-8")

    read = opened(path)
    (chunk,) = read.chunks()

    assert (read.header_row, read.row_count) == (3, 2)
    assert chunk.rows == [4, 6]


def test_line_that_tells_excel_the_delimiter_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sep=;\n" + csv_text(table(ROWS), ";"), encoding="utf-8")

    assert opened(path).header_row == 2


def test_text_is_never_numeric_and_short_rows_are_blank_at_the_end(tmp_path: Path) -> None:
    header, row, _ = table(ROWS)
    path = tmp_path / "x.csv"
    path.write_text(csv_text([header, row[:9]]), encoding="utf-8")

    (chunk,) = opened(path).chunks()

    assert not any(series.any() for series in chunk.numeric.values())
    assert chunk.text["nik"].to_list() == [None]
    assert set(orjson.loads(chunk.raw[0])["t"]) <= {"s", " "}
