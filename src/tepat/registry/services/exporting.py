"""Leaving a trace of data that leaves the house, and of numbers that were looked for.

Families of several regencies leave it in each one's chain, so that each one's auditor reads of it.
"""

from collections.abc import Mapping

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def note_export(*, by: User, region: str, counts: Mapping[str, int], kind: str) -> None:
    """Record that a list of families, `counts` by region code, was written to a file for `by`."""
    for place, count in audit.by_chain(region, counts).items():
        audit.record(
            by=by,
            action="families.exported",
            region=place,
            subject=("region", place),
            detail={"count": count, "kind": kind},
        )


@transaction.atomic
def note_number_search(*, by: User, region: str, counts: Mapping[str, int]) -> None:
    """Record that `by` looked for a family by a number, and how many were found where; the number is not kept."""
    for place, count in audit.by_chain(region, counts).items():
        audit.record(
            by=by,
            action="number.searched",
            region=place,
            subject=("region", place),
            detail={"count": count},
        )
