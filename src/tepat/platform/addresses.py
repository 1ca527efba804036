"""Addresses of pages that keep what the reader chose."""

from urllib.parse import urlencode

from django.http import HttpRequest

PAGING = frozenset({"after", "before"})


def address_with(request: HttpRequest, **changes: str) -> str:
    """The page's address with these choices changed and its first page shown; an empty choice is left out."""
    kept = {key: value for key, value in request.GET.items() if key not in PAGING} | changes
    text = urlencode({key: value for key, value in kept.items() if value})
    return f"{request.path}?{text}" if text else request.path
