"""Holding a family where it is, and letting it go again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.models import Family, FamilyHold


class HoldRefused(Exception):
    """The hold cannot be placed; the message is shown to the user."""

    for_people = True


@transaction.atomic
def place_hold(
    *, by: User, family: Family, reason: str, kind: FamilyHold.Kind = FamilyHold.Kind.HAND
) -> FamilyHold:
    """Let no list take the family off or move it. Raises HoldRefused without a reason."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise HoldRefused(
            _("Alasan belum diisi. Tulis mengapa keluarga ini dipertahankan, agar yang lain mengerti.")
        )
    hold = FamilyHold.objects.create(family=family, kind=kind, reason=reason, by=by)
    audit.record(
        by=by,
        action="hold.placed",
        region=family.region_code,
        subject=("family", family.id),
        detail={"kind": str(kind), "reason": reason},
    )
    return hold


@transaction.atomic
def lift_hold(*, by: User, hold: FamilyHold) -> None:
    """Let lists speak of the family again; lifting twice changes nothing."""
    lifted = FamilyHold.objects.filter(id=hold.id, lifted_at__isnull=True).update(
        lifted_by=by, lifted_at=timezone.now()
    )
    if lifted:
        audit.record(
            by=by,
            action="hold.lifted",
            region=hold.family.region_code,
            subject=("family", hold.family_id),
            detail={"kind": hold.kind},
        )
