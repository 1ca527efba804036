"""Handing families to one person to work on."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import FamilyGrant


@transaction.atomic
def grant_families(
    *, by: User, user: User, families: Iterable[UUID], region_code: str, until: date | None = None
) -> int:
    """Let `user` see these families until a date, and return how many were not his yet.

    What he may do with them is his role's business (Role.by_grant).
    """
    wanted = set(families)
    known = set(FamilyGrant.objects.filter(user=user, family__in=wanted).values_list("family_id", flat=True))
    FamilyGrant.objects.filter(user=user, family__in=known).update(until=until)
    FamilyGrant.objects.bulk_create(
        FamilyGrant(user=user, family_id=family_id, until=until) for family_id in sorted(wanted - known)
    )
    audit.record(
        by=by,
        action="families.granted",
        region=region_code,
        subject=("user", user.id),
        detail={"count": len(wanted), "username": user.username},
    )
    return len(wanted - known)
