"""P3KE 2022 beside 2023: its own values, its seven columns for one age, both in one batch."""

from datetime import date

import polars as pl
import pytest
from tests.unit.engine.lists import REGIONS, Row, family, found, number, person, texts

from tepat.engine.checks import Context, run, stage
from tepat.engine.layouts import builtin

FAMILY = builtin().get("p3ke_2022_keluarga")
PERSON = builtin().get("p3ke_2022_individu")
CONTEXT = Context(
    known_regions=frozenset(REGIONS), region_names=REGIONS, scope="64.08", today=date(2024, 2, 1)
)
BANDS = [name for name in PERSON.columns if name.startswith("band_")]


def _family(**changes: str) -> Row:
    old = {
        "lighting": "Listrik Pribadi s/d 900 Watt",
        "toilet": "Ya, dengan Septic Tank",
        "stunting_risk": "1",
        "head_education": "Tamat SD/sederajat",
        "head_occupation": "Lainnya",
    }
    return family(**{**old, **changes})


def _person(key: str = "P1", **changes: str) -> Row:
    bands = {name: "Ya" if name == "band_22_59" else "Tidak" for name in BANDS}
    return person(key, **{**bands, "relation": "Kepala Keluarga", **changes})


def test_clean_files_of_2022_have_no_finding() -> None:
    staged = [
        stage(texts([row], layout), layout) for row, layout in ((_family(), FAMILY), (_person(), PERSON))
    ]

    assert found(run(*staged, CONTEXT)) == []
    assert staged[0].select("lighting", "toilet", "stunting_risk").row(0) == (
        "private_up_to_900", "own_septic", "at_risk",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bands", "count"),
    [
        pytest.param({"band_60": "Ya"}, 2, id="two"),
        pytest.param({"band_22_59": "Tidak"}, 0, id="none"),
    ],
)
def test_age_in_other_than_one_column_is_found(bands: Row, count: int) -> None:
    rows = stage(texts([_person(**bands)], PERSON), PERSON)

    findings = run(None, rows, CONTEXT)

    assert found(findings) == [("person", 0, "UMUR-003", "band_0_6")]
    assert findings["detail"][0] == str(count)


def test_both_years_in_one_batch_are_read_each_by_its_own_values() -> None:
    new = builtin().get("p3ke_2023_keluarga")
    rows = [
        stage(texts([_family(lighting="LISTRIK PLN METERAN")], FAMILY), FAMILY),
        stage(texts([family("K2", toilet="Ya, dengan Septic Tank", head_nik=number(2))], new), new, 1),
    ]
    findings = run(pl.concat(rows, how="diagonal"), None, CONTEXT)

    assert found(findings) == [("family", 0, "KODE-001", "lighting"), ("family", 1, "KODE-001", "toilet")]
