"""Looking at a personal number, which is itself an act that leaves a trace."""

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import IdentityNumber
from tepat.registry.numbers import unsealed


@transaction.atomic
def reveal_number(*, by: User, number: IdentityNumber) -> str:
    """The number in clear, with the reading written to the audit trail first.

    The caller has found `number` within the user's scope. Raises crypto.SealBroken when the stored value was
    altered.
    """
    subject = number.person or number.family
    family = number.family or (number.person.family if number.person else None)
    assert subject is not None
    assert family is not None
    audit.record(
        by=by,
        action="number.revealed",
        region=family.region_code,
        subject=("person" if number.person_id else "family", subject.id),
        detail={"kind": number.kind, "family": str(family.id)},
    )
    return unsealed(number)
