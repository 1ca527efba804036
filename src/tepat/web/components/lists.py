"""Around a table: filter chips with counts, the bulk bar, keyset pages."""

from collections.abc import Iterable
from typing import Any

from .library import read, register


@register.inclusion_tag("components/chips.html")
def chips(items: Iterable[Any], label: str = "", clear: str = "") -> dict[str, Any]:
    """Filters of {label, href, count?, active?}: a chip adds or takes away one filter, the URL keeps them.

    `clear` is the address without any filter, offered when one is active.
    """
    given = [
        {
            "label": read(c, "label"),
            "href": read(c, "href"),
            "count": read(c, "count"),
            "active": bool(read(c, "active")),
        }
        for c in items
    ]
    return {"chips": given, "label": label, "clear": clear, "filtered": any(c["active"] for c in given)}


@register.inclusion_tag("components/pager.html")
def pager(
    shown: int = 0,
    total: int | None = None,
    previous: str = "",
    next: str = "",
    first: str = "",
    noun: str = "",
    about: bool = False,
) -> dict[str, Any]:
    """Keyset pages: addresses of the first, previous and next page, how many are shown and of how many.

    `about` marks the total as an estimate; `noun` is what is counted ("keluarga").
    """
    return {
        "shown": shown,
        "total": total,
        "previous": previous,
        "next": next,
        "first": first,
        "noun": noun,
        "about": about,
    }
