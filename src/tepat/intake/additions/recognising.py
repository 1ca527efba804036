"""Whether the registry knows already whom a new row names: asked when it is read, shown and accepted.

A family is the same where an addition of this name was accepted in its village before and no other card is known of
it, or where its card's number and head's name are a known family's there. A member is the same where his family has
somebody with his number, or with his name and no other birth date. Anybody else with his number is somebody to ask
about.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from tepat.engine.identity import names
from tepat.intake.models import Addition
from tepat.platform.database.several import Several
from tepat.registry.models import Family, IdentityNumber, Person

# States of a number that says who somebody is.
_WHOLE = ("sound", "shared")


@dataclass(frozen=True)
class Described:
    """What a row says of who it is. `name` is normalised, `index` the blind index of a sound number, else "".

    `family_id` is the member's family where the registry has it. `ref` is the caller's.
    """

    ref: Any
    subject: str
    region_code: str
    name: str
    index: str = ""
    birth_date: str = ""
    family_id: UUID | None = None


@dataclass(frozen=True)
class Known:
    """A family of the registry, or of a person in it, that a row names. `same`: the row adds nothing to it.

    Of a family that is not the same, somebody there only bears the head's name (`namesake`) or the card's number.
    """

    family_id: UUID
    person_id: UUID | None
    same: bool
    namesake: bool = False


def form_of(name: str | None) -> str:
    """A name as rows are compared by it."""
    return names.normalise(name)


def known_of(described: Sequence[Described]) -> dict[Any, Known]:
    """By `ref`, whom of the registry the rows name. Four queries at most."""
    return {
        **_families([one for one in described if one.subject == "family"]),
        **_people([one for one in described if one.subject == "person"]),
    }


def _families(described: Sequence[Described]) -> dict[Any, Known]:
    by_number = _bearers("kk", "family_id", described)
    added = Addition.objects.filter(
        family=OuterRef("pk"), subject=Addition.Subject.FAMILY, state=Addition.State.ACCEPTED
    )
    named: dict[tuple[str, str], list[tuple[UUID, bool, bool]]] = defaultdict(list)
    listed = Family.objects.filter(
        region_code__in={one.region_code for one in described},
        sort_name__in=Several({one.name[:64] for one in described if one.name}),
    )
    for id_, region, head, card, was_added in listed.annotate(added=Exists(added)).values_list(
        "id", "region_code", "head_name", "kk_status", "added"
    ):
        named[region, form_of(head)].append((id_, card in _WHOLE, was_added))
    found = {}
    for one in described:
        there = named.get((one.region_code, one.name), []) if one.name else []
        bearers = by_number.get(one.index, []) if one.index else []
        same = [
            id_
            for id_, has_card, was_added in there
            if id_ in bearers or (was_added and not bearers and not (one.index and has_card))
        ]
        if len(same) == 1:
            found[one.ref] = Known(same[0], None, same=True)
        elif bearers or there:
            found[one.ref] = Known((bearers or [there[0][0]])[0], None, same=False, namesake=not bearers)
    return found


def _people(described: Sequence[Described]) -> dict[Any, Known]:
    by_number = _bearers("nik", "person_id", described)
    homes = {one.family_id for one in described if one.family_id}
    bearers = {id_ for ids in by_number.values() for id_ in ids}
    people = Person.objects.filter(family__in=homes) | Person.objects.filter(
        id__in=bearers, family__isnull=False
    )
    of: dict[UUID, UUID] = {}
    members: dict[UUID, list[tuple[UUID, str, date | None, str]]] = defaultdict(list)
    for id_, family_id, name, born, status in people.values_list(
        "id", "family_id", "name", "birth_date", "nik_status"
    ):
        assert family_id is not None
        of[id_] = family_id
        members[family_id].append((id_, form_of(name), born, status))
    found = {}
    for one in described:
        there = [id_ for id_ in by_number.get(one.index, []) if id_ in of] if one.index else []
        at_home = [id_ for id_ in there if of[id_] == one.family_id]
        if not there and one.family_id and one.name:
            at_home = [
                id_
                for id_, name, born, status in members[one.family_id]
                if name == one.name and _may_be(one, born, status)
            ]
        if len(at_home) == 1:
            found[one.ref] = Known(of[at_home[0]], at_home[0], same=True)
        elif there:
            found[one.ref] = Known(of[there[0]], there[0], same=False)
    return found


def _may_be(one: Described, born: date | None, status: str) -> bool:
    """Whether the birth date agrees, and no two sound numbers say that it is somebody else of the same name."""
    if one.index and status in _WHOLE:
        return False
    return born is None or not one.birth_date or born.isoformat() == one.birth_date


def _bearers(kind: str, owner: str, described: Iterable[Described]) -> dict[str, list[UUID]]:
    """Who bears each of the numbers now."""
    indexes = {one.index for one in described if one.index}
    found: dict[str, list[UUID]] = defaultdict(list)
    if indexes:
        current = IdentityNumber.objects.filter(
            kind=kind, ended_by__isnull=True, index__in=Several(indexes), status__in=_WHOLE
        )
        for index, bearer in current.order_by("id").values_list("index", owner):
            found[index].append(bearer)
    return found
