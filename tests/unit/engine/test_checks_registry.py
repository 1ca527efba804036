"""A list against what is known already of whom it names; the facts are handed in, a line each."""

from datetime import date

import polars as pl
import pytest
from tests.unit.engine.lists import FAMILY, PERSON, REGIONS, family, found, person, texts

from tepat.engine.checks import KNOWN_SCHEMA, Context, catalogue, run, stage

Fact = tuple[str, int, str, str, str | None]


def _findings(*facts: Fact, desil: str = "1") -> pl.DataFrame:
    """What is found in one sound family of which these facts are known."""
    context = Context(frozenset(REGIONS), "64.08", date(2024, 2, 1), region_names=REGIONS)
    families = stage(texts([family(desil=desil)], FAMILY), FAMILY)
    people = stage(texts([person(desil=desil)], PERSON), PERSON)
    return run(families, people, context, pl.DataFrame(facts, schema=KNOWN_SCHEMA, orient="row"))


def test_a_list_that_agrees_with_what_is_known_has_no_finding() -> None:
    assert found(_findings(("family", 0, "desil", "desil", "1"))) == []
    assert found(_findings()) == []


@pytest.mark.parametrize(
    ("known", "now", "told"),
    [("1", "3", False), ("1", "4", True), ("6", "3", True), ("3", "", False)],
)
def test_a_desil_jumps_by_three_or_more_either_way(known: str, now: str, told: bool) -> None:
    frame = _findings(("family", 0, "desil", "desil", known), desil=now)

    assert found(frame) == ([("family", 0, "REG-001", "desil")] if told else [])


@pytest.mark.parametrize(
    ("fact", "check", "column", "detail"),
    [
        pytest.param(("person", 0, "number", "nik", None), "REG-002", "nik", None, id="another-number"),
        pytest.param(("person", 0, "dead", "name", "3 Mei 2023"), "REG-003", "name", "3 Mei 2023", id="dead"),
        pytest.param(
            ("person", 0, "moved", "region_code", "Senyiur"), "REG-004", "region_code", "Senyiur", id="moved"
        ),
        pytest.param(
            ("family", 0, "moved", "region_code", "Senyiur"), "REG-004", "region_code", "Senyiur",
            id="family-moved",
        ),
    ],
)  # fmt: skip
def test_what_is_known_is_told_at_the_row_it_is_known_of(
    fact: Fact, check: str, column: str, detail: str | None
) -> None:
    frame = _findings(fact)

    assert found(frame) == [(fact[0], 0, check, column)]
    assert frame["detail"].to_list() == [detail]


def test_the_sentence_says_what_is_known() -> None:
    frame = _findings(("family", 0, "desil", "desil", "7"))

    line = frame.to_dicts()[0]
    told = catalogue()[line["check"]].told(column="Desil", value=line["value"], detail=line["detail"])
    assert str(told) == "Kolom Desil berisi «1», padahal pada daftar sebelumnya 7."
