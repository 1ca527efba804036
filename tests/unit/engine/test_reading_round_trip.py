"""What is written into a workbook is what is read out of it: cells, types and places, whatever they hold."""

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engine import odf
from tests.unit.engine.lists import PERSON, opened, person, table

FIELDS = [field for field in PERSON.columns if field not in ("family_key", "person_key", "region_code")]
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), min_size=1, max_size=10
).filter(lambda text: text.strip() == text and not text.startswith("=") and "_x" not in text)
CELLS = st.one_of(
    TEXTS,
    st.integers(-999_999, 999_999),
    st.dates(date(1900, 3, 1), date(2099, 12, 31)),
    st.booleans(),
    st.just(""),
)
SIGNS = {str: "s", int: "n", float: "n", date: "d", bool: "b"}


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(st.tuples(st.sampled_from(FIELDS), CELLS), max_size=8),
    at=st.tuples(st.integers(0, 6), st.integers(0, 6)),
)
def test_cells_types_and_places_survive_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, Any]], at: tuple[int, int]
) -> None:
    row = person("P1", **dict(cells))
    path = tmp_path_factory.mktemp("x") / "x.xlsx"
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table([row]), start=at[0]):
            sheet.write_row(number, at[1], line)

    read = opened(path)
    (chunk,) = read.chunks()

    assert chunk.rows == [at[0] + 2]
    raw = orjson.loads(chunk.raw[0])
    for field, column in read.columns.items():
        value = row[field]
        assert column == at[1] + list(PERSON.columns).index(field)
        assert raw["t"][column : column + 1] == (
            "" if value == "" and column >= len(raw["t"]) else (" " if value == "" else SIGNS[type(value)])
        )
        assert chunk.text[field][0] == _seen(value)


def _seen(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).upper()
    return None if value == "" else value.isoformat() if isinstance(value, date) else str(value)


@settings(max_examples=25, deadline=None)
@given(values=st.lists(st.tuples(TEXTS, st.integers(1, 3)), min_size=1, max_size=5))
def test_repeated_rows_of_opendocument_are_as_many_rows(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, int]]
) -> None:
    header, *lines = table([person(f"P{i}", name=name) for i, (name, _) in enumerate(values)])
    rows = [odf.row(odf.cell(value) for value in header)]
    for line, (_, times) in zip(lines, values, strict=True):
        rows.append(odf.row((odf.cell(value) for value in line), f'table:number-rows-repeated="{times}"'))
    path: Path = odf.workbook(tmp_path_factory.mktemp("x") / "x.ods", [odf.sheet("Data", rows)])

    read = [name for chunk in opened(path).chunks() for name in chunk.text["name"]]

    assert read == [name for name, times in values for _ in range(times)]
