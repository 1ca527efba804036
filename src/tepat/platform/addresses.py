"""Addresses of pages that keep what the reader chose."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

PAGING = frozenset({"after", "before"})
MOST_PICKED = 1_000


def address_with(request: HttpRequest, **changes: str) -> str:
    """The page's address with these choices changed and its first page shown; an empty choice is left out."""
    kept = {key: value for key, value in request.GET.items() if key not in PAGING} | changes
    text = urlencode({key: value for key, value in kept.items() if value})
    return f"{request.path}?{text}" if text else request.path


def ids_in(texts: Sequence[str]) -> list[UUID]:
    """The ids that a form sent, without what is none."""
    ids = []
    for text in texts[:MOST_PICKED]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


def asked_for(request: HttpRequest, *words: str) -> dict[str, str]:
    """What the address says under these words, none of it longer than an id with its region."""
    return {word: request.GET.get(word, "")[:50] for word in words}
