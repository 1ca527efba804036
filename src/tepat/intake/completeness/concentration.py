"""Where most of what is missing is: the few villages that hold the most of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .matrix import Row

SHARE = 0.8


@dataclass(frozen=True)
class Holder:
    """A village and how much is missing there, and with all before it."""

    row: Row
    missing: int
    so_far: int


@dataclass(frozen=True)
class Concentration:
    """The fewest villages that together hold SHARE of what is missing, most first."""

    holders: list[Holder]
    missing: int
    villages: int

    @property
    def most(self) -> int:
        """How much the first of them holds: the length of its bar."""
        return self.holders[0].missing if self.holders else 0

    @property
    def held(self) -> int:
        """How much they hold together."""
        return self.holders[-1].so_far if self.holders else 0


def concentration(rows: Sequence[Row], names: Collection[str]) -> Concentration:
    """Of rows by village, for these fields."""
    lacking = [(row.of(names).missing, row) for row in rows]
    whole = sum(missing for missing, _row in lacking)
    holders: list[Holder] = []
    so_far = 0
    for missing, row in sorted(lacking, key=lambda one: (-one[0], one[1].code)):
        if so_far >= SHARE * whole:
            break
        so_far += missing
        holders.append(Holder(row, missing, so_far))
    return Concentration(holders, whole, sum(1 for missing, _row in lacking if missing))
