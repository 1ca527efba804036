"""Around every request of somebody logged in: sessions that end, the region the person looks at, and the second
factor that some must have before anything else.
"""

import time
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tepat.platform.audit.middleware import surroundings_of

from . import devices, kept_forms, services
from .access import ScopedRequest, chosen_region, person, to_login
from .factors.requirement import has_factor, required_of
from .models import User

BEGAN, SEEN = "began", "seen"
KEPT_FORM = "kept_form"
# Sent by parts of a page that ask again by themselves: being asked is not being used.
POLL_HEADER = "X-Tepat-Poll"
_BEFORE_ENROLMENT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "favicon",
        "manifest",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "set_language",
    }
)
GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session after TEPAT_SESSION_IDLE_MINUTES without use and TEPAT_SESSION_HOURS in all.

    The login page then says why, and leads back to where the person was; a form that came too late is kept for
    the same account. `request.region` is set here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = person(request)
        if user is not None and (reason := self._over(request)):
            return self._end(request, user, reason)
        cast(ScopedRequest, request).region = chosen_region(request)
        if user is not None:
            self._note_use(request, user)
            self._note_sent_again(request, user)
        key = request.session.session_key
        response = self.get_response(request)
        devices.follow(request, key)
        return response

    def _over(self, request: HttpRequest) -> str:
        now = time.time()
        if now - request.session.get(BEGAN, now) >= settings.TEPAT_SESSION_HOURS * 3600:
            return "hours"
        if now - request.session.get(SEEN, now) >= settings.TEPAT_SESSION_IDLE_MINUTES * 60:
            return "idle"
        return ""

    def _end(self, request: HttpRequest, user: User, reason: str) -> HttpResponse:
        with surroundings_of(request):
            services.record_logout(by=user, reason=reason)
        kept = kept_forms.keep(request, user)
        logout(request)
        return to_login(request, reason, kept=kept)

    def _note_sent_again(self, request: HttpRequest, user: User) -> None:
        """What was kept is offered until it was sent again, and no longer."""
        if request.method == "POST" and request.session.get(KEPT_FORM) == request.get_full_path():
            del request.session[KEPT_FORM]
            kept_forms.forget(user)

    def _note_use(self, request: HttpRequest, user: User) -> None:
        """Write the time of use, but not at every request: a session is a row in the database."""
        now = time.time()
        if BEGAN not in request.session:
            request.session[BEGAN] = now
        elif request.headers.get(POLL_HEADER):
            return
        step = min(60.0, settings.TEPAT_SESSION_IDLE_MINUTES * 6.0)
        if now - request.session.get(SEEN, 0) >= step:
            request.session[SEEN] = now
            devices.note_seen(request, user)


class SecondFactorFirst:
    """Leads those who must have a second factor and have none yet to enrolment, before any other page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Only the pages of enrolment itself, the language and the way out stay open."""
        user = person(request)
        match = request.resolver_match
        if user is None or (match and match.url_name in _BEFORE_ENROLMENT):
            return None
        if not required_of(user) or has_factor(user):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403, headers={"HX-Redirect": reverse("mfa_activate_totp")})
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
