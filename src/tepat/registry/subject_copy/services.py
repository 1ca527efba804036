"""Giving a person a copy of his data, which is kept before he gets it."""

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import Family, IdentityNumber, Person
from tepat.registry.numbers import unsealed


@transaction.atomic
def note_subject_copy(
    *, by: User, family: Family, person: Person, asked_as: str, shown: str, reason: str
) -> dict[str, str]:
    """Record that `by` makes a copy of a person's data, and give the numbers that stand on it by their kind.

    The caller has found `family` where `by` may reveal numbers, and `person` among its people. His own numbers and
    the family's are given in clear, nobody else's. Raises crypto.SealBroken when a stored value was altered.
    """
    audit.record(
        by=by,
        action="subject_copy.given",
        region=family.region_code,
        subject=("person", person.id),
        detail={"family": str(family.id), "as": asked_as, "shown": shown, "reason": reason},
    )
    own = IdentityNumber.objects.filter(person=person, ended_by__isnull=True)
    of_family = IdentityNumber.objects.filter(family=family, ended_by__isnull=True)
    return {number.kind: unsealed(number) for number in own.union(of_family)}
