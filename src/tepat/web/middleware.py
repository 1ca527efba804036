"""Around every request: its id, its one log line, and a calm answer when the database is busy or away."""

import logging
import secrets
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from tepat.config.logs import request_id

from . import errors

log = logging.getLogger("tepat.web")
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """Gives the request an id, answers with it in X-Request-ID and writes one line: method, route, status, ms.

    The route is the URL's pattern (`daftar/<uuid:pk>/`), never the path or the query, which may hold a number
    or a name. An id from outside is not taken over: it is text that a stranger chose.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(5)
        token = request_id.set(number)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            spent = (time.perf_counter() - started) * 1000
            match = request.resolver_match
            route = "/" + match.route if match else "-"
            log.info("%s %s %s %.0f ms", request.method, route, response.status_code, spent)
            return response
        finally:
            request_id.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A busy or absent database is no fault of the page: 503, with what was typed, and try again."""
        if isinstance(exception, OperationalError | InterfaceError):
            log.warning("database unavailable: %s", type(exception).__name__)
            return errors.unavailable(request, exception)
        return None
