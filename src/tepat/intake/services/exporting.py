"""Leaving a trace of a batch's data that leaves the house, and of findings' values that are looked at."""

from collections.abc import Mapping
from typing import Any, Literal

from django.db import transaction

from tepat.intake.models import Batch, Finding
from tepat.platform import audit
from tepat.platform.accounts.models import User

Exported = Literal["findings", "held_rows", "changes"]


@transaction.atomic
def note_batch_export(
    *,
    by: User,
    batch: Batch,
    what: Exported,
    counts: Mapping[str, int],
    filters: Mapping[str, Any] | None = None,
) -> None:
    """Record that findings, held rows or changes of a batch were written to a file for `by`.

    `counts` has them by region: each regency's chain tells of its own, and the chain of the batch's regency in any
    case. `filters` is what they were narrowed to.
    """
    chosen = {key: value for key, value in (filters or {}).items() if value}
    for place, count in audit.by_chain(batch.region_code, {batch.region_code: 0, **counts}).items():
        audit.record(
            by=by,
            action=f"{what}.exported",
            region=place,
            subject=("batch", batch.id),
            detail={"count": count, **({"filters": chosen} if chosen else {})},
        )


@transaction.atomic
def reveal_finding(*, by: User, finding: Finding) -> None:
    """Record that the value of one finding, which holds a number, is shown to `by`."""
    audit.record(
        by=by,
        action="finding.revealed",
        region=finding.region_code or finding.batch.region_code,
        subject=("finding", finding.id),
        detail={"batch": str(finding.batch_id), "check": finding.check_id},
    )
