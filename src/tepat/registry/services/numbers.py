"""Looking at a personal number, which is itself an act that leaves a trace."""

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import Family, IdentityNumber
from tepat.registry.numbers import unsealed


@transaction.atomic
def reveal_number(*, by: User, number: IdentityNumber, family: Family) -> str:
    """The number in clear, with the reading written to the audit trail of the family's regency first.

    The caller has found `family` within the user's scope, and `number` on its page. Raises crypto.SealBroken
    when the stored value was altered.
    """
    audit.record(
        by=by,
        action="number.revealed",
        region=family.region_code,
        subject=("person", number.person_id) if number.person_id else ("family", number.family_id),
        detail={"kind": number.kind, "family": str(family.id)},
    )
    return unsealed(number)
