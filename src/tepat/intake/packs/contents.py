"""What a pack says of its families: the registry as it is now, numbers masked.

Five queries a pack, whatever the number of families.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from tepat.intake.models import TargetList
from tepat.platform import crypto
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within
from tepat.registry.fields import DWELLING
from tepat.registry.models import Family, IdentityNumber, Person
from tepat.registry.numbers import REGISTRY_KEY, context, masked

# What a village can complete of a person, beside the number.
PERSON_FIELDS = ("relation", "birth_date", "sex", "marital", "occupation", "employment", "education")
DWELLING_FIELDS = tuple(DWELLING)
_RANK = {"head": 0, "spouse": 1, "child": 2}


@dataclass(frozen=True)
class PackPerson:
    """A member: `values` are codes and dates as the registry holds them, `number` is masked, "" for none."""

    id: UUID
    name: str
    number: str
    number_status: str
    values: Mapping[str, Any]

    @property
    def missing(self) -> int:
        """How many of the fields a village can complete are empty."""
        return sum(value in (None, "") for value in self.values.values()) + (self.number_status != "sound")


@dataclass
class PackFamily:
    """A family with its village, its dwelling's codes and its people, the head first."""

    id: UUID
    village: str
    head_name: str
    address: str
    has_kk: bool
    dwelling: Mapping[str, str]
    people: list[PackPerson] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many fields are empty, the people's included."""
        own = sum(value == "" for value in self.dwelling.values()) + (not self.address) + (not self.has_kk)
        return own + sum(person.missing for person in self.people)


def regions_to_pack(target_list: TargetList, length: int, areas: Collection[str] = ()) -> list[str]:
    """The codes of `length` characters in which the list has families; one known only above stays there.

    With `areas` only those of them, or that hold one of them.
    """
    codes = Family.objects.filter(list_entries__target_list=target_list).order_by()
    stand = codes.values_list("region_code", flat=True).distinct()
    return sorted({code[:length] for code in stand if not areas or code in areas})


def families_in(target_list: TargetList, region_code: str, *, and_below: bool) -> list[PackFamily]:
    """The list's families of a region, village by village in the order of the heads' names.

    Without `and_below` those that stand at this very code alone: of a district, those whose village nobody
    knows yet.
    """
    place = within([region_code]) if and_below else Q(region_code=region_code)
    rows = list(
        Family.objects.filter(place, list_entries__target_list=target_list)
        .select_related("dwelling")
        .order_by("region_code", "sort_name", "id")
    )
    names = regions.names({row.region_code for row in rows})
    made = {
        row.id: PackFamily(
            row.id,
            names.get(row.region_code, row.region_code),
            row.head_name,
            row.address,
            row.kk_status == "sound",
            {name: getattr(getattr(row, "dwelling", None), name, "") for name in DWELLING_FIELDS},
        )
        for row in rows
    }
    people = list(Person.objects.filter(family__in=made))
    numbers = _masked_numbers(person.id for person in people)
    for person in sorted(people, key=_order):
        assert person.family_id is not None
        made[person.family_id].people.append(
            PackPerson(
                person.id,
                person.name,
                numbers.get(person.id, ""),
                person.nik_status,
                {name: getattr(person, name) for name in PERSON_FIELDS},
            )
        )
    return list(made.values())


def _order(person: Person) -> tuple[int, date, UUID]:
    return _RANK.get(person.relation, 3), person.birth_date or date.max, person.id


def _masked_numbers(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The last four characters are what a village compares with the card."""
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    current = IdentityNumber.objects.filter(person__in=list(person_ids), kind="nik", ended_by__isnull=True)
    return {
        person_id: masked(opener.open(context(number_id.hex), bytes(sealed)).decode())
        for number_id, person_id, sealed in current.values_list("id", "person_id", "sealed")
    }
