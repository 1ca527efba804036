"""The operator's page, what of it is asked for again and again, and what a monitor reads."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission

from . import metrics, queries


@require_GET
@requires(Permission.INSTALLATION_VIEW)
def page(request: ScopedRequest) -> HttpResponse:
    """How the installation fares."""
    return render(request, "operating/page.html", _seen())


@never_cache
@require_GET
@requires(Permission.INSTALLATION_VIEW)
def state(request: ScopedRequest) -> HttpResponse:
    """The same without the page around it."""
    return render(request, "operating/state.html", _seen())


@never_cache
@require_GET
def exposed(request: HttpRequest) -> HttpResponse:
    """For a monitor that knows the token; where none is set there is no such page."""
    if not settings.TEPAT_METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.TEPAT_METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _seen() -> dict[str, Any]:
    now = queries.installation()
    return {"now": now, "jobs": queries.jobs_seen(now.at), "pages": queries.slow_pages()}
