"""The present state of families, dwellings and people, derived anew from the facts.

For what touches few of them and any field: a correction, a decision. Lists have their own quick way (writer.py),
which comes to the same state.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tepat.platform.database import bulk
from tepat.registry.fields import DWELLING, FAMILY, PERSON
from tepat.registry.models import (
    BINDING,
    STANDS,
    ChangeSet,
    Dwelling,
    DwellingVersion,
    Family,
    FamilyVersion,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
)

from .known import Subject
from .touching import regions_of, touch
from .writer import columns_of, count_anew, settle_words, sort_name


def restate(change_set: ChangeSet, *, families: Iterable[UUID] = (), people: Iterable[UUID] = ()) -> None:
    """Write the columns, members' counts and search words that follow from the facts of these subjects.

    `change_set` is the act after which they are told anew; their regions, before and after, are marked as touched by
    it. A fixed number of queries; the families in which the people live or lived are counted anew as well.
    """
    wanted, told = set(people), set(families)
    lived, renamed = _restate_people(wanted) if wanted else (set[UUID](), set[UUID]())
    homes = told | lived
    if not homes:
        return
    stood = regions_of(homes)
    if told:
        renamed |= _restate_families(told)
        _restate_dwellings(told)
    count_anew(homes)
    settle_words(renamed)
    touch(change_set, stood | regions_of(homes))


def _restate_families(families: set[UUID]) -> set[UUID]:
    """Return those that are called or stand otherwise than before."""
    before = {
        family_id: named
        for family_id, *named in Family.objects.filter(id__in=families).values_list(
            "id", "region_code", "head_name", "sort_name"
        )
    }
    told = _laid_over(FamilyVersion.objects.filter(family__in=families), "family_id")
    cards = _statuses(IdentityNumber.objects.filter(family__in=families), "family_id")
    rows, renamed = [], set()
    for family_id in families:
        family = told.get(family_id) or Subject(family_id.hex)
        order = sort_name(family)
        card = cards.get(family_id, "")
        rows.append((*columns_of(family, FAMILY), order, card, _listed(family), family_id.hex))
        named = [family.values.get("region_code", ""), family.values.get("head_name", ""), order]
        if named != before[family_id]:
            renamed.add(family_id)
    bulk.update(Family, (*FAMILY, "sort_name", "kk_status", "verified"), rows)
    return renamed


def _restate_people(people: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Return the families they live in now and those they are taken from here, and which of them bear other names."""
    places = {
        person: (family, relation)
        for person, family, relation in Membership.objects.filter(
            person__in=people, ended_by__isnull=True
        ).values_list("person_id", "family_id", "relation")
    }
    before = {
        person_id: (family_id, name)
        for person_id, family_id, name in Person.objects.filter(id__in=people).values_list(
            "id", "family_id", "name"
        )
    }
    homes = {*(lived for lived, _name in before.values()), *(family for family, _relation in places.values())}
    renamed: set[UUID | None] = set()
    told = _laid_over(PersonVersion.objects.filter(person__in=people), "person_id")
    niks = _statuses(IdentityNumber.objects.filter(person__in=people), "person_id")
    rows = []
    for person_id in people:
        person = told.get(person_id) or Subject(person_id.hex)
        family_id, relation = places.get(person_id, (None, ""))
        place = (family_id.hex if family_id else None, relation)
        state = (*place, niks.get(person_id, ""), _listed(person))
        rows.append((*columns_of(person, PERSON), *state, person_id.hex))
        lived, name = before[person_id]
        if (family_id, person.values.get("name", "")) != (lived, name):
            renamed |= {lived, family_id}
    bulk.update(Person, (*PERSON, "family", "relation", "nik_status", "verified"), rows)
    return _known(homes), _known(renamed)


def _known(ids: Iterable[UUID | None]) -> set[UUID]:
    return {one for one in ids if one is not None}


def _restate_dwellings(families: set[UUID]) -> None:
    told = _laid_over(DwellingVersion.objects.filter(dwelling__family__in=families), "dwelling_id")
    rows = []
    for dwelling_id in Dwelling.objects.filter(family__in=families).values_list("id", flat=True):
        dwelling = told.get(dwelling_id) or Subject(dwelling_id.hex)
        rows.append((*columns_of(dwelling, DWELLING), _listed(dwelling), dwelling_id.hex))
    bulk.update(Dwelling, (*DWELLING, "verified"), rows)


def _laid_over(versions: QuerySet[Any], owner: str) -> dict[UUID, Subject]:
    """The versions of each subject laid over each other in order, and which fields a binding set told last."""
    known: dict[UUID, Subject] = {}
    told = versions.filter(STANDS).order_by("id").values_list(owner, "values", "change_set__kind")
    for subject_id, values, kind in told:
        subject = known.setdefault(subject_id, Subject(subject_id.hex))
        # What was taken back to nothing is no longer known.
        erased = {name for name, value in values.items() if value is None}
        subject.values = {k: v for k, v in {**subject.values, **values}.items() if k not in erased}
        bound = values.keys() - erased if kind in BINDING else frozenset()
        subject.verified = (subject.verified - values.keys()) | bound
    return known


def _statuses(numbers: QuerySet[IdentityNumber], owner: str) -> dict[UUID, str]:
    return dict(numbers.filter(ended_by__isnull=True).values_list(owner, "status"))


def _listed(subject: Subject) -> str:
    return " ".join(sorted(subject.verified))
