"""Binds each request's surroundings for the trail: its id and the address it came from."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tepat.platform.logs import request_id

from .context import surroundings

GetResponse = Callable[[HttpRequest], HttpResponse]


def client_ip(request: HttpRequest) -> str:
    """The address of the person's own machine.

    Behind a proxy that is the last one it forwarded, and only then: anybody can write that header.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def surroundings_of(request: HttpRequest) -> AbstractContextManager[None]:
    """What the trail keeps of a request; its id is the one that its log lines carry."""
    return surroundings(request_id=request_id.get(), ip=client_ip(request), via="web")


class AuditContext:
    """Events recorded while a request is answered carry its id and address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with surroundings_of(request):
            return self.get_response(request)
