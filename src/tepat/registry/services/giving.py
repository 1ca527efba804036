"""Numbers and places in a family given by a decision, and taken back: what stood before is ended and never lost.

Values of fields are versions (setting.py). Here the facts are rows that begin by one change set and end by another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tepat.platform import crypto
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.registry.fields import NUMBERS, RELATION
from tepat.registry.models import STANDS, ChangeSet, Claim, IdentityNumber, Membership
from tepat.registry.numbers import REGISTRY_KEY, context

from .numbering import KK, NIK, SOUND, settle_anew
from .restating import restate

GIVEN = frozenset({*NUMBERS, *RELATION})
_COLUMNS = (
    "id", "kind", "person", "family", "sealed", "index", "status", "usable", "change_set", "source_row",
)  # fmt: skip


@dataclass(frozen=True)
class Concerned:
    """Families and people whose present state is to be derived anew."""

    families: set[UUID]
    people: set[UUID]


def give(change_set: ChangeSet, claims: Sequence[Claim]) -> Concerned:
    """Write the numbers and places that these claims name, in their stead end what stood. A fixed number of queries.

    Whose state follows from it is returned, for the caller to restate.
    """
    numbers = [claim for claim in claims if claim.field in NUMBERS]
    places = [claim for claim in claims if claim.field in RELATION]
    changed = _numbers_of(numbers)
    indexes = _indexes(changed)
    changed.update(ended_by=change_set, usable=False)
    sealer = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    texts = sealer.open_many((claim.seal_context, bytes(claim.sealed or b"")) for claim in numbers)
    new_id = hexes().__next__
    ids = [new_id() for _claim in numbers]
    sealed = sealer.seal_many([(context(id_), text) for id_, text in zip(ids, texts, strict=True)])
    bulk.insert(
        IdentityNumber,
        _COLUMNS,
        [
            (id_, claim.field, _hex(claim.person_id), _hex(claim.family_id), token, claim.value, SOUND, True,
             change_set.id.hex, _hex(claim.source_row_id))
            for id_, claim, token in zip(ids, numbers, sealed, strict=True)
        ],
    )  # fmt: skip
    for claim in numbers:
        indexes.setdefault(claim.field, set()).add(claim.value)

    lived = _places_of(places)
    homes = dict(lived.values_list("person_id", "family_id"))
    lived.update(ended_by=change_set)
    Membership.objects.bulk_create(
        Membership(
            person_id=claim.person_id, family_id=homes[claim.person_id], relation=claim.value,
            change_set=change_set, source_row_id=claim.source_row_id,
        )
        for claim in places
        if claim.person_id in homes
    )  # fmt: skip
    return _settle(indexes, claims)


def _hex(id_: UUID | None) -> str | None:
    return id_.hex if id_ else None


def take_back(change_set: ChangeSet, written: Sequence[tuple[Claim, UUID]]) -> list[Claim]:
    """Undo what each of these change sets gave for its claim; return the claims whose fact still stood.

    What the fact ended is open again.
    """
    numbers = [(claim, wrote) for claim, wrote in written if claim.field in NUMBERS]
    places = [(claim, wrote) for claim, wrote in written if claim.field in RELATION]
    given = _numbers_of([claim for claim, _wrote in numbers])
    began: dict[Any, UUID] = {
        (kind, person or family): began_by
        for kind, person, family, began_by in given.values_list(
            "kind", "person_id", "family_id", "change_set_id"
        )
    }
    lived = _places_of([claim for claim, _wrote in places])
    began |= {
        ("relation", person): began_by for person, began_by in lived.values_list("person_id", "change_set_id")
    }
    back = [
        (claim, wrote)
        for claim, wrote in written
        if began.get((claim.field, claim.person_id or claim.family_id)) == wrote
    ]
    sets = {wrote for _claim, wrote in back}
    taken = _numbers_of([claim for claim, _wrote in back if claim.field in NUMBERS])
    ended = _ended(IdentityNumber, [claim for claim, _wrote in back if claim.field in NUMBERS], sets)
    indexes = _indexes(taken)
    for kind, found in _indexes(ended).items():
        indexes.setdefault(kind, set()).update(found)
    opened = list(ended.values_list("id", flat=True))
    taken.update(ended_by=change_set, usable=False)
    IdentityNumber.objects.filter(id__in=opened).update(ended_by=None)
    IdentityNumber.objects.filter(id__in=opened, status=SOUND).update(usable=True)

    moved = [claim for claim, _wrote in back if claim.field in RELATION]
    former = list(_ended(Membership, moved, sets).values_list("id", flat=True))
    _places_of(moved).update(ended_by=change_set)
    Membership.objects.filter(id__in=former).update(ended_by=None)
    claims = [claim for claim, _wrote in back]
    concerned = _settle(indexes, claims)
    if claims:
        restate(change_set, families=concerned.families, people=concerned.people)
    return claims


def _numbers_of(claims: Sequence[Claim]) -> QuerySet[IdentityNumber]:
    """The present numbers that the claims are about."""
    niks = [claim.person_id for claim in claims if claim.field == NIK.name]
    kks = [claim.family_id for claim in claims if claim.field == KK.name]
    return IdentityNumber.objects.filter(Q(person__in=niks) | Q(family__in=kks), ended_by=None)


def _places_of(claims: Sequence[Claim]) -> QuerySet[Membership]:
    return Membership.objects.filter(person__in=[claim.person_id for claim in claims], ended_by=None)


def _ended(model: Any, claims: Sequence[Claim], sets: set[UUID]) -> Any:
    """What of these claims' subjects the change sets ended, where it stands."""
    owners = Q(person__in=[claim.person_id for claim in claims if claim.person_id])
    if model is IdentityNumber:
        owners |= Q(family__in=[claim.family_id for claim in claims if claim.family_id])
    return model.objects.filter(owners, STANDS, ended_by__in=sets)


def _indexes(numbers: QuerySet[IdentityNumber]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, index in numbers.values_list("kind", "index"):
        found.setdefault(kind, set()).add(index)
    return found


def _settle(indexes: dict[str, set[str]], claims: Sequence[Claim]) -> Concerned:
    """Who shares a number now, and all whose state that and the claims concern."""
    people = {claim.person_id for claim in claims if claim.person_id}
    families = {claim.family_id for claim in claims if claim.family_id}
    for kind in (NIK, KK):
        if marked := settle_anew(kind, indexes.get(kind.name, set())):
            (people if kind is NIK else families).update(marked)
    return Concerned(families, people)
