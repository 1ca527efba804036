"""Families and people as rows of the ministry's two files, column by column in the layout's order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from tepat.demo.livelihood import PROGRAMMES, Welfare
from tepat.demo.people import FEMALE, Person
from tepat.demo.places import Village
from tepat.demo.workbook import Cell
from tepat.engine.layouts import Layout, builtin

FAMILY, PERSON = "family", "person"
LAYOUT_IDS = {FAMILY: "p3ke_2023_keluarga", PERSON: "p3ke_2023_individu"}
# The columns of a head in the family file, by the person file's name for the same thing.
HEAD_FIELDS = {
    "name": "head_name",
    "nik": "head_nik",
    "birth_date": "head_birth_date",
    "sex": "head_sex",
    "civil_match": "head_civil_match",
    "occupation": "head_occupation",
    "employment": "head_employment",
    "education": "head_education",
    "marital": "head_marital",
}
_BANDS = (
    (5, "USIA < 5 TAHUN"),
    (12, "USIA 6-12 TAHUN"),
    (15, "USIA 13-15 TAHUN"),
    (18, "USIA 16-18 TAHUN"),
    (59, "USIA 19 - 59 TAHUN"),
)


@cache
def layout(subject: str) -> Layout:
    """The layout that a subject's file is written in."""
    return builtin().get(LAYOUT_IDS[subject])


@cache
def headers(subject: str) -> tuple[str, ...]:
    """The file's headers, as the ministry writes them."""
    return tuple(column.header for column in layout(subject).columns.values())


@cache
def positions(subject: str) -> dict[str, int]:
    """Canonical column → its place in the row."""
    return {name: place for place, name in enumerate(layout(subject).columns)}


@dataclass(slots=True)
class Mark:
    """What the truth says of one cell. `true` and `written` are the texts a reader of the file sees.

    Both are None where the mark only points at the cell, whatever stands there, and the note says what is
    wrong around it. An `effect` is no damage of its own: damage elsewhere shows here.
    """

    field: str
    kind: str
    true: str | None
    written: str | None
    note: str = ""
    effect: bool = False


@dataclass(slots=True)
class Row:
    """One row on its way into a file. `sealed` rows are left as they are by every later damage."""

    subject: str
    cells: list[Cell]
    marks: list[Mark] = field(default_factory=list)
    sealed: bool = False
    sheet: str = ""
    number: int = 0

    def __getitem__(self, name: str) -> Cell:
        return self.cells[positions(self.subject)[name]]

    def put(self, name: str, value: Cell) -> None:
        """Set a cell; nothing is noted, for what is put is true."""
        self.cells[positions(self.subject)[name]] = value

    def spoil(self, name: str, value: Cell, kind: str, note: str = "") -> None:
        """Set a cell to what is not so (or not so written), and note it."""
        self.marks.append(Mark(name, kind, shown(self[name]), shown(value), note))
        self.put(name, value)

    def point(self, name: str, kind: str, note: str, *, effect: bool = False) -> None:
        """Note something about a cell that is itself as it should be."""
        self.marks.append(Mark(name, kind, None, None, note, effect))

    def marked(self, name: str) -> bool:
        """Whether the truth says anything of this cell already."""
        return any(mark.field == name for mark in self.marks)


def shown(value: Cell) -> str:
    """A cell as a reader of the file sees it."""
    if value is None:
        return ""
    if isinstance(value, str | int):
        return str(value)
    return f"{value:%d/%m/%Y}"


def age_band(age: int) -> str:
    """The file's label; age 5 is in none of them and stands with the youngest."""
    return next((label for oldest, label in _BANDS if age <= oldest), "USIA 60+ TAHUN")


@dataclass(slots=True)
class FamilyFacts:
    """What the family's own row says beside its head."""

    key: str
    village: Village
    welfare: Welfare
    address: str
    updated_year: int
    house: dict[str, str]


def _place(facts: FamilyFacts) -> dict[str, Cell]:
    village = facts.village
    return {
        "family_key": facts.key,
        "updated_year": facts.updated_year,
        "province_name": village.province,
        "regency_name": village.regency,
        "district_name": village.district,
        "village_name": village.name,
        "region_code": village.region_digits,
        "desil": facts.welfare.desil,
        "percentile": facts.welfare.percentile,
        "address": facts.address,
        "verval_priority": "NORMAL",
    }


def _yes(said: bool) -> str:
    return "YA" if said else "TIDAK"


def family_row(facts: FamilyFacts, people: Sequence[Person]) -> Row:
    """The family file's row."""
    head = people[0]
    values = {
        **_place(facts),
        **{HEAD_FIELDS[name]: value for name, value in person_values(head).items() if name in HEAD_FIELDS},
        **facts.house,
        **{f"prog_{name}": _yes(any(name in p.programmes for p in people)) for name in PROGRAMMES},
    }
    if all(person.age < 17 for person in people):
        values["verval_priority"] = "KELUARGA TIDAK ADA USIA 17+ TAHUN"
    return Row(FAMILY, [values[name] for name in positions(FAMILY)])


def person_row(facts: FamilyFacts, person: Person) -> Row:
    """The individual file's row."""
    values = {
        **_place(facts),
        **person_values(person),
        **{f"prog_{name}": _yes(name in person.programmes) for name in PROGRAMMES},
    }
    return Row(PERSON, [values[name] for name in positions(PERSON)])


def person_values(person: Person) -> dict[str, Cell]:
    """What the person file says of a person, by its columns."""
    return {
        "person_key": person.key,
        "name": person.name,
        "nik": person.nik,
        "birth_date": f"{person.born:%d/%m/%Y}",
        "civil_match": person.civil_match,
        "sex": "PEREMPUAN" if person.sex == FEMALE else "LAKI-LAKI",
        "relation": person.relation,
        "marital": person.marital,
        "occupation": person.occupation,
        "employment": person.employment,
        "education": person.education,
        "age": person.age,
        "age_band": age_band(person.age),
    }
