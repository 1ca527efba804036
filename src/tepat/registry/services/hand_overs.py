"""Keeping the record of a hand-over."""

from datetime import date

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import HandOver, Source


@transaction.atomic
def record_hand_over(
    *, by: User, source: Source, number: str, day: date, giver: str, purpose: str, last_day: date | None
) -> HandOver:
    """Keep under what record (BAST) a source was given; an earlier record stays and rules no longer."""
    record = HandOver.objects.create(
        source=source, number=number, day=day, giver=giver, purpose=purpose, last_day=last_day, by=by
    )
    audit.record(
        by=by,
        action="hand_over.recorded",
        region=source.region_code,
        subject=("source", source.id),
        detail={
            "number": number,
            "day": day.isoformat(),
            "last_day": last_day.isoformat() if last_day else "",
        },
    )
    return record
