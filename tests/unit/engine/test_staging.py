"""Normalised columns beside what was written."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engine.lists import FAMILY, PERSON, csv_text, family, opened, person, table, texts

from tepat.engine.checks import stage
from tepat.engine.identity import keys


def test_values_are_typed_and_the_text_as_read_stays_beside_them() -> None:
    row = stage(
        texts([person(sex=" laki - laki ", name="  ANI \u00a0 RAHAYU ", desil="1.0")], PERSON), PERSON
    ).to_dicts()[0]

    assert (row["sex"], row["sex__raw"]) == ("male", " laki - laki ")
    assert row["name"] == "ANI RAHAYU"
    assert (row["desil"], row["desil__raw"]) == (1, "1.0")
    assert (row["birth_date"], row["birth_date__raw"]) == (date(1980, 2, 3), "03/02/1980")
    assert (row["region_code"], row["region_code__raw"]) == ("64.08.01.2001", "6408012001")
    assert (row["nik__status"], row["layout"]) == ("generated", "p3ke_2023_individu")


def test_kosong_is_not_filled_in_and_no_unknown_code() -> None:
    row = stage(texts([family(roof_quality="KOSONG", savings="-")], FAMILY), FAMILY).to_dicts()[0]

    assert (row["roof_quality"], row["roof_quality__unknown"]) == (None, False)
    assert (row["savings"], row["savings__unknown"]) == (None, False)


def test_rows_carry_the_callers_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_text(table([person(f"P{i}") for i in range(5)])), encoding="utf-8")
    chunks = list(opened(path).chunks(size=2))

    assert stage(chunks, PERSON, 10)["row_ref"].to_list() == [10, 11, 12, 13, 14]
    assert stage(chunks[0], PERSON, pl.Series([7, 3]))["row_ref"].to_list() == [7, 3]


def test_nothing_staged_has_the_schema_of_something() -> None:
    assert stage([], PERSON).schema == stage(texts([person()], PERSON), PERSON).schema


@settings(max_examples=8)
@given(st.permutations(range(4)))
def test_staging_in_pieces_and_in_any_order_says_the_same(order: list[int]) -> None:
    rows = texts([person(f"P{i}", desil=str(i), sex="L" if i % 2 else "P") for i in range(4)], PERSON)

    whole = stage(rows, PERSON)
    pieces = pl.concat([stage(rows[i], PERSON, i) for i in order])

    assert pieces.sort("row_ref").equals(whole)


@given(st.text(alphabet="12,.0 'kK-\u200b’\u00a0", max_size=8))
def test_a_key_in_a_column_is_compared_as_one_alone(text: str) -> None:
    told = stage(texts([family(text)], FAMILY), FAMILY)["family_key"][0]

    assert told in (None, keys.compared(text))
    assert told is None or keys.compared(told) == told


@pytest.mark.parametrize("written", ["k-2.0", "K - 2", "'K-2", "K-2,00", " k-2\u200b"])
def test_a_key_written_otherwise_is_the_same_key(written: str) -> None:
    assert stage(texts([family(written)], FAMILY), FAMILY)["family_key"].to_list() == ["K-2"]
