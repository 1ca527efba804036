"""Where an administrator's word on personal data holds, and the way to its pages."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from tepat.platform.accounts.access import ScopedRequest
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import regency_of


def office_of(request: ScopedRequest) -> str:
    """The regency looked at, or the province of whoever looks at it whole; always one within the scope."""
    at = regency_of(request.region) or request.region
    if at and request.scope.covers(at):
        return at
    if not request.scope.prefixes or not request.scope.prefixes[0]:
        raise Http404
    return request.scope.prefixes[0]


def register_trail(at: str, last: str = "") -> list[Any]:
    """The way to the register of processing, or to a page below it."""
    steps: list[Any] = [*regions.trail(at)]
    if not last:
        return [*steps, _("Data pribadi")]
    return [*steps, {"name": _("Data pribadi"), "href": reverse("privacy:register")}, last]
