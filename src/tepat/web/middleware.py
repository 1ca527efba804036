"""Around every request: its id, its log line, the reader's time zone, calm words for a busy database.

What no page could make sense of is turned away before one sees it.
"""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import regions_of
from tepat.platform.logs import request_id
from tepat.platform.operating import figures
from tepat.platform.regions.clock import zone_name

from . import errors

log = logging.getLogger("tepat.web")
GetResponse = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Indonesian unless the reader chose English here.

    Django's own middleware would follow the browser, and many an office's browser was installed in English.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Cookie",))
        return response


class NoNul:
    """Refuses text with a NUL in it: no keyboard has it, and PostgreSQL cannot look for or keep it.

    Cookies too, as the session is looked up by one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "\0" in "".join(request.COOKIES.values()) or _has_nul(request.GET):
            raise BadRequest
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if request.method == "POST" and _has_nul(request.POST):
            raise BadRequest


def _has_nul(given: QueryDict) -> bool:
    return any("\0" in name or "\0" in "".join(values) for name, values in given.lists())


# Asked every few seconds by whatever watches the site: told of only when they have something to tell.
PROBES = ("/healthz", "/readyz", "/metrics")


class RequestLog:
    """Gives the request an id, answers with it in X-Request-ID, writes one line: method, route, status, ms.

    The route is the URL's pattern (`daftar/<uuid:pk>/`), never the path or the query, which may hold a number
    or a name. An id from outside is not taken over: it is text that a stranger chose.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(5)
        token = request_id.set(number)
        started = time.perf_counter()
        timezone.deactivate()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            spent = (time.perf_counter() - started) * 1000
            match = request.resolver_match
            route = "/" + match.route if match else "-"
            level = logging.DEBUG if route in PROBES and response.status_code == 200 else logging.INFO
            log.log(level, "%s %s %s %.0f ms", request.method, route, response.status_code, spent)
            if match and route not in PROBES:
                figures.record(str(request.method), route, response.status_code, spent / 1000)
            return response
        finally:
            request_id.reset(token)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Times on a page are the reader's own: those of the region he works in."""
        user = getattr(request, "user", None)
        if isinstance(user, User) and user.is_authenticated:
            timezone.activate(zone_name(next(iter(regions_of(user)), "")))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A busy, absent or full database is no fault of the page: its own page, with what was typed."""
        if isinstance(exception, OperationalError | InterfaceError) or errors.no_room(exception):
            log.warning("database or disk unavailable: %s", type(exception).__name__)
            return errors.unavailable(request, exception)
        return None
