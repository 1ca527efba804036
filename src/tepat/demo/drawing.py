"""Drawing at random by weights, and sharing out a whole number: always repeatable, by a seed."""

import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


def seeded(*parts: object) -> random.Random:
    """A generator of its own for each purpose, so that one draw more here changes nothing there."""
    return random.Random(":".join(map(str, parts)))  # noqa: S311 - invented people, no secrets


class Weighted(Generic[T]):
    """Values drawn in proportion to their weights."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values = tuple(weights)
        self._sums = tuple(accumulate(float(weight) for weight in weights.values()))
        self.total = self._sums[-1] if self._sums else 0.0

    def draw(self, rng: random.Random) -> T:
        """One value."""
        return self._values[bisect(self._sums, rng.random() * self.total, 0, len(self._values) - 1)]


def share_out(total: int, weights: Sequence[Fraction | float], least: int = 0) -> list[int]:
    """Split `total` in proportion to the weights, by largest remainder; each gets `least` when all can."""
    if not weights:
        return []
    given = least if total >= least * len(weights) else 0
    rest = total - given * len(weights)
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact)
    quotas = [rest * weight / whole for weight in exact]
    parts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: (parts[i] - quotas[i], i))
    for i in by_remainder[: rest - sum(parts)]:
        parts[i] += 1
    return [part + given for part in parts]
