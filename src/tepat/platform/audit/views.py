"""The page of the trail: who did what, where and when, for those who may read it."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.queries import users_in
from tepat.platform.regions import queries as regions

from . import presenters, queries
from .forms import TrailFilter

# More names than an office has; a longer list is searched by date and kind instead.
_MOST_PEOPLE = 500


@require_GET
@requires(Permission.AUDIT_VIEW)
def trail(request: ScopedRequest) -> HttpResponse:
    """Events of the reader's regions, newest first, filtered by kind, person and day."""
    people = [
        (str(user.id), f"{user.full_name} ({user.username})")
        for user in users_in(request.scope).order_by("full_name")[:_MOST_PEOPLE]
    ]
    form = TrailFilter(request.GET or None, people=people)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = queries.Filter(
        kind=asked.get("jenis", ""),
        actor=UUID(asked["siapa"]) if asked.get("siapa") else None,
        first=asked.get("dari"),
        last=asked.get("sampai"),
        region=request.region,
    )
    events = queries.events_in(request.scope).filter(chosen.q)
    page = queries.page_of(events, after=_id(request.GET.get("after", "")))
    names = regions.path_names({event.region_code for event in page.events if event.region_code})
    return render(
        request,
        "audit/trail.html",
        {
            "form": form,
            "filtered": any(asked.values()),
            "rows": [
                {
                    "event": event,
                    "sentence": presenters.sentence(event),
                    "place": " › ".join(names.get(event.region_code, [])),
                }
                for event in page.events
            ],
            "next": _address(request, page.next) if page.next else "",
            "first": _address(request) if request.GET.get("after") else "",
            "trail": regions.trail(request.region),
        },
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _address(request: HttpRequest, after: str = "") -> str:
    kept = {key: value for key, value in request.GET.items() if key != "after" and value}
    query = urlencode({**kept, **({"after": after} if after else {})})
    return f"{reverse('audit_trail')}?{query}" if query else reverse("audit_trail")
