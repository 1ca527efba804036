"""One family as its page shows it: every value with the row it came from.

A field's source is the newest version that names it. A fixed number of queries, whatever the family's size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform import crypto
from tepat.platform.regions.models import Region

from .desil_drawings import DesilDrawing, desil_drawings
from .fields import DWELLING, FAMILY, PERSON, PROGRAMMES, SCALES, shown
from .masking import masked_name
from .membership_history import FormerMember
from .models import (
    STANDS,
    ChangeSet,
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

_SOURCES = ("source_row__file", "source_row__source", "change_set__by")
# That nobody died or moved away is no gap in what is known.
_ONLY_WHEN_TOLD = frozenset({"presence", "presence_day"})
NUMBER_STATES = {"shared": gettext_lazy("dipakai bersama"), "damaged": gettext_lazy("rusak")}


@dataclass
class Fact:
    """A labelled value and where it stands, for the facts component."""

    label: Any
    value: Any
    source: dict[str, Any] | None = None
    note: str = ""


@dataclass
class NumberRecord:
    """A number as a page shows it: masked, revealed where that was logged, and its state."""

    number: IdentityNumber
    mask: str
    status: str
    revealed: str = ""

    @property
    def badge(self) -> str:
        """The state where it is worth a badge: nothing is said of a sound number."""
        return self.status if self.status in NUMBER_STATES else ""

    @property
    def state(self) -> str:
        """The state in words; nothing to say of a sound one."""
        return str(NUMBER_STATES.get(self.status, ""))


@dataclass
class PersonRecord:
    """A member: facts, the current number masked, and programmes received."""

    id: Any
    name: str
    relation: str
    age: int | None
    facts: list[Fact]
    nik: NumberRecord | None = None
    nik_status: str = ""
    programmes: list[str] = field(default_factory=list)


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
    desil: list[Fact]
    desil_drawn: list[DesilDrawing]
    missing: list[str]
    kk: NumberRecord | None = None


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
        Fact(
            label, special.get(name, shown("family", name, getattr(family, name))), sources.get(name),
            _note(family, name),
        )
        for name, label in FAMILY.items()
    ]  # fmt: skip
    dwelling = getattr(family, "dwelling", None)
    dwelling_sources = _sources(DwellingVersion.objects.filter(dwelling__family=family))
    dwelling_facts = [
        Fact(
            label, shown("dwelling", name, getattr(dwelling, name, "")), dwelling_sources.get(name),
            _note(dwelling, name),
        )
        for name, label in DWELLING.items()
    ]  # fmt: skip
    numbers = _numbers(family, [one.person for one in gone], last_digits=last_digits, revealed=revealed or {})
    members = list(family.people.all())
    records = _records([*members, *(one.person for one in gone)], numbers, names=names, today=today)
    people = [records[person.id] for person in _in_order(members, today)]
    receipts = ProgrammeReceipt.objects.filter(STANDS, family=family).select_related(
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
    if without := sum(person.nik_status != "sound" for person in people):
        missing.insert(0, _("NIK yang dapat dipakai: %(n)s anggota") % {"n": without})
    readings = _readings(family)
    return FamilyRecord(
        family, head, facts, dwelling_facts, people, [(one, records[one.person.id]) for one in gone], programmes,
        [Fact(SCALES.get(one.scale, one.scale), one.value, _place(one.source_row)) for one in readings],
        desil_drawings(readings, family.region_code), missing, numbers.get(family.id),
    )  # fmt: skip


def _readings(family: Family) -> list[DesilReading]:
    """The readings of each scale, newest first."""
    stand = family.desil_readings.filter(STANDS)
    return list(stand.select_related("source_row__file", "source_row__source").order_by("-id"))


def _numbers(
    family: Family, gone: Sequence[Person], *, last_digits: bool, revealed: dict[Any, str]
) -> dict[Any, NumberRecord]:
    """The current numbers of the family, its members and those gone, by their bearers' ids."""
    current = IdentityNumber.objects.filter(ended_by__isnull=True).filter(
        Q(family=family) | Q(person__family=family) | Q(person__in=gone)
    )
    found: dict[Any, NumberRecord] = {}
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY)) if last_digits else None
    for number in current.select_related("person"):
        status = number.person.nik_status if number.person else family.kk_status
        mask = MASK
        if opener is not None:
            mask = masked(opener.open(context(number.id.hex), bytes(number.sealed)).decode())
        owner = number.person_id or family.id
        found[owner] = NumberRecord(number, mask, status, revealed.get(number.id, ""))
    return found


