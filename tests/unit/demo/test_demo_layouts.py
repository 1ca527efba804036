"""The generated families in every layout: what is written is what is read, and a clean file has no finding."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tepat.demo.other_layouts import dialects, generate_in
from tepat.demo.refusals import DemoRefused
from tepat.engine.checks import Context, run, settle, stage
from tepat.engine.layouts import Layout
from tepat.engine.reading import open_tables
from tepat.platform.regions import reference

REGENCY = "64.08"
NAMES = dict(reference.rows_within("64"))
CONTEXT = Context(
    known_regions=frozenset(NAMES),
    region_names=NAMES,
    scope=REGENCY,
    today=date(2024, 2, 1),
    crosswalk={"6404": REGENCY},
)
_READ_OTHERWISE = ("region_code",)


def _written(
    folder: Path, name: str, seed: int, families: int = 8
) -> tuple[list[Path], dict[str, list[Any]]]:
    told: dict[str, list[Any]] = {}

    def note(layout: Layout, facts: dict[str, Any]) -> None:
        told.setdefault(layout.id, []).append(facts)

    return generate_in(name, families=families, out=folder, seed=seed, on_row=note), told


def _read(path: Path) -> tuple[Layout, pl.DataFrame]:
    (table,) = open_tables(path, name=path.name)
    return table.layout, stage(table.chunks(3), table.layout, places=CONTEXT.places)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(dialects())), seed=st.integers(1, 9))
def test_a_list_in_any_layout_is_read_back_as_the_same_facts(tmp_path: Path, name: str, seed: int) -> None:
    paths, told = _written(tmp_path / name, name, seed)

    for path in paths:
        layout, rows = _read(path)
        facts = told[layout.id]
        assert len(rows) == len(facts) > 0
        for field in layout.columns:
            if field in _READ_OTHERWISE and layout.region_code != "kemendagri":
                continue
            wanted = [None if row[field] in (None, "") else str(row[field]) for row in facts]
            if layout.columns[field].kind == "region":
                wanted = [f"{one[:2]}.{one[2:4]}.{one[4:6]}.{one[6:]}" for one in wanted if one]
            assert [None if value is None else str(value) for value in rows[field]] == wanted, field


@pytest.mark.parametrize("name", sorted(dialects()))
def test_clean_list_in_any_layout_has_no_finding_and_stands_in_its_villages(
    tmp_path: Path, name: str
) -> None:
    frames: dict[str, pl.DataFrame] = {}
    for path in _written(tmp_path, name, seed=4, families=60)[0]:
        layout, rows = _read(path)
        frames[layout.subject] = rows

    family, person = settle(frames.get("family"), frames.get("person"), CONTEXT.layouts)
    found = run(family, person, CONTEXT)

    assert found.is_empty()
    assert person is not None
    assert person["region_code"].str.len_bytes().unique().to_list() == [13]
    assert person["family_key"].null_count() == person["person_key"].null_count() == 0


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    one, _told = _written(tmp_path / "a", "dtsen", 3)
    other, _told = _written(tmp_path / "b", "dtsen", 3)

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_layout_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoRefused, match="p3ke_2023, p3ke_2022, dtsen"):
        generate_in("dtks", families=3, out=tmp_path)
