"""The engine's checks against damage whose place is known: what is planted is found, and little else is."""

from collections import Counter, defaultdict
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tepat.demo.damage import kinds
from tepat.demo.generator import Written, generate
from tepat.demo.truth import Place, read
from tepat.engine.checks import Context, run, stage
from tepat.engine.reading import open_tables
from tepat.platform.regions import reference

SUBJECTS = {"keluarga": "family", "individu": "person"}
# A birth on 1 January, 1 July or 31 December whose NIK is damaged cannot be told from an invented day.
AMBIGUOUS = {"TGL-003"}


def _found(written: Written, ending: str) -> dict[Place, set[str]]:
    """The checks that fire, by file and row."""
    frames = {}
    for stem, subject in SUBJECTS.items():
        path = written.folder / f"{stem}.{ending}"
        (table,) = open_tables(path, name=path.name)
        frames[subject] = pl.concat(stage(chunk, table.layout, chunk.rows) for chunk in table.chunks())
    names = dict(reference.rows_within("64"))
    context = Context(
        frozenset(names), scope="64.08", today=date(2024, 2, 1), region_names=names,
        crosswalk=dict(reference.crosswalk()),
    )  # fmt: skip
    findings = run(frames["family"], frames["person"], context)
    found: dict[Place, set[str]] = defaultdict(set)
    for subject, row, check in findings.select("subject", "row_ref", "check").iter_rows():
        found[subject, row].add(check)
    return found


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_planted_damage_is_found(damaged: Written, ending: str) -> None:
    found = _found(damaged, ending)
    planted = read(damaged.truth).planted

    missed = Counter(
        kind
        for kind, place, check in planted
        if check not in found[place] and kinds()[kind].only in ("", ending)
    )
    assert not missed


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_finding_without_a_planted_cause(damaged: Written, ending: str) -> None:
    found = _found(damaged, ending)
    explained = read(damaged.truth).explained

    alarms = Counter(check for place, checks in found.items() for check in checks - explained[place])
    rows = damaged.family_rows + damaged.person_rows
    assert set(alarms) <= AMBIGUOUS
    assert alarms.total() < 0.005 * rows


@settings(max_examples=6)
@given(seed=st.integers(1, 10**6), families=st.integers(1, 700))
def test_whatever_its_size_and_seed_a_clean_list_gives_no_finding(
    tmp_path_factory: pytest.TempPathFactory, seed: int, families: int
) -> None:
    written = generate(
        families=families, out=tmp_path_factory.mktemp("any"), seed=seed, damage=0, formats=("csv",)
    )

    assert not _found(written, "csv")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_clean_list_gives_no_finding(clean: Written, ending: str) -> None:
    assert not _found(clean, ending)
