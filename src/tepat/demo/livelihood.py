"""School, work, house and programmes of generated families, as far as one follows from the other.

The words are those of the ministry's file. A hidden welfare between 0 and 1 ties desil, house and work
together; the tables stand in data/.
"""

import random
from dataclasses import dataclass
from functools import cache

from tepat.demo.data import load
from tepat.demo.drawing import Weighted
from tepat.demo.people import CHILD, FEMALE, HEAD, SINGLE, SPOUSE, Person
from tepat.demo.places import Village

NOT_WORKING = "TIDAK/BELUM BEKERJA"
UNKNOWN = "KOSONG"
PROGRAMMES = ("bpnt", "bpum", "bst", "pkh", "sembako", "prakerja", "kur")

DESILS = Weighted({1: 0.58, 2: 0.24, 3: 0.12, 4: 0.06})
_WOMEN_WORK = 0.45
_CIVIL = Weighted({"PADAN": 94, "TIDAK PADAN": 6})


@dataclass(frozen=True)
class Welfare:
    """How well off: `desil` 1 to 4, `percentile` inside it, `hidden` 0 (nothing) to 1."""

    desil: int
    percentile: int
    hidden: float


def draw_welfare(rng: random.Random, village: Village) -> Welfare:
    """Poorer where more remote."""
    desil = DESILS.draw(rng)
    if village.remote > 0.6 and desil > 1 and rng.random() < 0.35:
        desil -= 1
    percentile = (desil - 1) * 10 + rng.randint(1, 10)
    hidden = min(1.0, max(0.0, percentile / 55 + rng.gauss(0.02, 0.14) - 0.12 * village.remote))
    return Welfare(desil, percentile, hidden)


def settle_people(rng: random.Random, family: list[Person], village: Village) -> None:
    """Give each person school, work and the civil registry's word."""
    for person in family:
        person.education = next(table for until, table in _school() if person.age <= until).draw(rng)
        if person.marital != SINGLE and person.education.startswith("MASIH"):
            person.education = "TAMAT SLTP/SEDERAJAT"
        person.occupation = _occupation(rng, person, village)
        person.employment = _employment()[person.occupation].draw(rng)
        person.civil_match = _CIVIL.draw(rng)


def _occupation(rng: random.Random, person: Person, village: Village) -> str:
    if person.age < 16 or person.education.startswith("MASIH"):
        return NOT_WORKING
    if person.age > 70 and person.relation != HEAD:
        return NOT_WORKING
    if person.age > 62 and rng.random() < 0.3:
        return NOT_WORKING if rng.random() < 0.93 else "PENSIUNAN"
    homemaker = person.sex == FEMALE and person.relation != HEAD
    return _work()[homemaker, village.life].draw(rng)


@cache
def _work() -> dict[tuple[bool, str], Weighted[str]]:
    """By whether she keeps the house, and the village's way of life."""
    data = load("livelihood")
    tables = {(False, life): Weighted(weights) for life, weights in data["work"].items()}
    for life, weights in data["work"].items():
        fewer = {work: weight * _WOMEN_WORK for work, weight in weights.items()}
        tables[True, life] = Weighted({**fewer, NOT_WORKING: data["women_not_working"]})
    return tables


@cache
def _employment() -> dict[str, Weighted[str]]:
    return {work: Weighted(weights) for work, weights in load("livelihood")["employment"].items()}


@cache
def _school() -> list[tuple[int, Weighted[str]]]:
    return [(entry["until"], Weighted(entry["weights"])) for entry in load("livelihood")["school"]]


@cache
def _houses() -> dict[str, dict[str, Weighted[str]]]:
    return {
        part: {state: Weighted(weights) for state, weights in states.items()}
        for part, states in load("houses")["parts"].items()
    }


def draw_house(
    rng: random.Random, family: list[Person], welfare: Welfare, village: Village
) -> dict[str, str]:
    """The dwelling columns of the family file."""
    house = {part: _state(rng, states, welfare, village).draw(rng) for part, states in _houses().items()}
    for part in ("roof", "wall", "floor"):
        good = rng.random() < 0.12 + 0.55 * welfare.hidden
        quality = "BAGUS/KUALITAS TINGGI" if good else "JELEK/KUALITAS RENDAH"
        house[f"{part}_quality"] = UNKNOWN if rng.random() < 0.03 else quality
    metered = house["lighting"] == "LISTRIK PLN METERAN"
    more = rng.random() < 0.02 + 0.15 * welfare.hidden
    house["power"] = ("> 900 WATT" if more else "=< 900 WATT") if metered else UNKNOWN
    house["savings"] = Weighted({"YA": 6 + 30 * welfare.hidden, "TIDAK": 80, UNKNOWN: 3}).draw(rng)
    house["stunting_risk"] = _stunting(family, house)
    return house


def _state(
    rng: random.Random, states: dict[str, Weighted[str]], welfare: Welfare, village: Village
) -> Weighted[str]:
    """The poor's or the better-off's table, or that of remote places or of this way of life."""
    if village.life in states and rng.random() < 0.6:
        return states[village.life]
    if "remote" in states and rng.random() < village.remote**1.5:
        return states["remote"]
    return states["better" if rng.random() < welfare.hidden else "poor"]


def _stunting(family: list[Person], house: dict[str, str]) -> str:
    target = any(p.age < 5 for p in family) or any(p.relation == SPOUSE and p.age < 46 for p in family)
    if not target:
        return "BUKAN TARGET SASARAN"
    poor = house["toilet"] != "MILIK SENDIRI" or house["drinking_water"] in (
        "SUMUR TIDAK TERLINDUNG", "AIR PERMUKAAN (SUNGAI, DANAU, DLL)", "AIR HUJAN",
    )  # fmt: skip
    many = sum(p.relation == CHILD for p in family) >= 4
    return "BERESIKO STUNTING" if poor or many else "TIDAK BERESIKO STUNTING"


def give_programmes(rng: random.Random, family: list[Person], welfare: Welfare) -> None:
    """Each programme goes to one person of the family: usually the wife, else the head."""
    poverty = 1 - welfare.hidden
    head, spouse = family[0], next((p for p in family if p.relation == SPOUSE), None)
    named = spouse or head
    if any(p.education.startswith("MASIH S") or p.age < 6 or p.age >= 60 for p in family):
        _give(rng, named, "pkh", 0.38 * poverty)
    _give(rng, named, "sembako", 0.45 * poverty)
    if "sembako" in named.programmes:
        _give(rng, named, "bpnt", 0.75)
    # Who received BPNT could not receive BST.
    if "bpnt" not in named.programmes:
        _give(rng, head, "bst", 0.36 * poverty)
    if head.employment == "BERUSAHA SENDIRI":
        _give(rng, head, "bpum", 0.08)
        _give(rng, head, "kur", 0.03 + 0.06 * welfare.hidden)
    for person in family:
        if 18 <= person.age <= 45:
            _give(rng, person, "prakerja", 0.012)


def _give(rng: random.Random, person: Person, programme: str, probability: float) -> None:
    if rng.random() < probability:
        person.programmes.add(programme)
