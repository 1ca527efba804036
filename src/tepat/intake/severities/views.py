"""The page of all checks with what each weighs in a region."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tepat.engine import checks
from tepat.intake.models import Finding
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import regency_of

from . import queries
from .services import SeverityRefused, set_severities


def _region(request: ScopedRequest) -> str:
    """The regency chosen, or the province of whoever looks at it whole; always one the user may set."""
    at = regency_of(request.region) or request.region
    if request.scope.covers(at):
        return at
    if not request.scope.prefixes:
        raise Http404
    return request.scope.prefixes[0]


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_MANAGE)
def severities(request: ScopedRequest) -> HttpResponse:
    """All checks; a form sent changes those whose choice is another than it was when the page was opened."""
    at = _region(request)
    if request.method == "POST":
        chosen = {
            name.removeprefix("berat-"): value
            for name, value in request.POST.items()
            if isinstance(value, str)
            and name.startswith("berat-")
            and value != request.POST.get(f"semula-{name.removeprefix('berat-')}")
        }
        return _set(request, at, chosen)
    own, inherited = queries.own_lines(at), queries.inherited_by(at)
    context = {
        "lines": [
            {
                "check": check,
                "own": own.get(check.id),
                "usual": _label(inherited.get(check.id, check.severity)),
                "choices": [(code, _label(code)) for code in checks.SEVERITIES],
            }
            for check in checks.catalogue().values()
        ],
        "changed": len(own),
        "at": at,
        "where": regions.names([at]).get(at, at),
        "trail": [*regions.trail(at), _("Pemeriksaan")],
    }
    return render(request, "severities/severities.html", context)


@require_POST
@requires(Permission.CHECK_MANAGE)
def reset(request: ScopedRequest) -> HttpResponse:
    """Take back every word of the region's own."""
    at = _region(request)
    return _set(request, at, dict.fromkeys(queries.own_lines(at), ""))


def _set(request: ScopedRequest, at: str, chosen: dict[str, str]) -> HttpResponse:
    try:
        count = set_severities(by=request.user, region_code=at, chosen=chosen)
    except SeverityRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said: dict[str, Any] = {"n": count}
        messages.success(
            request,
            ngettext(
                "Berat %(n)s pemeriksaan diubah. Batch berikutnya dibaca dengannya.",
                "Berat %(n)s pemeriksaan diubah. Batch berikutnya dibaca dengannya.",
                count,
            )
            % said,
        ) if count else messages.info(request, _("Tidak ada yang berubah."))
    return redirect("severities:severities")


def _label(severity: str) -> str:
    return str(Finding.Severity(severity).label)
