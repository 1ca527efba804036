"""The engine's checks against damage whose place is known: what is planted is found, and little else is."""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tepat.demo.damage import kinds
from tepat.demo.generator import Written
from tepat.engine.checks import Context, run, stage
from tepat.engine.reading import open_tables
from tepat.platform.regions import reference

Place = tuple[str, int]
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
    context = Context(frozenset(names), scope="64.08", today=date(2024, 2, 1), region_names=names)
    findings = run(frames["family"], frames["person"], context)
    found: dict[Place, set[str]] = defaultdict(set)
    for subject, row, check in findings.select("subject", "row_ref", "check").iter_rows():
        found[subject, row].add(check)
    return found


def _planted(truth: Path) -> tuple[list[tuple[str, Place, str]], dict[Place, set[str]]]:
    """(kind, place, check that should fire there), and by place every check that is explained there."""
    planted = []
    explained: dict[Place, set[str]] = defaultdict(set)
    with truth.open(encoding="utf-8", newline="") as opened:
        for line in csv.DictReader(opened):
            kind = kinds()[line["kind"]]
            subject = SUBJECTS[line["file"].split(".")[0]]
            place = (subject, int(line["row"]))
            explained[place] |= {kind.check, kind.shows, *kind.also}
            check = kind.shows if line["effect"] and kind.shows else kind.check
            if check and kind.at in ("", subject):
                planted.append((kind.code, place, check))
    return planted, explained


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_planted_damage_is_found(damaged: Written, ending: str) -> None:
    found = _found(damaged, ending)
    planted, _explained = _planted(damaged.truth)

    missed = Counter(
        kind
        for kind, place, check in planted
        if check not in found[place] and kinds()[kind].only in ("", ending)
    )
    assert not missed


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_no_finding_without_a_planted_cause(damaged: Written, ending: str) -> None:
    found = _found(damaged, ending)
    _planted_ones, explained = _planted(damaged.truth)

    alarms = Counter(check for place, checks in found.items() for check in checks - explained[place])
    rows = damaged.family_rows + damaged.person_rows
    assert set(alarms) <= AMBIGUOUS
    assert alarms.total() < 0.005 * rows


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_clean_list_gives_no_finding(clean: Written, ending: str) -> None:
    assert not _found(clean, ending)
