"""The truth: what it says of a cell is what another reader finds there; no damage, no truth."""

from collections import Counter
from datetime import datetime
from itertools import groupby

import openpyxl
import pytest
from tests.unit.demo.lists import read_csv

from tepat.demo.damage import kinds
from tepat.demo.generator import Written
from tepat.engine.checks import catalogue


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, datetime) else str(value)


def test_a_list_without_damage_has_an_empty_truth(clean: Written) -> None:
    assert read_csv(clean.truth) == []
    assert clean.damage == {}


def test_every_kind_of_damage_is_in_a_damaged_list(damaged: Written) -> None:
    assert set(damaged.damage) == set(kinds())


def test_the_truth_says_what_another_program_reads(damaged: Written) -> None:
    truth = sorted(read_csv(damaged.truth), key=lambda row: row["file"])

    for name, lines in groupby(truth, key=lambda row: row["file"]):
        book = openpyxl.load_workbook(damaged.folder / name)
        headers = {cell.value: cell.column for cell in book.worksheets[0][1]}
        for line in lines:
            cell = book[line["sheet"]].cell(int(line["row"]), headers[line["column"]])
            assert _text(cell.value) == line["written"], line


def test_the_truth_holds_the_same_row_numbers_for_the_csv(damaged: Written) -> None:
    rows = {stem: read_csv(damaged.folder / f"{stem}.csv") for stem in ("keluarga", "individu")}

    for line in read_csv(damaged.truth):
        row = rows[line["file"].removesuffix(".xlsx")][int(line["row"]) - 2]
        assert row[line["column"]] == line["written"]


def test_no_cell_is_told_of_twice_for_its_own_damage(damaged: Written) -> None:
    own = [line for line in read_csv(damaged.truth) if not line["effect"]]

    places = Counter((line["file"], line["sheet"], line["row"], line["column"]) for line in own)
    assert not [place for place, count in places.items() if count > 1]


def test_spreadsheet_damage_is_what_spreadsheets_do(damaged: Written) -> None:
    by_kind = {line["kind"]: line for line in read_csv(damaged.truth)}

    exponent, rounded = by_kind["nik_exponent"], by_kind["nik_number_cell"]
    assert exponent["written"].startswith("9.9")
    assert exponent["written"].endswith("E+15")
    assert rounded["written"] == rounded["true"][:15] + "0"


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_every_check_a_kind_names_exists(kind: object) -> None:
    from tepat.demo.damage import Kind

    assert isinstance(kind, Kind)
    assert {kind.check, kind.shows, *kind.also} - {""} <= set(catalogue())
