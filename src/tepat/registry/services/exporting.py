"""Leaving a trace of data that leaves the house, and of numbers that were looked for."""

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def note_export(*, by: User, region: str, count: int, kind: str) -> None:
    """Record that a list of families was written to a file for `by`."""
    audit.record(
        by=by,
        action="families.exported",
        region=region,
        subject=("region", region),
        detail={"count": count, "kind": kind},
    )


@transaction.atomic
def note_number_search(*, by: User, region: str, count: int) -> None:
    """Record that `by` looked for a family by a number, and how many were found; the number is not kept."""
    audit.record(
        by=by, action="number.searched", region=region, subject=("region", region), detail={"count": count}
    )
