"""Families as people: who is head, spouse, child or other, and when each was born.

Birth dates fit each other: a mother is 17 to 43 at each birth, a father older than 16, and a parent of the
head two decades older. Names come from the family's people; numbers, work and school are added elsewhere.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tepat.demo.drawing import Weighted
from tepat.demo.names import draw_name, peoples

# The day the list was drawn up: ages are those of the end of 2023.
LISTED_ON = date(2023, 12, 31)
LARGEST_FAMILY = 11
HEAD, SPOUSE, CHILD, OTHER = "KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "LAINNYA"
MALE, FEMALE = "L", "P"
SINGLE, MARRIED, DIVORCED, WIDOWED = "BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"

SIZES = Weighted({1: 0.11, 2: 0.2, 3: 0.25, 4: 0.24, 5: 0.125, 6: 0.05, 7: 0.018, 8: 0.005, 9: 0.002})
_AGES_ALONE = Weighted({(21, 39): 0.1, (40, 54): 0.15, (55, 64): 0.22, (65, 89): 0.53})
_AGES = Weighted(
    {(20, 29): 0.12, (30, 39): 0.3, (40, 49): 0.28, (50, 59): 0.17, (60, 69): 0.09, (70, 84): 0.04}
)
_WITHOUT_A_HUSBAND = Weighted({WIDOWED: 0.66, DIVORCED: 0.24, SINGLE: 0.03, MARRIED: 0.07})
_WITHOUT_A_WIFE = Weighted({WIDOWED: 0.5, DIVORCED: 0.25, SINGLE: 0.25})
_YEAR = 365.25
_LEAVES_HOME = 24
_CLOSEST_BIRTHS = 340


@dataclass(slots=True)
class Person:
    """One generated person, with the words the file uses."""

    name: str
    sex: str
    born: date
    relation: str
    marital: str
    key: str = ""
    nik: str = ""
    occupation: str = ""
    employment: str = ""
    education: str = ""
    civil_match: str = "PADAN"
    programmes: set[str] = field(default_factory=set)

    @property
    def age(self) -> int:
        """Full years on the day of the list."""
        return LISTED_ON.year - self.born.year


def draw_family(rng: random.Random, size: int, people: str, other_people: str) -> list[Person]:
    """`size` people, the head first; spouses sometimes come from another people."""
    head = _head(rng, size, people)
    family = [head]
    spouse = None
    if size > 1 and head.sex == MALE and head.marital == MARRIED:
        spouse = _spouse(rng, head, people if rng.random() < 0.84 else other_people)
        family.append(spouse)
    mother = spouse or head
    others = _others_wanted(rng, size - len(family), head, alone=spouse is None)
    births = _births(rng, size - len(family) - others, head, mother)
    for born in births:
        family.append(_child(rng, born, people, family))
    while len(family) < size:
        family.append(_other(rng, head, people, has_parent=any(p.age > head.age + 15 for p in family)))
    return family


def _head(rng: random.Random, size: int, people: str) -> Person:
    low, high = (_AGES_ALONE if size == 1 else _AGES).draw(rng)
    age = rng.randint(low, high)
    sex = FEMALE if rng.random() < (0.45 if size == 1 else 0.13 + 0.003 * max(0, age - 45)) else MALE
    if sex == FEMALE:
        marital = _WITHOUT_A_HUSBAND.draw(rng)
    else:
        marital = MARRIED if size > 1 and rng.random() < 0.93 else _WITHOUT_A_WIFE.draw(rng)
    if age < 27 and marital == WIDOWED:
        marital = DIVORCED
    name = draw_name(rng, peoples()[people], sex, age=age)
    return Person(name, sex, _born(rng, age), HEAD, marital)


def _spouse(rng: random.Random, head: Person, people: str) -> Person:
    age = round(min(max(head.age - rng.gauss(4, 4), 18), head.age + 6))
    name = draw_name(rng, peoples()[people], FEMALE, age=age)
    return Person(name, FEMALE, _born(rng, age), SPOUSE, MARRIED)


def _others_wanted(rng: random.Random, room: int, head: Person, *, alone: bool) -> int:
    if room == 0:
        return 0
    if head.age > 62:
        return sum(rng.random() < 0.55 for _ in range(room))
    wanted = int(rng.random() < 0.09) + int(rng.random() < 0.05)
    if alone and head.age < 30:
        wanted += 1
    return min(room, wanted)


def _births(rng: random.Random, wanted: int, head: Person, mother: Person) -> list[date]:
    """When the children at home were born, the eldest first; fewer than wanted when life is too short."""
    if wanted <= 0:
        return []
    mother_born = mother.born if mother.sex == FEMALE else mother.born + timedelta(days=round(3 * _YEAR))
    earliest = max(_later(mother_born, 17.2), _later(head.born, 16.5))
    latest = min(LISTED_ON, _later(mother_born, 43))
    every = [_later(earliest, rng.triangular(0, 9, 2.5))]
    while len(every) < 10 and every[-1] < latest:
        every.append(every[-1] + timedelta(days=round(rng.triangular(420, 2300, 1000))))
    every = [born for born in every if born <= latest]
    young = [born for born in every if LISTED_ON.year - born.year <= _LEAVES_HOME]
    if len(young) >= wanted:
        start = rng.randint(0, len(young) - wanted)
        return young[start : start + wanted]
    if len(every) >= wanted:
        return every[-wanted:]
    # Too few were born at that pace: they came closer together.
    fitting = min(wanted, (latest - earliest).days // _CLOSEST_BIRTHS)
    if fitting <= 0:
        return every
    pause = (latest - earliest).days // fitting
    return [
        earliest + timedelta(days=i * pause + rng.randint(0, pause - _CLOSEST_BIRTHS)) for i in range(fitting)
    ]


def _child(rng: random.Random, born: date, people: str, family: list[Person]) -> Person:
    head = family[0]
    sex = MALE if rng.random() < 0.51 else FEMALE
    age = LISTED_ON.year - born.year
    father = head.name if head.sex == MALE else ""
    marital = SINGLE
    if age >= 20:
        marital = Weighted({SINGLE: 0.84, MARRIED: 0.08, DIVORCED: 0.08}).draw(rng)
    taken = {word for person in family for word in person.name.split()[:1]}
    name = draw_name(rng, peoples()[people], sex, age=age, father=father)
    for _ in range(3):
        if name.split()[0] not in taken:
            break
        name = draw_name(rng, peoples()[people], sex, age=age, father=father)
    return Person(name, sex, born, CHILD, marital)


def _other(rng: random.Random, head: Person, people: str, *, has_parent: bool) -> Person:
    """An elderly parent, a grandchild, a brother, sister, nephew or niece."""
    sex = MALE if rng.random() < 0.45 else FEMALE
    if head.age <= 62 and not has_parent and rng.random() < 0.6:
        age = min(head.age + rng.randint(20, 33), 94)
        marital = WIDOWED if rng.random() < 0.78 else MARRIED
    elif head.age > 50:
        age = rng.randint(0, min(17, head.age - 42))
        marital = SINGLE
    else:
        age = rng.randint(max(1, head.age - 28), max(4, head.age - 4))
        marital = SINGLE
    return Person(draw_name(rng, peoples()[people], sex, age=age), sex, _born(rng, age), OTHER, marital)


def _born(rng: random.Random, age: int) -> date:
    return date(LISTED_ON.year - age, 1, 1) + timedelta(days=rng.randrange(365))


def _later(day: date, years: float) -> date:
    return day + timedelta(days=round(years * _YEAR))
