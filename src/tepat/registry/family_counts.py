"""How many families a filter would show, each beside the others: what the list's chips and its total say.

Counting half a million takes longer than a page may, so one table of all combinations is kept until the
registry changes. It has a row for each village, desil and state of numbers that occur together.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
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


@dataclass(frozen=True)
class _Kind:
    """Families that are alike in all that the list is filtered by."""

    region: str
    desil: int | None
    states: frozenset[str]


@dataclass(frozen=True)
class FamilyCounts:
    """Counts of the visible families by region, desil and state of some member's NIK."""

    kinds: dict[_Kind, int]

    def total(self, chosen: FamilyFilter) -> int:
        """How many the filter shows."""
        return sum(n for _kind, n in self._in(chosen))

    def by_region(self, chosen: FamilyFilter, length: int) -> Counter[str]:
        """By the region of `length` characters, of those that fit the rest of the filter."""
        return self._by(chosen, lambda kind: [kind.region[:length]] if len(kind.region) >= length else [])

    def by_desil(self, chosen: FamilyFilter) -> Counter[int]:
        """By desil, of those that fit the region and the state of numbers."""
        beside = FamilyFilter(region=chosen.region, number=chosen.number)
        return self._by(beside, lambda kind: [] if kind.desil is None else [kind.desil])

    def by_number(self, chosen: FamilyFilter) -> Counter[str]:
        """By the state of some member's NIK, of those that fit the region and the desil; one may count twice."""
        beside = FamilyFilter(region=chosen.region, desil=chosen.desil)
        return self._by(beside, lambda kind: list(kind.states))

    def _in(self, chosen: FamilyFilter) -> Iterator[tuple[_Kind, int]]:
        for kind, n in self.kinds.items():
            if chosen.region and not lies_in(kind.region, chosen.region):
                continue
            if chosen.desil is not None and kind.desil != chosen.desil:
                continue
            if not chosen.number or chosen.number in kind.states:
                yield kind, n

    def _by(self, chosen: FamilyFilter, parts: Callable[[_Kind], list[T]]) -> Counter[T]:
        counted: Counter[T] = Counter()
        for kind, n in self._in(chosen):
            for part in parts(kind):
                counted[part] += n
        return counted


def family_counts(scope: Scope, user: User) -> FamilyCounts:
    """The counts of the families that the user sees in the scope."""
    families = Family.objects.filter(visible_families(scope, user))
    if scope.by_grant:
        return _counted(families)
    state = ChangeSet.objects.aggregate(n=Count("id"), rows=Sum("done"))
    text = f"{state['n']}:{state['rows']}:{','.join(scope.prefixes)}"
    key = f"registry.family_counts:{hashlib.sha256(text.encode()).hexdigest()}"
    counts: FamilyCounts | None = cache.get(key)
    if counts is None:
        counts = _counted(families)
        cache.set(key, counts, timeout=_KEPT_SECONDS)
    return counts


def _counted(families: QuerySet[Family]) -> FamilyCounts:
    rows = families.order_by().values_list("region_code", "desil", *NIK_STATES).annotate(n=Count("id"))
    return FamilyCounts(
        {
            _Kind(
                region, desil, frozenset(name for name, is_so in zip(_STATES, states, strict=True) if is_so)
            ): n
            for region, desil, *states, n in rows
        }
    )
