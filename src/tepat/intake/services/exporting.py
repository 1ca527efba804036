"""Leaving a trace of findings' values that are looked at or leave the house."""

from django.db import transaction

from tepat.intake.models import Batch, Finding
from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def note_findings_export(*, by: User, batch: Batch, count: int, filters: dict[str, str]) -> None:
    """Record that findings with their values were written to a file for `by`."""
    audit.record(
        by=by,
        action="findings.exported",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"count": count, "filters": {key: value for key, value in filters.items() if value}},
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
