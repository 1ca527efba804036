"""Leaving a trace of data that leaves the house."""

from django.db import transaction

from tepat.intake.models import Batch
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
