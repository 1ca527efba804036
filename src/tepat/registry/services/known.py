"""What the registry already holds of the families and people that a list names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tepat.registry.fields import DWELLING, FAMILY, PERSON
from tepat.registry.models import ExternalId, Family, IdentityNumber, Person, ProgrammeReceipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .list_rows import StagedFamily


@dataclass
class Subject:
    """A family, dwelling or person as known so far, growing while rows are applied.

    `id` is 32 hexadecimal digits.
    """

    id: str
    new: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    dwelling: Subject | None = None
    family_id: str | None = None
    relation: str = ""
    number_index: str = ""
    number_status: str = ""
    receipts: set[tuple[str, str]] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    head_alone: Subject | None = None

    @property
    def has_people(self) -> bool:
        """Whether members other than a head taken from the family's own row are known."""
        return bool(self.members - ({self.head_alone.id} if self.head_alone else set()))


@dataclass
class Known:
    """Families and people by the list's keys, and people by id."""

    families: dict[str, Subject]
    people: dict[str, Subject]


def key_scheme(scheme: str, subject: str, region_code: str) -> str:
    """Whose keys they are: "p3ke.family@64.08". Equal keys in two regencies name two families."""
    return f"{scheme}.{subject}@{region_code[:5]}"


def load_known(scheme: str, region_code: str, staged: Sequence[StagedFamily]) -> Known:
    """Six queries, whatever the number of families."""
    family_keys = [family.key for family in staged]
    person_keys = [key for family in staged for key, _ in family.people]
    family_ids = dict(
        ExternalId.objects.filter(
            scheme=key_scheme(scheme, "family", region_code), value__in=family_keys
        ).values_list("value", "family_id")
    )
    person_ids = dict(
        ExternalId.objects.filter(
            scheme=key_scheme(scheme, "person", region_code), value__in=person_keys
        ).values_list("value", "person_id")
    )
    if not family_ids and not person_ids:
        return Known({}, {})

    families = {family_id: Subject(family_id.hex) for family_id in family_ids.values()}
    for row in Family.objects.filter(id__in=families).select_related("dwelling"):
        subject = families[row.id]
        subject.values = {name: _plain(getattr(row, name)) for name in FAMILY}
        if (dwelling := getattr(row, "dwelling", None)) is not None:
            subject.dwelling = Subject(
                dwelling.id.hex, values={name: getattr(dwelling, name) for name in DWELLING}
            )
    people = _load_people(families, set(person_ids.values()), set(family_ids.values()))
    _load_receipts(families, people)
    return Known(
        {key: families[family_id] for key, family_id in family_ids.items()},
        {key: people[person_id] for key, person_id in person_ids.items()},
    )


def _load_people(families: dict[Any, Subject], wanted: set[Any], family_ids: set[Any]) -> dict[Any, Subject]:
    people: dict[Any, Subject] = {}
    rows = Person.objects.filter(family_id__in=family_ids) | Person.objects.filter(id__in=wanted)
    keyed = set(ExternalId.objects.filter(person__in=rows.values("id")).values_list("person_id", flat=True))
    for row in rows:
        subject = people[row.id] = Subject(row.id.hex)
        subject.values = {name: _plain(getattr(row, name)) for name in PERSON}
        subject.family_id = row.family_id.hex
        subject.relation = row.relation
        subject.number_status = row.nik_status
        if (family := families.get(row.family_id)) is not None:
            family.members.add(subject.id)
            family.names[subject.id] = row.name
            if row.relation == "head" and row.id not in keyed:
                family.head_alone = subject
    numbers = IdentityNumber.objects.filter(person_id__in=people, kind="nik", ended_by__isnull=True)
    for person_id, index in numbers.values_list("person_id", "index"):
        people[person_id].number_index = index
    return people


def _load_receipts(families: dict[Any, Subject], people: dict[Any, Subject]) -> None:
    found: dict[Any, set[tuple[str, str]]] = defaultdict(set)
    rows = ProgrammeReceipt.objects.filter(family_id__in=families) | ProgrammeReceipt.objects.filter(
        person_id__in=people
    )
    for family_id, person_id, programme, period in rows.values_list(
        "family_id", "person_id", "programme", "period"
    ):
        found[family_id or person_id].add((programme, period))
    for subject_id, receipts in found.items():
        (families.get(subject_id) or people[subject_id]).receipts = receipts


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
