"""Target lists made from incoming ones."""

from django.db import transaction
from django.utils import timezone

from tepat.intake.models import IncomingList, TargetList
from tepat.platform import audit
from tepat.platform.accounts.models import User


@transaction.atomic
def target_list_as_handed_over(*, by: User, source_list: IncomingList) -> TargetList:
    """The target list of a P3KE list: its families just as they were handed over; made at the first need."""
    target_list, made = TargetList.objects.get_or_create(
        source_list=source_list,
        version=1,
        defaults={
            "region_code": source_list.region_code,
            "rule": TargetList.Rule.AS_HANDED_OVER,
            "by": by,
            "published_at": timezone.now(),
        },
    )
    if made:
        audit.record(
            by=by,
            action="target_list.made",
            region=source_list.region_code,
            subject=("target_list", target_list.id),
            detail={"rule": target_list.rule, "name": source_list.name},
        )
    return target_list
