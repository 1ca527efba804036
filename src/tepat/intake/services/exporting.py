"""Leaving a trace of findings' values that are looked at or leave the house."""

from collections.abc import Mapping

from django.db import transaction

from tepat.intake.models import Batch, Finding
from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def note_findings_export(
    *, by: User, batch: Batch, counts: Mapping[str, int], filters: Mapping[str, str]
) -> None:
    """Record that findings with their values were written to a file for `by`.

    `counts` has them by regency (queries.findings_by_regency): each one's chain tells of its own, and the chain
    of the batch's regency in any case.
    """
    chosen = {key: value for key, value in filters.items() if value}
    for place, count in audit.by_chain(batch.region_code, {batch.region_code: 0, **counts}).items():
        audit.record(
            by=by,
            action="findings.exported",
            region=place,
            subject=("batch", batch.id),
            detail={"count": count, "filters": chosen},
        )


@transaction.atomic
def note_held_rows_export(*, by: User, batch: Batch, counts: Mapping[str, int]) -> None:
    """Record that held rows, as they came, were written to a file for `by`; `counts` as above."""
    for place, count in audit.by_chain(batch.region_code, {batch.region_code: 0, **counts}).items():
        audit.record(
            by=by,
            action="held_rows.exported",
            region=place,
            subject=("batch", batch.id),
            detail={"count": count},
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
