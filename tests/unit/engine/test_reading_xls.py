"""XLS read like every other workbook: types and places, errors, hidden things, both day counts."""

from datetime import date
from pathlib import Path

import orjson
import pytest
from tests.unit.engine import xls
from tests.unit.engine.lists import PERSON, number, opened, person, table

from tepat.engine.checks import stage
from tepat.engine.reading import ole

COLUMNS = list(PERSON.columns)
NIK, NAME, BORN = (COLUMNS.index(field) for field in ("nik", "name", "birth_date"))


def cells(lines: list[list[object]], *, top: int = 0, left: int = 0) -> list[bytes]:
    return [
        xls.number(row, column, value)
        if isinstance(value, (int, float))
        else xls.label(row, column, str(value))
        for row, line in enumerate(lines, start=top)
        for column, value in enumerate(line, start=left)
        if value != ""
    ]


def test_types_and_places_are_kept(tmp_path: Path) -> None:
    lines = table([person(nik=int(number(1))), person("P2")])
    path = xls.workbook(tmp_path / "x.xls", {"Data": cells(lines, top=4, left=2)})

    read = opened(path)
    (chunk,) = read.chunks()

    assert (read.header_row, chunk.rows) == (5, [6, 7])
    assert read.columns["nik"] == NIK + 2
    assert chunk.numeric["nik"].to_list() == [True, False]
    assert orjson.loads(chunk.raw[0])["c"][:2] == ["", ""]


def test_errors_are_found_where_they_stand(tmp_path: Path) -> None:
    lines = table([person("P1"), person("P2", name="", nik="")])
    errors = [xls.error(2, NAME, 0x2A), xls.formula_error(2, NIK, 0x17)]
    path = xls.workbook(tmp_path / "x.xls", {"Data": [*cells(lines), *errors]})

    (chunk,) = opened(path).chunks()

    assert chunk.text["cells__unread"].to_list()[0] is None
    assert set(chunk.text["cells__unread"].to_list()[1].split(";")) == {"name=#N/A", "nik=#REF!"}


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    lines = table([person("P1"), person("P2"), person("P3")])
    hidden = [xls.hidden_columns(NAME, NAME), xls.hidden_row(2), xls.hidden_row(90)]
    path = xls.workbook(tmp_path / "x.xls", {"Data": [*hidden, *cells(lines)]}, hidden=["Data"])

    notes = [str(note) for note in opened(path).notes]

    assert opened(path).row_count == 3
    assert any("Lembar ini tersembunyi" in note for note in notes)
    assert any(note.startswith("1 baris tersembunyi") for note in notes)
    assert any(note.startswith("Kolom") for note in notes)


@pytest.mark.parametrize("since_1904", [False, True])
def test_serial_dates_are_the_same_in_both_day_counts(tmp_path: Path, since_1904: bool) -> None:
    born = date(1980, 2, 3)
    serial = (born - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    lines = table([person(birth_date=serial)])
    path = xls.workbook(tmp_path / "x.xls", {"Data": cells(lines)}, since_1904=since_1904)

    assert stage(next(opened(path).chunks()), PERSON)["birth_date"].to_list() == [born]


def test_a_container_in_a_circle_is_no_endless_walk(tmp_path: Path) -> None:
    content = bytearray(xls.workbook(tmp_path / "x.xls", {"Data": cells(table([person()]))}).read_bytes())
    second = xls.SECTOR + 4 * 2
    content[second : second + 4] = (2).to_bytes(4, "little")

    with pytest.raises(ole.NotReadable):
        ole.stream(bytes(content), ("Workbook",))
