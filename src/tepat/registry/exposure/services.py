"""That somebody asked whose data were touched, which is itself kept."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def note_exposure_report(
    *,
    by: User,
    region: str,
    first: date,
    last: date,
    users: Sequence[str],
    reason: str,
    counts: Mapping[str, int],
) -> None:
    """Record that the file that answers a breach was made for `by`; `users` are the accounts asked for."""
    audit.record(
        by=by,
        action="exposure.reported",
        region=region,
        subject=("region", region),
        detail={"from": first, "to": last, "users": sorted(users), "reason": reason, **counts},
    )
