"""The panel of a family's page that tells what lists say against its verified values."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission

from .claims import claim_lines, claims_on
from .models import Family
from .panels import PANELS, Panel


def claims_panel(user: User, family: Family) -> Panel | None:
    """The open claims on the family and its members, beside the values that stand."""
    lines = claim_lines(user, list(claims_on(family)))
    if not lines:
        return None
    rows = [
        {
            "label": f"{line.label} · {line.whose}" if line.whose else line.label,
            "left": line.present,
            "right": line.claimed,
        }
        for line in lines
    ]
    may = user.may(Permission.CLAIM_DECIDE, family.region_code)
    href = f"{reverse('registry:claims')}?keluarga={family.id}" if may else ""
    return Panel(_("Usulan perubahan"), "registry/family_claims.html", {"rows": rows, "href": href})


def register() -> None:
    """Called once when the apps are ready."""
    PANELS.append(claims_panel)
