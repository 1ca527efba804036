"""Which of intake's events took families out of the house, and whom their files held where that is kept."""

from collections.abc import Iterable
from uuid import UUID

from tepat.platform.audit.models import AuditEvent
from tepat.registry.exposure import sources

from .models import ReferralRow


def referred(event: AuditEvent) -> Iterable[UUID]:
    """The families of the people whom a referral names, in the order of their ids."""
    rows = ReferralRow.objects.filter(referral=UUID(event.subject_id))
    families = rows.exclude(person__family=None).order_by("person__family_id")
    return families.values_list("person__family_id", flat=True).distinct().iterator(chunk_size=2_000)


def register() -> None:
    """Called once when the apps are ready."""
    sources.EXPORTED.update(
        ("findings.exported", "held_rows.exported", "changes.exported", "pack.fetched", "pack_return.exported",
         "referral.fetched")
    )  # fmt: skip
    sources.SHOWN.add("finding.revealed")
    sources.NAMED["referral.fetched"] = referred
