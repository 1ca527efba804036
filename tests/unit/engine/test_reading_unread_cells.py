"""Formulas without a result, errors, hidden things and stray cells: found, said, and never taken for blanks."""

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import orjson
import pytest
import xlsxwriter
from tests.unit.engine import odf
from tests.unit.engine.lists import PERSON, Row, opened, person, table, told, workbook

from tepat.engine.checks import Context, run, stage
from tepat.engine.reading import UnreadableFile, open_tables
from tepat.engine.reading import marks as marking

COLUMNS = list(PERSON.columns)
NIK, NAME = COLUMNS.index("nik"), COLUMNS.index("name")


def findings(path: Path) -> list[tuple[int, str, str, str]]:
    """(row of the file, check, column, sentence) of a file of persons; no region is known."""
    read = opened(path)
    rows: list[int] = []
    staged = []
    for chunk in read.chunks(2):
        staged.append(stage(chunk, PERSON, len(rows)))
        rows += chunk.rows
    context = Context(known_regions=frozenset(), scope="", today=date(2024, 2, 1))
    frame = run(None, staged[0].vstack(staged[1]) if len(staged) > 1 else staged[0], context)
    lines = zip(frame.iter_rows(named=True), told(frame), strict=True)
    return [(rows[line["row_ref"]], line["check"], line["column"], said) for line, said in lines]


