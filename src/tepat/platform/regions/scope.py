"""Region scope as a condition of a query: ranges of codes, compared bytewise on both databases."""

from collections.abc import Iterable

from django.db.models import Q

from .codes import minimal

# "/" is the byte after ".", so that everything below "64.08" lies from "64.08." up to "64.08/".
_AFTER_DOT = "/"
_VILLAGE_LENGTH = 13


def within(prefixes: Iterable[str], field: str = "region_code") -> Q:
    """Rows whose field holds one of these regions or anything in them; no prefix matches nothing.

    The field must be a BytewiseCharField. The prefix "" is the whole country.
    """
    shortest = minimal(prefixes)
    if not shortest:
        return Q(pk__in=[])
    if shortest[0] == "":
        return Q()
    condition = Q()
    for prefix in shortest:
        condition |= Q(**{field: prefix})
        if len(prefix) < _VILLAGE_LENGTH:
            condition |= Q(**{f"{field}__gt": prefix + ".", f"{field}__lt": prefix + _AFTER_DOT})
    return condition
