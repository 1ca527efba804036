"""How many families a filter would show, each beside the others: what the list's chips and its total say.

Counting half a million takes longer than a page may, so one table of all combinations is kept until the
registry changes. It has a row for each village, desil and state of numbers that occur together.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum

from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions.codes import lies_in

from .models import ChangeSet, Family
from .models.family import NIK_STATES
from .queries import FamilyFilter, visible_families

T = TypeVar("T")
_KEPT_SECONDS = 600
_STATES = tuple(name.removeprefix("nik_") for name in NIK_STATES)
# Families alike in all that the list is filtered by: region, desil, their NIK states in the order of _STATES,
# and how many. Plain, because a page reads some thousands of them out of the cache.
_Alike = tuple[str, int | None, tuple[bool, ...], int]


@dataclass(frozen=True)
class FamilyCounts:
    """Counts of the visible families by region, desil and state of some member's NIK."""

    rows: list[_Alike]

    def total(self, chosen: FamilyFilter) -> int:
        """How many the filter shows."""
        return sum(n for *_, n in self._in(chosen))

    def by_region(self, chosen: FamilyFilter, length: int) -> Counter[str]:
        """By the region of `length` characters, of those that fit the rest of the filter."""
        return _added((row[0][:length], row[3]) for row in self._in(chosen) if len(row[0]) >= length)

    def by_desil(self, chosen: FamilyFilter) -> Counter[int]:
        """By desil, of those that fit the region and the state of numbers."""
        beside = FamilyFilter(region=chosen.region, number=chosen.number)
        return _added((desil, n) for _, desil, _, n in self._in(beside) if desil is not None)

    def by_number(self, chosen: FamilyFilter) -> Counter[str]:
        """By the state of some member's NIK, of those that fit the region and the desil; one may count twice."""
        beside = FamilyFilter(region=chosen.region, desil=chosen.desil)
        return _added(
            (state, n)
            for _, _, states, n in self._in(beside)
            for state, is_so in zip(_STATES, states, strict=True)
            if is_so
        )

    def _in(self, chosen: FamilyFilter) -> Iterator[_Alike]:
        rows = iter(self.rows)
        if chosen.region:
            rows = (row for row in rows if lies_in(row[0], chosen.region))
        if chosen.desil is not None:
            rows = (row for row in rows if row[1] == chosen.desil)
        if chosen.number:
            state = _STATES.index(chosen.number)
            rows = (row for row in rows if row[2][state])
        return rows


def _added(parts: Iterable[tuple[T, int]]) -> Counter[T]:
    counted: Counter[T] = Counter()
    for part, n in parts:
        counted[part] += n
    return counted


def family_counts(scope: Scope, user: User) -> FamilyCounts:
    """The counts of the families that the user sees in the scope."""
    families = Family.objects.filter(visible_families(scope, user))
    if scope.by_grant:
        return FamilyCounts(_counted(families))
    state = ChangeSet.objects.aggregate(n=Count("id"), rows=Sum("done"))
    text = f"{state['n']}:{state['rows']}:{','.join(scope.prefixes)}"
    key = f"registry.family_counts:{hashlib.sha256(text.encode()).hexdigest()}"
    rows: list[_Alike] | None = cache.get(key)
    if rows is None:
        rows = _counted(families)
        cache.set(key, rows, timeout=_KEPT_SECONDS)
    return FamilyCounts(rows)


def _counted(families: QuerySet[Family]) -> list[_Alike]:
    rows = families.order_by().values_list("region_code", "desil", *NIK_STATES).annotate(n=Count("id"))
    return [(region, desil, tuple(states), n) for region, desil, *states, n in rows]
