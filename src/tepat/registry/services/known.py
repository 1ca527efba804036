"""What the registry already holds of the families and people that a list names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tepat.platform.database.several import Several
from tepat.registry.fields import DWELLING, FAMILY, PERSON
from tepat.registry.models import (
    STANDS,
    DesilReading,
    ExternalId,
    Family,
    FamilyHold,
    IdentityNumber,
    Membership,
    Person,
    ProgrammeReceipt,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(eq=False)
class Subject:
    """A family, dwelling or person as known so far, growing while rows are applied.

    `id` is 32 hexadecimal digits. `keyed` says that a list has a key for the person: a head known from the
    family's own row alone has none; `keyed_elsewhere` that this list has none yet, and another has. `lived_in`
    holds all who live in a family or did before this call moved them, by id; `gone` those heads known alone who
    left it and live in no other; `scales` the newest desil on each scale that a list with several told. `verified`
    are the fields that no list changes.
    """

    id: str
    new: bool = False
    keyed: bool = True
    keyed_elsewhere: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    dwelling: Subject | None = None
    family_id: str | None = None
    relation: str = ""
    number_index: str = ""
    number_status: str = ""
    receipts: set[tuple[str, str]] = field(default_factory=set)
    lived_in: dict[str, Subject] = field(default_factory=dict)
    gone: list[Subject] = field(default_factory=list)
    scales: dict[str, int] = field(default_factory=dict)
    verified: frozenset[str] = frozenset()

    @property
    def members(self) -> list[Subject]:
        """The people who live in the family now."""
        return [person for person in self.lived_in.values() if person.family_id == self.id]

    @property
    def heads(self) -> list[Subject]:
        """The members whom a list calls the head: one, unless one list names several at once."""
        return [person for person in self.members if person.relation == "head"]

    @property
    def heads_alone(self) -> list[Subject]:
        """Heads that only the family's own rows ever told of, the present one first."""
        return [person for person in (*self.heads, *self.gone) if not person.keyed]


@dataclass
class Known:
    """Families and people by the list's keys, and people by id."""

    families: dict[str, Subject]
    people: dict[str, Subject]


def key_scheme(scheme: str, subject: str, region_code: str) -> str:
    """Whose keys they are: "p3ke.family@64.08". Equal keys in two regencies name two families."""
    return f"{scheme}.{subject}@{region_code[:5]}"


def load_known(
    scheme: str,
    region_code: str,
    family_keys: Sequence[str],
    person_keys: Sequence[str],
    ids: Mapping[str, str],
    *,
    scales: bool,
) -> Known:
    """Eleven queries at most, whatever the number of families. A held family's village counts as verified.

    `ids` are of families, by key, for which no list needs a key. `scales` asks for the newest desil on each scale,
    which only a list with several needs.
    """
    family_ids = dict(
        ExternalId.objects.filter(
            scheme=key_scheme(scheme, "family", region_code), value__in=Several(family_keys)
        ).values_list("value", "family_id")
    )
    family_ids |= {key: UUID(one) for key, one in ids.items()}
    of_person = key_scheme(scheme, "person", region_code)
    person_ids = dict(
        ExternalId.objects.filter(scheme=of_person, value__in=Several(person_keys)).values_list(
            "value", "person_id"
        )
    )
    if not family_ids and not person_ids:
        return Known({}, {})

    families = {family_id: Subject(family_id.hex) for family_id in family_ids.values()}
    held = set(
        FamilyHold.objects.filter(family__in=families, lifted_at=None).values_list("family_id", flat=True)
    )
    for row in Family.objects.filter(id__in=families).select_related("dwelling"):
        subject = families[row.id]
        subject.values = {name: _plain(getattr(row, name)) for name in FAMILY}
        subject.number_status = row.kk_status
        subject.verified = frozenset(row.verified.split()) | ({"region_code"} if row.id in held else set())
        if (dwelling := getattr(row, "dwelling", None)) is not None:
            subject.dwelling = Subject(
                dwelling.id.hex,
                values={name: getattr(dwelling, name) for name in DWELLING},
                verified=frozenset(dwelling.verified.split()),
            )
    _load_of_families(families, scales=scales)
    people = _load_people(families, set(person_ids.values()), set(family_ids.values()), of_person)
    _load_receipts(families, people)
    return Known(
        {key: families[family_id] for key, family_id in family_ids.items()},
        {key: people[person_id] for key, person_id in person_ids.items()},
    )


def _load_of_families(families: dict[Any, Subject], *, scales: bool) -> None:
    numbers = IdentityNumber.objects.filter(family_id__in=families, kind="kk", ended_by__isnull=True)
    for family_id, index in numbers.values_list("family_id", "index"):
        families[family_id].number_index = index
    if scales:
        readings = DesilReading.objects.filter(STANDS, family_id__in=families).order_by("id")
        for family_id, scale, value in readings.values_list("family_id", "scale", "value"):
            families[family_id].scales[scale] = value


def _load_people(
    families: dict[Any, Subject], wanted: set[Any], family_ids: set[Any], scheme: str
) -> dict[Any, Subject]:
    gone = _heads_gone(family_ids)
    people: dict[Any, Subject] = {}
    rows = Person.objects.filter(family_id__in=family_ids) | Person.objects.filter(
        id__in=wanted | gone.keys()
    )
    for row in rows:
        subject = people[row.id] = Subject(row.id.hex)
        subject.values = {name: _plain(getattr(row, name)) for name in PERSON}
        subject.relation = row.relation
        subject.number_status = row.nik_status
        subject.verified = frozenset(row.verified.split())
        if row.family_id is not None:
            subject.family_id = row.family_id.hex
            if (family := families.get(row.family_id)) is not None:
                family.lived_in[subject.id] = subject
    others = people.keys() - wanted
    schemes: dict[Any, set[str]] = {}
    for person_id, of in ExternalId.objects.filter(person__in=others).values_list("person_id", "scheme"):
        schemes.setdefault(person_id, set()).add(of)
    for person_id, known_to in schemes.items():
        people[person_id].keyed_elsewhere = scheme not in known_to
    for person_id in others - schemes.keys():
        people[person_id].keyed = False
        if person_id in gone:
            families[gone[person_id]].gone.append(people[person_id])
    numbers = IdentityNumber.objects.filter(person_id__in=people, kind="nik", ended_by__isnull=True)
    for person_id, index in numbers.values_list("person_id", "index"):
        people[person_id].number_index = index
    return people


def _heads_gone(family_ids: set[Any]) -> dict[Any, Any]:
    """People who left one of these families as its head and live in none, each with the family."""
    left = Membership.objects.filter(
        STANDS, family__in=family_ids, ended_by__isnull=False, relation="head", person__family__isnull=True
    )
    return dict(left.values_list("person_id", "family_id"))


def _load_receipts(families: dict[Any, Subject], people: dict[Any, Subject]) -> None:
    found: dict[Any, set[tuple[str, str]]] = defaultdict(set)
    rows = ProgrammeReceipt.objects.filter(family_id__in=families) | ProgrammeReceipt.objects.filter(
        person_id__in=people
    )
    for family_id, person_id, programme, period in rows.filter(STANDS).values_list(
        "family_id", "person_id", "programme", "period"
    ):
        found[family_id or person_id].add((programme, period))
    for subject_id, receipts in found.items():
        (families.get(subject_id) or people[subject_id]).receipts = receipts


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