def _in_order(people: Iterable[Person], today: date) -> list[Person]:
    order = {"head": 0, "spouse": 1, "child": 2}
    return sorted(people, key=lambda one: (order.get(one.relation, 3), one.birth_date or today))


def _records(
    people: Sequence[Person], numbers: dict[Any, NumberRecord], *, names: bool, today: date
) -> dict[Any, PersonRecord]:
    versions = PersonVersion.objects.filter(person__in=people)
    by_person: dict[Any, list[PersonVersion]] = {}
    for version in versions.filter(STANDS).select_related(*_SOURCES).order_by("id"):
        by_person.setdefault(version.person_id, []).append(version)
    programmes: dict[Any, list[str]] = {}
    for receipt in ProgrammeReceipt.objects.filter(STANDS, person__in=people):
        programmes.setdefault(receipt.person_id, []).append(
            PROGRAMMES.get(receipt.programme, receipt.programme)
        )
    records = {}
    for person in people:
        sources = _fold(by_person.get(person.id, []))
        name = person.name if names else masked_name(person.name)
        facts = [
            Fact(label, name if field_name == "name" else shown("person", field_name, getattr(person, field_name)),
                 sources.get(field_name), _note(person, field_name))
            for field_name, label in PERSON.items()
            if field_name not in _ONLY_WHEN_TOLD or getattr(person, field_name)
        ]  # fmt: skip
        record = PersonRecord(
            person.id,
            name,
            shown("person", "relation", person.relation),
            age_on(person.birth_date, today),
            facts,
        )
        record.programmes = sorted(set(programmes.get(person.id, [])))
        record.nik, record.nik_status = numbers.get(person.id), person.nik_status
        records[person.id] = record
    return records


def age_on(birth_date: date | None, today: date) -> int | None:
    """Whole years lived; None without a birth date, or with one still to come."""
    if birth_date is None or birth_date > today:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _sources(versions: Any) -> dict[str, dict[str, Any]]:
    return _fold(versions.filter(STANDS).select_related(*_SOURCES).order_by("id"))


def _fold(versions: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Field by field the source of the newest version naming it."""
    sources: dict[str, dict[str, Any]] = {}
    for version in versions:
        place = _told_by(version)
        for name in version.values:
            sources[name] = place
    return sources


def _note(subject: Any, field_name: str) -> str:
    return _("terverifikasi") if subject and field_name in subject.verified.split() else ""


def _told_by(version: Any) -> dict[str, Any]:
    """The row that a version came from; of a person's correction, whose and why."""
    act: ChangeSet = version.change_set
    if act.kind != "correction":
        return _place(version.source_row)
    words = {"who": act.by.full_name or act.by.username, "why": act.reason}
    return {"text": _("Diperbaiki oleh %(who)s: %(why)s") % words, "as_of": act.begun_at}


def _place(row: SourceRow | None) -> dict[str, Any]:
    if row is None:
        return {"text": _("Tidak tercatat")}
    return {
        "text": _("%(source)s · %(file)s · lembar %(sheet)s · baris %(row)s")
        % {"source": row.source.name, "file": row.file.name, "sheet": row.sheet, "row": row.row},
        "as_of": row.source.as_of or row.source.created_at,
    }
