"""Names of generated people, as village offices write them: in capitals, with or without a second word.

Which names belong to which people stands in data/names.yaml.
"""

import random
from dataclasses import dataclass
from functools import cache

from tepat.demo.data import load

# Who has been to Mecca, or is called father or mother of somebody, is no child.
_OF_THE_OLD = ("H.", "HJ.", "AMAQ", "INAQ")
# How one name is written by another clerk.
_VARIANTS = (
    ("MUHAMMAD ", "MUH. "),
    ("MUH. ", "MUHAMMAD "),
    ("MOH. ", "MUH. "),
    ("M. ", "MUHAMMAD "),
    ("SITI ", "ST. "),
    ("ST. ", "SITI "),
    ("ABD. ", "ABDUL "),
    ("SOE", "SU"),
    ("DJ", "J"),
    ("'", ""),
    ("SY", "S"),
    ("UDDIN", "UDIN"),
    ("IAH", "IYAH"),
    ("AWATI", "AHWATI"),
)


@dataclass(frozen=True)
class People:
    """One people's names: given names, second words and forms before the name, by sex ("L", "P")."""

    given: dict[str, tuple[str, ...]]
    seconds: dict[str, tuple[str, ...]]
    forms: dict[str, tuple[tuple[str, float], ...]]
    second: float
    father: float


@cache
def peoples() -> dict[str, People]:
    """All of them, by code."""
    return {
        code: People(
            given={"L": tuple(entry["male"]), "P": tuple(entry["female"])},
            seconds={"L": tuple(entry["second_male"]), "P": tuple(entry["second_female"])},
            forms={"L": tuple(entry["form_male"].items()), "P": tuple(entry["form_female"].items())},
            second=entry["second"],
            father=entry["father"],
        )
        for code, entry in load("names").items()
    }


def draw_name(rng: random.Random, people: People, sex: str, *, age: int, father: str = "") -> str:
    """A name; `father` is the father's, whose given name some peoples' children bear."""
    words = [rng.choice(people.given[sex])]
    if rng.random() < people.second:
        inherited = father.split()[-1] if father and rng.random() < people.father else ""
        second = inherited or rng.choice(people.seconds[sex])
        if second != words[0] and len(second) > 1:
            words.append(second)
    chance = rng.random()
    for form, probability in people.forms[sex]:
        chance -= probability
        if chance < 0:
            if form != words[0] and (form not in _OF_THE_OLD or age >= 40):
                words.insert(0, form)
            break
    return " ".join(words)


def spelt_otherwise(rng: random.Random, name: str) -> str:
    """The same name by another clerk; the name itself when there is no other way to write it."""
    ways = [name.replace(old, new, 1) for old, new in _VARIANTS if old in name]
    return rng.choice(ways) if ways else name
