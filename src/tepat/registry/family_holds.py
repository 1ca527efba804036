"""The panel of a family's page that tells what holds it where it is, and where a person holds it or lets it go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission

from . import queries, services
from .models import Family, FamilyHold
from .panels import PANELS, Panel


def holds_panel(user: User, family: Family) -> Panel | None:
    """What holds the family, and the way to hold it for those who may."""
    holds = list(family.holds.filter(lifted_at__isnull=True).select_related("by").order_by("id"))
    may_hold = user.may(Permission.CLAIM_DECIDE, family.region_code)
    if not holds and not may_hold:
        return None
    context = {
        "holds": holds,
        "may_hold": may_hold,
        "by_hand": any(hold.kind == FamilyHold.Kind.HAND for hold in holds),
        "family_id": family.id,
        "region_code": family.region_code,
    }
    return Panel(_("Tempat dalam daftar"), "registry/family_holds.html", context)


def _family(request: ScopedRequest, family_id: UUID) -> Family:
    seen = queries.families_for(request.user, Permission.CLAIM_DECIDE)
    found: Family = get_object_or_404(seen, id=family_id)
    return found


@require_POST
@requires(Permission.CLAIM_DECIDE)
def place(request: ScopedRequest, family_id: UUID) -> HttpResponse:
    """Hold a family by hand, with a reason."""
    found = _family(request, family_id)
    try:
        services.place_hold(by=request.user, family=found, reason=request.POST.get("reason", ""))
    except services.HoldRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("Keluarga dipertahankan. Daftar berikutnya tidak mengeluarkan atau memindahkannya.")
        )
    return redirect("registry:family", family_id=found.id)


@require_POST
@requires(Permission.CLAIM_DECIDE)
def lift(request: ScopedRequest, family_id: UUID, hold_id: UUID) -> HttpResponse:
    """Lift a hold that a person placed; others end with what placed them."""
    found = _family(request, family_id)
    hold = get_object_or_404(found.holds.select_related("family"), id=hold_id, kind=FamilyHold.Kind.HAND)
    services.lift_hold(by=request.user, hold=hold)
    messages.success(request, _("Keluarga tidak dipertahankan lagi."))
    return redirect("registry:family", family_id=found.id)


def register() -> None:
    """Called once when the apps are ready."""
    PANELS.append(holds_panel)
