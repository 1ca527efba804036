"""Workbooks read exactly as written: cells, types and places."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import orjson
import pytest
from tests.unit.engine.lists import FAMILY, PERSON, family, number, opened, person, table, workbook

from tepat.engine.reading import open_tables


def test_both_files_are_told_apart_by_their_headers(tmp_path: Path) -> None:
    families = opened(workbook(tmp_path / "individu.xlsx", {"Data": table([family()])}))
    persons = opened(workbook(tmp_path / "keluarga.xlsx", {"Data": table([person()])}))

    assert (families.layout, persons.layout) == (FAMILY, PERSON)


def test_every_sheet_is_looked_at_and_strange_ones_are_passed_over(tmp_path: Path) -> None:
    sheets = {
        "Petunjuk": [["Petunjuk pengisian"], ["Kecamatan", "Desa/Kelurahan", "Jumlah"]],
        "Keluarga": table([family()]),
        "Kosong": [],
        "Individu": table([person()]),
    }

    tables = open_tables(workbook(tmp_path / "x.xlsx", sheets), name="x.xlsx")

    assert [(one.sheet, one.layout.subject) for one in tables] == [
        ("Keluarga", "family"),
        ("Individu", "person"),
    ]
    assert [one.skipped for one in tables] == [(("Petunjuk", 2),)] * 2


def test_rows_and_columns_keep_their_absolute_places(tmp_path: Path) -> None:
    lines = [["Daftar P3KE"], [], *table([person("P1"), person("P2")]), [], table([person("P3")])[1], ["  "]]
    path = workbook(tmp_path / "x.xlsx", {"Data": lines}, at=(4, 3))

    read = opened(path)
    (chunk,) = read.chunks()

    assert read.header_row == 7
    assert read.columns["family_key"] == 3
    assert chunk.rows == [8, 9, 11]
    assert read.row_count == 3
    raw = orjson.loads(chunk.raw[2])
    assert raw["c"][:4] == ["", "", "", "K1"]
    assert raw["c"][read.columns["person_key"]] == "P3"
    assert len(raw["c"]) == len(raw["t"])


def test_trailing_blank_formatted_rows_are_nothing(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", {"Data": [*table([person()]), *[[None] * 31] * 50, *[[" "] * 31] * 50]}
    )

    read = opened(path)

    assert read.row_count == 1
    assert [chunk.rows for chunk in read.chunks()] == [[2]]


def test_cells_are_read_as_a_person_sees_them_and_kept_as_they_are(tmp_path: Path) -> None:
    exponent = "9.90801E+15"
    rows = [
        person(nik=int(number(1)), region_code=6408012001, desil=1, birth_date=datetime(1980, 2, 3)),
        person(nik=exponent, name="  ANI ", birth_date="03/02/1980", address=True, percentile=2.5),
    ]

    (chunk,) = opened(workbook(tmp_path / "x.xlsx", {"Data": table(rows)})).chunks()

    first, second = chunk.text.to_dicts()
    assert (first["region_code"], first["desil"], first["birth_date"]) == ("6408012001", "1", "1980-02-03")
    assert first["nik__numeric"] is True
    assert len(first["nik"]) == 16
    assert (second["nik"], second["nik__numeric"], second["name"]) == (exponent, False, "  ANI ")
    assert (second["address"], second["percentile"]) == ("TRUE", "2.5")
    assert chunk.numeric["nik"].to_list() == [True, False]
    columns = list(PERSON.columns)
    signs = orjson.loads(chunk.raw[0])["t"]
    assert [signs[columns.index(field)] for field in ("nik", "name", "birth_date")] == ["n", "s", "d"]


def test_unknown_columns_are_named_and_kept_in_the_raw_row(tmp_path: Path) -> None:
    header, row = table([person()])
    lines = [["No.", *header, "Keterangan"], [1, *row, "pindah"]]

    read = opened(workbook(tmp_path / "x.xlsx", {"Data": lines}))
    (chunk,) = read.chunks()

    assert read.unknown_headers == ["No.", "Keterangan"]
    assert orjson.loads(chunk.raw[0])["c"][-1] == "pindah"


def test_blank_is_null_and_an_absent_column_as_well(tmp_path: Path) -> None:
    fields = [field for field in PERSON.columns if field != "age"]
    path = workbook(tmp_path / "x.xlsx", {"Data": table([person(nik="", name=" \u00a0")], fields=fields)})

    (chunk,) = opened(path).chunks()

    assert chunk.text.select("nik", "name", "age").row(0) == (None, None, None)


def test_chunks_have_the_asked_size_and_one_schema(tmp_path: Path) -> None:
    rows = [person(f"P{i}") for i in range(7)]

    chunks = list(opened(workbook(tmp_path / "x.xlsx", {"Data": table(rows)})).chunks(size=3))

    assert [len(chunk.rows) for chunk in chunks] == [3, 3, 1]
    assert len({tuple(chunk.text.schema.items()) for chunk in chunks}) == 1


@pytest.mark.parametrize("suffix", [".csv", ".pdf", ""])
def test_the_extension_is_never_looked_at(tmp_path: Path, suffix: str) -> None:
    path = workbook(tmp_path / "x.xlsx", {"Data": table([family()])})

    assert opened(path.rename(tmp_path / f"x{suffix}")).layout is FAMILY


def test_dates_before_march_1900_and_times_do_not_break_reading(tmp_path: Path) -> None:
    rows = [person(birth_date=date(1900, 1, 15)), person(birth_date=datetime(1980, 2, 3, 13, 30))]

    (chunk,) = opened(workbook(tmp_path / "x.xlsx", {"Data": table(rows)})).chunks()

    assert chunk.text["birth_date"].to_list()[1] == "1980-02-03 13:30:00"


def test_opendocument_sheet_is_read_like_a_workbook(tmp_path: Path) -> None:
    lines = table([person("P1"), person("P2")])
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ["".join(cell.format(escape(str(value))) for value in line) for line in lines]
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Individu">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="' + names + 'manifest:1.0"/>'
        )
        archive.writestr("content.xml", content)

    read = opened(path)

    assert (read.sheet, read.layout, read.row_count) == ("Individu", PERSON, 2)