def with_formulas(path: Path, rows: list[Row]) -> Path:
    """As a program writes it that does not calculate: openpyxl stores no results."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in table(rows):
        sheet.append(line)
    book.save(path)
    return path


def test_a_formula_without_a_result_is_a_finding_and_no_blank(tmp_path: Path) -> None:
    rows = [person("P1"), person("P2", nik="=A1", name='=CONCATENATE("A","B")'), person("P3")]

    path = with_formulas(tmp_path / "x.xlsx", rows)
    of_row = [(check, column) for row, check, column, _ in findings(path) if row == 3]

    assert ("SEL-001", "nik") in of_row
    assert ("SEL-001", "name") in of_row
    assert not {"NIK-004", "NAMA-001"} & {check for check, _ in of_row}
    raw = orjson.loads(next(opened(path).chunks()).raw[1])
    assert (raw["c"][NIK], raw["t"][NIK], raw["t"][NAME]) == ("", "f", "f")
    assert all(row == 3 for row, check, *_ in findings(path) if check.startswith("SEL"))


def test_a_key_that_was_never_calculated_still_holds_its_row(tmp_path: Path) -> None:
    path = with_formulas(tmp_path / "x.xlsx", [person("P1"), person("P2", family_key="=A2")])

    checks = {check for row, check, *_ in findings(path) if row == 3}

    assert {"SEL-001", "KEL-001"} <= checks


def test_rows_of_formulas_alone_are_rows_also_below_the_last_value(tmp_path: Path) -> None:
    path = with_formulas(tmp_path / "x.xlsx", [person("P1"), dict.fromkeys(COLUMNS, "=A2")])

    read = opened(path)

    assert read.row_count == 2
    assert [chunk.rows for chunk in read.chunks()] == [[2, 3]]


def test_results_that_were_stored_are_read_and_nothing_is_said(tmp_path: Path) -> None:
    header, row = table([person()])
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for column, (title, value) in enumerate(zip(header, row, strict=True)):
            sheet.write_string(0, column, title)
            sheet.write_formula(1, column, "=T(1)", None, value)

    (chunk,) = opened(tmp_path / "x.xlsx").chunks()

    assert chunk.text["name"].to_list() == [person()["name"]]
    assert not [line for line in findings(tmp_path / "x.xlsx") if line[1].startswith("SEL")]


def test_an_error_is_a_finding_that_names_it(tmp_path: Path) -> None:
    header, *rows = table([person("P1"), person("P2")])
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([header, *rows]):
            for column, value in enumerate(line):
                sheet.write_string(number, column, value)
        sheet.write_formula(2, NAME, "=VLOOKUP(1,A1:B2,2)", None, "#N/A")

    told_of = [line for line in findings(tmp_path / "x.xlsx") if line[1] == "SEL-002"]
    raw = orjson.loads(next(opened(tmp_path / "x.xlsx").chunks()).raw[1])

    assert [(row, column) for row, _, column, _ in told_of] == [(3, "name")]
    assert "«#N/A»" in told_of[0][3]
    assert raw["c"][NAME] == "#N/A"


def test_opendocument_formulas_without_a_result_are_found_where_they_stand(tmp_path: Path) -> None:
    header, first, second = table([person("P1"), person("P2")])
    cells = [odf.cell(value) for value in second]
    cells[NIK] = odf.cell(None, formula="of:=[.A1]")
    cells[NAME] = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    rows = [
        odf.row([odf.cell(None, columns_repeated="31")], 'table:number-rows-repeated="4"'),
        odf.row(odf.cell(value) for value in header),
        odf.row(odf.cell(value) for value in first),
        odf.row(cells),
        odf.row([odf.cell(None, columns_repeated="1024")], 'table:number-rows-repeated="1048569"'),
    ]
    path = odf.workbook(tmp_path / "x.ods", [odf.sheet("Data", rows)])

    told_of = [(row, check, column) for row, check, column, _ in findings(path) if check.startswith("SEL")]

    assert sorted(told_of) == [(7, "SEL-001", "nik"), (7, "SEL-002", "name")]
    assert opened(path).row_count == 2


def _rewritten(path: Path, change: Callable[[str], str]) -> Path:
    """The same XLSX file with its first sheet's XML changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda xml: re.sub(r'(<(?:row|c)) r="\w+"', r"\1", xml), id="cells-without-address"),
        pytest.param(
            lambda xml: re.sub(r"<(/?)(?!\?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x="),
            id="with-a-namespace-prefix",
        ),
    ],
)
def test_other_programs_ways_of_writing_the_xml_are_understood(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    path = with_formulas(tmp_path / "x.xlsx", [person("P1"), person("P2", nik="=A1")])
    _rewritten(path, change)

    told_of = [(row, column) for row, check, column, _ in findings(path) if check == "SEL-001"]

    assert told_of == [(3, "nik")]


def test_a_file_that_was_never_calculated_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tepat.engine.reading.xlsx.MAX_UNREAD", 5)
    path = with_formulas(tmp_path / "x.xlsx", [person("P1"), dict.fromkeys(COLUMNS, "=A2")])

    with pytest.raises(UnreadableFile) as refused:
        open_tables(path, name="x.xlsx")

    assert refused.value.reason == "uncalculated"
    assert "simpan, lalu unggah lagi" in str(refused.value)


def _notes(path: Path) -> list[str]:
    return [str(note) for note in opened(path).notes]


def test_hidden_sheets_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sampul").write_string(0, 0, "Daftar")
        sheet = book.add_worksheet("Data")
        sheet.hide()
        for number, line in enumerate(table([person(f"P{i}") for i in range(5)])):
            sheet.write_row(number, 0, line)
        for number in (2, 3, 50):
            sheet.set_row(number, None, None, {"hidden": True})
        sheet.set_column(NAME, NIK, None, None, {"hidden": True})

    assert opened(path).row_count == 5
    hidden_columns, *_ = (note for note in _notes(path) if note.startswith("Kolom"))
    assert any("Lembar ini tersembunyi" in note for note in _notes(path))
    assert any(note.startswith("2 baris tersembunyi") for note in _notes(path))
    assert f"Kolom {marking.column_letters(NAME + 1)}, {marking.column_letters(NIK + 1)} " in hidden_columns


def test_hidden_things_of_opendocument_are_read_and_said(tmp_path: Path) -> None:
    header, *rows = table([person(f"P{i}") for i in range(3)])
    lines = [odf.row(odf.cell(value) for value in line) for line in [header, *rows[:1]]]
    lines += [odf.row((odf.cell(v) for v in line), 'table:visibility="filter"') for line in rows[1:]]
    path = odf.workbook(tmp_path / "x.ods", [odf.sheet("Data", lines, style="hidden")])

    assert opened(path).row_count == 3
    assert [note.split(";")[0] for note in _notes(path)] == [
        "Lembar ini tersembunyi",
        "2 baris tersembunyi atau tersaring",
    ]


def test_links_to_other_files_are_said_and_their_copies_are_no_sheets(tmp_path: Path) -> None:
    lines = [odf.row(odf.cell(value) for value in line) for line in table([person()])]
    copied = '<table:table-source xlink:href="x.ods" table:table-name="Data"/>'.replace("xlink:", "table:")
    path = odf.workbook(
        tmp_path / "x.ods", [odf.sheet("Data", lines), odf.sheet("'file:///x.ods'#$Data", lines, copied)]
    )

    (read,) = open_tables(path, name="x.ods")

    assert read.sheet == "Data"
    assert any("tidak ada yang diambil" in str(note) for note in read.notes)


def test_a_visible_sheet_has_nothing_to_be_told(tmp_path: Path) -> None:
    assert _notes(workbook(tmp_path / "x.xlsx", {"Data": table([person()])})) == []


def test_the_second_column_of_one_header_is_told_of_and_kept(tmp_path: Path) -> None:
    header, row = table([person()])
    path = workbook(tmp_path / "x.xlsx", {"Data": [[*header, " nik"], [*row, "kedua"]]})

    read = opened(path)

    assert read.columns["nik"] == NIK
    assert any("«nik» ada pada kolom" in note for note in _notes(path))
    assert orjson.loads(next(read.chunks()).raw[0])["c"][-1] == "kedua"


def test_one_cell_at_the_bottom_is_refused_before_the_memory_is_full(tmp_path: Path) -> None:
    lines = table([person()])
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
        sheet.write_string(1_048_575, 60, "x")

    with pytest.raises(UnreadableFile) as refused:
        open_tables(tmp_path / "x.xlsx", name="x.xlsx")

    assert refused.value.reason == "stray_row"
    assert "baris 1.048.576" in str(refused.value)


def test_repetitions_of_opendocument_cannot_fill_the_memory(tmp_path: Path) -> None:
    row = odf.row([odf.cell("x", columns_repeated="400")], 'table:number-rows-repeated="1000000"')

    with pytest.raises(UnreadableFile) as refused:
        open_tables(odf.workbook(tmp_path / "x.ods", [odf.sheet("Data", [row])]), name="x.ods")

    assert refused.value.reason == "too_large"


def test_a_hundred_thousand_blank_formatted_rows_cost_nothing(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        colour = book.add_format({"bg_color": "#FFFF00"})
        for number, line in enumerate(table([person()])):
            sheet.write_row(number, 0, line)
        for number in range(2, 100_000):
            sheet.write_blank(number, 0, None, colour)

    read = opened(tmp_path / "x.xlsx")

    assert (read.source.last_row, read.row_count) == (2, 1)


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_the_same_in_both_day_counts(tmp_path: Path, since_1904: bool) -> None:
    born = date(1980, 2, 3)
    serial = (born - date(1904, 1, 1)).days if since_1904 else (born - date(1899, 12, 30)).days
    header, *rows = table([person("P1", birth_date=born), person("P2", birth_date=serial)])
    options = {"date_1904": since_1904, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([header, *rows]):
            sheet.write_row(number, 0, line)

    staged = stage(next(opened(tmp_path / "x.xlsx").chunks()), PERSON)

    assert staged["birth_date"].to_list() == [born, born]
