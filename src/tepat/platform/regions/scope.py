"""Region scope as a condition of a query: ranges of codes, compared bytewise on both databases."""

from collections.abc import Iterable

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from .codes import minimal

# "/" is the byte after ".", so that "64.08" and everything below it lies from "64.08" up to "64.08/".
_AFTER_DOT = "/"
_VILLAGE_LENGTH = 13


def within(prefixes: Iterable[str], field: str = "region_code", *, indexed: bool = True) -> Q:
    """Rows whose field holds one of these regions or anything in them; no prefix matches nothing.

    The field must be a BytewiseCharField. The prefix "" is the whole country. With `indexed` off the database
    does not look the codes up: for a region that holds a large part of all rows, read in another order.
    """
    shortest = minimal(prefixes)
    if not shortest:
        return Q(pk__in=[])
    if shortest[0] == "":
        return Q()
    condition = Q()
    for prefix in shortest:
        if not indexed:
            code = Coalesce(F(field), Value(""))
            condition |= Q(GreaterThanOrEqual(code, prefix)) & Q(LessThan(code, prefix + _AFTER_DOT))
        elif len(prefix) < _VILLAGE_LENGTH:
            condition |= Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + _AFTER_DOT})
        else:
            condition |= Q(**{field: prefix})
    return condition
