"""Values that a source gives against verified ones, raised by lists and returned packs; deciding_claims.py decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tepat.engine.sentences import Sentence
from tepat.platform import audit, crypto
from tepat.platform.accounts.models import User
from tepat.registry.fields import NUMBERS
from tepat.registry.models import STANDS, ChangeSet, Claim
from tepat.registry.numbers import REGISTRY_KEY


@dataclass(frozen=True)
class Claimed:
    """What a source row says of one field of a family (or its dwelling) or of a person; ids are of 32 digits.

    `value` of a number is the number in clear: it is sealed when the claim is kept. `remark` and `severity` are the
    checks' word on it.
    """

    field: str
    value: Any
    source_row: str | None
    family_id: str | None = None
    person_id: str | None = None
    severity: str = ""
    remark: Sentence | str = ""

    @property
    def told(self) -> Any:
        """The value as a claim holds it."""
        if self.field in NUMBERS:
            return crypto.blind_index(self.field, self.value).hex()
        return self.value

    @property
    def key(self) -> tuple[UUID, str, str]:
        """Claims with one key say the same of the same field."""
        return UUID(self.family_id or self.person_id), self.field, str(self.told)


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
        .filter(state__in=(Claim.State.OPEN, Claim.State.REFUSED))
        .values_list("family_id", "person_id", "field", "value")
    }
    new = {claim.key: claim for claim in claims if claim.key not in asked}
    Claim.objects.bulk_create(_kept(change_set, list(new.values())))
    if new:
        audit.record(
            by=by,
            action="claims.raised",
            region=change_set.region_code,
            subject=("change_set", change_set.id),
            detail={"count": len(new)},
        )
    return len(new)


@transaction.atomic
def put_claims_away(*, by: User, change_set: ChangeSet) -> int:
    """Take the open claims of a set off the table, for their source says otherwise now; what is decided stays."""
    count = Claim.objects.filter(change_set=change_set, state=Claim.State.OPEN).update(
        state=Claim.State.PUT_AWAY
    )
    if count:
        audit.record(
            by=by,
            action="claims.put_away",
            region=change_set.region_code,
            subject=("change_set", change_set.id),
            detail={"count": count},
        )
    return count


def _kept(change_set: ChangeSet, claims: Sequence[Claimed]) -> list[Claim]:
    made = [
        Claim(
            family_id=_uuid(claim.family_id), person_id=_uuid(claim.person_id), field=claim.field,
            value=claim.told, change_set=change_set, source_row_id=_uuid(claim.source_row),
            severity=claim.severity, remark=claim.remark,
        )
        for claim in claims
    ]  # fmt: skip
    if any(claim.field in NUMBERS for claim in claims):
        sealer = crypto.sealer(crypto.data_key(REGISTRY_KEY))
        for row, claim in zip(made, claims, strict=True):
            if claim.field in NUMBERS:
                row.sealed = sealer.seal(row.seal_context, claim.value.encode())
    return made


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
