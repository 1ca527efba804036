"""One damage is one finding where one says it all: what follows from it is not told beside it."""

from datetime import date
from typing import Any

import pytest
from tests.unit.engine.lists import family, findings, found, number, person

KEY = "6408012001"


def _checks(**changes: Any) -> list[str]:
    rows = findings([family()], [person(**changes)])
    return [check for subject, _row, check, _column in found(rows) if subject == "person"]


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        pytest.param({"birth_date": "03/02/2080"}, "TGL-002", id="born in the future"),
        pytest.param({"birth_date": "01/01/2080"}, "TGL-002", id="born on a future day that clerks invent"),
        pytest.param({"birth_date": "03/02/1880"}, "TGL-004", id="born too long ago"),
        pytest.param({"birth_date": "01/01/1890"}, "TGL-004", id="born too long ago on a day clerks invent"),
        pytest.param({"region_code": "6402012001"}, "WIL-003", id="a code of another regency"),
    ],
)
def test_one_damage_of_a_row_is_one_finding(changes: dict[str, Any], check: str) -> None:
    told = _checks(**changes)

    assert [one for one in told if not one.startswith("KEL-")] == [check]


def test_child_born_too_long_ago_is_not_also_older_than_the_head() -> None:
    child = {"relation": "ANAK", "marital": "BELUM KAWIN", "age": "13", "age_band": "USIA 13-15 TAHUN"}
    nik = number(2, born=date(2010, 2, 3))

    told = findings([family()], [person(), person("P2", nik=nik, birth_date="03/02/1890", **child)])

    assert [check for _subject, _row, check, _column in found(told)] == ["TGL-004"]


def test_date_of_some_import_is_told_and_not_what_follows_from_it() -> None:
    rows = [
        person(f"P{n}", f"K{n}", name=f"ORANG KE {'ABCDEFGH'[n]}", nik=number(n, born=date(1960 + n, 2, 3)),
               birth_date="20/11/2023")
        for n in range(1, 7)
    ]  # fmt: skip

    assert {check for _subject, _row, check, _column in found(findings(None, rows))} == {"TGL-005"}


def test_numbers_rounded_to_the_same_are_told_as_rounded() -> None:
    rows = [person(f"P{n}", f"K{n}", nik=f"99080103028{n // 2:04}0", region_code=KEY) for n in range(2, 42)]

    assert {check for _subject, _row, check, _column in found(findings(None, rows))} == {"NIK-012"}
