"""One family as its page shows it: every value with the row it came from.

A field's source is the newest version that names it. A fixed number of queries, whatever the family's size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform import crypto
from tepat.platform.regions.models import Region

from .fields import DWELLING, FAMILY, PERSON, PROGRAMMES, shown
from .masking import masked_name
from .membership_history import FormerMember
from .models import (
    DesilReading,
    DwellingVersion,
    Family,
    FamilyVersion,
    IdentityNumber,
    Person,
    PersonVersion,
    ProgrammeReceipt,
    SourceRow,
)
from .numbers import MASK, REGISTRY_KEY, context, masked

NUMBER_STATES = {"shared": gettext_lazy("dipakai bersama"), "damaged": gettext_lazy("rusak")}


@dataclass
class Fact:
    """A labelled value and where it stands, for the facts component."""

    label: Any
    value: Any
    source: dict[str, Any] | None = None
    note: str = ""


@dataclass
class PersonRecord:
    """A member: facts, the current number masked, and programmes received."""

    id: Any
    name: str
    relation: str
    age: int | None
    facts: list[Fact]
    number: IdentityNumber | None = None
    number_mask: str = ""
    number_status: str = ""
    revealed: str = ""
    programmes: list[str] = field(default_factory=list)

    @property
    def number_badge(self) -> str:
        """The state where it is worth a badge: nothing is said of a sound number."""
        return self.number_status if self.number_status in NUMBER_STATES else ""

    @property
    def number_state(self) -> str:
        """The state of the number in words; nothing to say of a sound one."""
        return str(NUMBER_STATES.get(self.number_status, ""))


@dataclass
class FamilyRecord:
    """Everything the family page shows of the registry."""

    family: Family
    head_name: str
    facts: list[Fact]
    dwelling: list[Fact]
    people: list[PersonRecord]
    gone: list[tuple[FormerMember, PersonRecord]]
    programmes: list[Fact]
    desil_readings: list[DesilReading]
    missing: list[str]


def family_record(
    family: Family,
    gone: Sequence[FormerMember] = (),
    *,
    names: bool,
    last_digits: bool,
    today: date,
    revealed: dict[Any, str] | None = None,
) -> FamilyRecord:
    """Gather a family that the caller has found in the user's scope. Without `names`, names are initials;
    without `last_digits` a number is masked whole, for its serial is all that birth date, sex and district
    do not tell.

    `gone` are those who left it for no other family, whom only this page shows. `revealed` holds numbers in
    clear by id, which the caller has logged.
    """
    regions = dict(Region.objects.filter(code=family.region_code).values_list("code", "name"))
    sources = _sources(FamilyVersion.objects.filter(family=family))
    head = family.head_name if names else masked_name(family.head_name)
    special = {"region_code": regions.get(family.region_code, family.region_code), "head_name": head}
    facts = [
        Fact(label, special.get(name, shown("family", name, getattr(family, name))), sources.get(name))
        for name, label in FAMILY.items()
    ]
    dwelling = getattr(family, "dwelling", None)
    dwelling_sources = _sources(DwellingVersion.objects.filter(dwelling__family=family))
    dwelling_facts = [
        Fact(label, shown("dwelling", name, getattr(dwelling, name, "")), dwelling_sources.get(name))
        for name, label in DWELLING.items()
    ]
    members = list(family.people.all())
    records = _records(
        [*members, *(one.person for one in gone)], names=names, last_digits=last_digits, today=today
    )
    for person in records.values():
        if person.number is not None:
            person.revealed = (revealed or {}).get(person.number.id, "")
    people = [records[person.id] for person in _in_order(members, today)]
    receipts = ProgrammeReceipt.objects.filter(family=family).select_related(
        "source_row__file", "source_row__source"
    )
    programmes = [
        Fact(PROGRAMMES.get(r.programme, r.programme), _("menurut daftar %(y)s") % {"y": r.period or "–"},
             _place(r.source_row))
        for r in receipts
    ]  # fmt: skip
    missing = [str(fact.label) for fact in (*facts, *dwelling_facts) if fact.value in (None, "")]
    if family.kk_status != "sound":
        missing.insert(0, _("No. KK"))
    if without := sum(person.number_status != "sound" for person in people):
        missing.insert(0, _("NIK yang dapat dipakai: %(n)s anggota") % {"n": without})
    return FamilyRecord(
        family, head, facts, dwelling_facts, people, [(one, records[one.person.id]) for one in gone], programmes,
        list(family.desil_readings.select_related("source_row__file", "source_row__source").order_by("-id")),
        missing,
    )  # fmt: skip


def _in_order(people: Iterable[Person], today: date) -> list[Person]:
    order = {"head": 0, "spouse": 1, "child": 2}
    return sorted(people, key=lambda one: (order.get(one.relation, 3), one.birth_date or today))


def _records(
    people: Sequence[Person], *, names: bool, last_digits: bool, today: date
) -> dict[Any, PersonRecord]:
    versions = PersonVersion.objects.filter(person__in=people)
    by_person: dict[Any, list[PersonVersion]] = {}
    for version in versions.select_related("source_row__file", "source_row__source").order_by("id"):
        by_person.setdefault(version.person_id, []).append(version)
    numbers = {
        number.person_id: number
        for number in IdentityNumber.objects.filter(person__in=people, kind="nik", ended_by__isnull=True)
    }
    programmes: dict[Any, list[str]] = {}
    for receipt in ProgrammeReceipt.objects.filter(person__in=people):
        programmes.setdefault(receipt.person_id, []).append(
            PROGRAMMES.get(receipt.programme, receipt.programme)
        )
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY)) if numbers else None
    records = {}
    for person in people:
        sources = _fold(by_person.get(person.id, []))
        name = person.name if names else masked_name(person.name)
        facts = [
            Fact(label, name if field_name == "name" else shown("person", field_name, getattr(person, field_name)),
                 sources.get(field_name))
            for field_name, label in PERSON.items()
        ]  # fmt: skip
        record = PersonRecord(
            person.id,
            name,
            shown("person", "relation", person.relation),
            age_on(person.birth_date, today),
            facts,
        )
        record.programmes = sorted(set(programmes.get(person.id, [])))
        record.number_status = person.nik_status
        if opener is not None and (number := numbers.get(person.id)) is not None:
            record.number = number
            text = opener.open(context(number.id.hex), bytes(number.sealed)).decode()
            record.number_mask = masked(text) if last_digits else MASK
        records[person.id] = record
    return records


def age_on(birth_date: date | None, today: date) -> int | None:
    """Whole years lived; None without a birth date, or with one still to come."""
    if birth_date is None or birth_date > today:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _sources(versions: Any) -> dict[str, dict[str, Any]]:
    return _fold(versions.select_related("source_row__file", "source_row__source").order_by("id"))


def _fold(versions: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Field by field the source of the newest version naming it."""
    sources: dict[str, dict[str, Any]] = {}
    for version in versions:
        place = _place(version.source_row)
        for name in version.values:
            sources[name] = place
    return sources


def _place(row: SourceRow | None) -> dict[str, Any]:
    if row is None:
        return {"text": _("Tidak tercatat")}
    return {
        "text": _("%(source)s · %(file)s · lembar %(sheet)s · baris %(row)s")
        % {"source": row.source.name, "file": row.file.name, "sheet": row.sheet, "row": row.row},
        "as_of": row.source.as_of or row.source.created_at,
    }
