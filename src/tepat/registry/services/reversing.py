"""Taking back what a list's change set wrote, as if it had never been: by a reversing set, in short steps.

Facts stay: those of a reversed set do not stand (models.STANDS), and the present state is derived anew from the rest.
What the set ended is open again, and the keys it gave lead nowhere. A family of which nothing stands has no region, and
so is in nobody's scope.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database.several import Several
from tepat.registry.models import (
    STANDS,
    ChangeSet,
    Claim,
    DesilReading,
    DwellingVersion,
    ExternalId,
    FamilyVersion,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
    ProgrammeReceipt,
)

from .known import key_scheme
from .numbering import KK, NIK, settle_anew
from .restating import restate
from .touching import regions_of, touch
from .writer import count_anew

# Facts by whom they are of.
_FACTS: tuple[tuple[Any, str], ...] = (
    (FamilyVersion, "family"),
    (DwellingVersion, "dwelling"),
    (PersonVersion, "person"),
    (Membership, "person"),
    (IdentityNumber, "person"),
    (IdentityNumber, "family"),
    (DesilReading, "family"),
    (ProgrammeReceipt, "family"),
    (ProgrammeReceipt, "person"),
    (ExternalId, "family"),
    (ExternalId, "person"),
)


def later_sets(change_sets: Sequence[ChangeSet]) -> list[ChangeSet]:
    """The standing change sets after the first of these that touch a family or person that they touched, oldest first.

    So are decisions on claims that they raised, and who came into a family that they brought. Reads whole tables
    when anything came after at all.
    """
    first = min(change_sets, key=lambda one: one.id)
    after = ChangeSet.objects.filter(
        id__gt=first.id, region_code__startswith=first.region_code[:5], reverses=None, reversed_by=None
    ).exclude(id__in=[one.id for one in change_sets])
    ids = list(after.values_list("id", flat=True))
    if not ids:
        return []
    found = set(
        Claim.objects.filter(change_set__in=change_sets).values_list("decisions__change_set", flat=True)
    )
    for model, owner in _FACTS:
        # Gathered once: asked for each later fact, SQLite would read every place of a person each time.
        touched = model.objects.filter(change_set__in=change_sets).values(owner)
        later = model.objects.filter(change_set__in=ids, **{f"{owner}__in": touched})
        found.update(later.values_list("change_set", flat=True).distinct())
    brought = ExternalId.objects.filter(change_set__in=change_sets).values("family")
    joined = Membership.objects.filter(change_set__in=ids, family__in=brought)
    found.update(joined.values_list("change_set", flat=True).distinct())
    return list(after.filter(id__in=found).select_related("source", "by").order_by("id"))


@transaction.atomic
def begin_reversal(*, by: User, change_sets: Sequence[ChangeSet], reason: str, total: int) -> ChangeSet:
    """Reverse the sets of one list; return the set that reverses the newest and counts the `total` rows.

    From here on none of them stands.
    """
    newest = max(change_sets, key=lambda one: one.id)
    made = [
        ChangeSet.objects.create(
            kind="withdrawal", region_code=one.region_code, by=by, reason=reason, source=one.source,
            total=total if one == newest else 0, reverses=one,
        )
        for one in sorted(change_sets, key=lambda one: one.id)
    ]  # fmt: skip
    audit.record(
        by=by,
        action="change_set.reversal_begun",
        region=newest.region_code,
        subject=("change_set", newest.id),
        detail={"total": total},
    )
    return made[-1]


@transaction.atomic
def finish_reversal(*, by: User, reversal: ChangeSet) -> None:
    """Say that the sets are taken back whole. Raises IntegrityError while rows are missing."""
    parts = ChangeSet.objects.filter(source=reversal.source_id, kind=reversal.kind, published_at=None)
    parts.update(published_at=timezone.now())
    audit.record(
        by=by,
        action="change_set.published",
        region=reversal.region_code,
        subject=("change_set", reversal.id),
        detail={"total": reversal.total},
    )


@transaction.atomic
def reverse_list_rows(
    *, by: User, reversal: ChangeSet, scheme: str, families: Sequence[str], people: Sequence[str], rows: int
) -> list[UUID]:
    """Bring the families and people with these keys to the state without the reversed sets; count `rows` on.

    Returns the families' ids. A fixed number of queries; doing it twice changes nothing.
    """
    sets = list(ChangeSet.objects.filter(reversed_by__kind=reversal.kind, source=reversal.source_id))
    homes = set(_known(reversal, scheme, "family", families).values_list("family_id", flat=True))
    persons = set(_known(reversal, scheme, "person", people).values_list("person_id", flat=True))
    persons |= set(Person.objects.filter(family__in=homes).values_list("id", flat=True))
    by_them = Q(change_set__in=sets) | Q(ended_by__in=sets)
    persons |= set(Membership.objects.filter(by_them, family__in=homes).values_list("person_id", flat=True))
    told = homes - {None}

    homes |= _open_places(reversal, sets, persons)
    niks = _open_numbers(reversal, sets, IdentityNumber.objects.filter(person__in=persons))
    kks = _open_numbers(reversal, sets, IdentityNumber.objects.filter(family__in=told))
    given = Q(family__in=told) | Q(person__in=persons)
    ExternalId.objects.filter(given, change_set__in=sets).delete()
    restate(reversal, families=homes, people=persons)
    marked = settle_anew(NIK, niks)
    cards = settle_anew(KK, kks)
    others = set(
        Person.objects.filter(id__in=marked, family__isnull=False).values_list("family_id", flat=True)
    )
    count_anew(others)
    touch(reversal, regions_of({*others, *cards}))

    reversal.done += rows
    reversal.save(update_fields=["done"])
    audit.record(
        by=by,
        action="list_rows.reversed",
        region=reversal.region_code,
        subject=("change_set", reversal.id),
        detail={"rows": rows, "families": len(told), "people": len(persons)},
    )
    return list(told)


def _known(change_set: ChangeSet, scheme: str, subject: str, keys: Sequence[str]) -> QuerySet[ExternalId]:
    return ExternalId.objects.filter(
        scheme=key_scheme(scheme, subject, change_set.region_code), value__in=Several(keys)
    )


def _open_places(reversal: ChangeSet, sets: Sequence[ChangeSet], persons: set[UUID]) -> set[UUID]:
    """End the places that the sets began, open again those they ended; return the families concerned."""
    places = Membership.objects.filter(person__in=persons)
    begun = places.filter(change_set__in=sets)
    ended = places.filter(STANDS, ended_by__in=sets)
    homes = {*begun.values_list("family_id", flat=True), *ended.values_list("family_id", flat=True)}
    begun.filter(ended_by=None).update(ended_by=reversal)
    Membership.objects.filter(id__in=list(ended.values_list("id", flat=True))).update(ended_by=None)
    return homes


def _open_numbers(
    reversal: ChangeSet, sets: Sequence[ChangeSet], numbers: QuerySet[IdentityNumber]
) -> set[str]:
    """End the numbers that the sets gave, open again those they ended; return their indexes."""
    given = numbers.filter(change_set__in=sets, ended_by=None)
    ended = numbers.filter(STANDS, ended_by__in=sets)
    indexes = {*given.values_list("index", flat=True), *ended.values_list("index", flat=True)}
    given.update(ended_by=reversal, usable=False)
    opened = list(ended.values_list("id", flat=True))
    IdentityNumber.objects.filter(id__in=opened).update(ended_by=None)
    return indexes
