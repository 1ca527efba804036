"""Values that a source gives against verified ones, raised by lists and returned packs; deciding_claims.py decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import STANDS, ChangeSet, Claim


@dataclass(frozen=True)
class Claimed:
    """What a source row says of one field of a family (or its dwelling) or of a person; ids are of 32 digits."""

    field: str
    value: Any
    source_row: str | None
    family_id: str | None = None
    person_id: str | None = None

    @property
    def key(self) -> tuple[UUID, str, str]:
        """Claims with one key say the same of the same field."""
        return UUID(self.family_id or self.person_id), self.field, str(self.value)


@transaction.atomic
def raise_claims(*, by: User, change_set: ChangeSet, claims: Sequence[Claimed]) -> int:
    """Keep values that were not written because a verified one stands, and return how many are new.

    What waits already, or was refused before, is not asked again.
    """
    families = {UUID(claim.family_id) for claim in claims if claim.family_id}
    people = {UUID(claim.person_id) for claim in claims if claim.person_id}
    about = Claim.objects.filter(family__in=families) | Claim.objects.filter(person__in=people)
    asked = {
        (family or person, field, str(value))
        for family, person, field, value in about.filter(STANDS)
        .exclude(state=Claim.State.ACCEPTED)
        .values_list("family_id", "person_id", "field", "value")
    }
    new = {claim.key: claim for claim in claims if claim.key not in asked}
    Claim.objects.bulk_create(
        Claim(
            family_id=_uuid(claim.family_id), person_id=_uuid(claim.person_id), field=claim.field,
            value=claim.value, change_set=change_set, source_row_id=_uuid(claim.source_row),
        )
        for claim in new.values()
    )  # fmt: skip
    if new:
        audit.record(
            by=by,
            action="claims.raised",
            region=change_set.region_code,
            subject=("change_set", change_set.id),
            detail={"count": len(new)},
        )
    return len(new)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
