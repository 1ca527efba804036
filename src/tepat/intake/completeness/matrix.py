"""How complete a target list is: each field by region, and the share of families complete for each purpose.

From the counts that counting.py keeps; a handful of queries, whatever the number of regions and families.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tepat.intake.models import TargetList
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within as region_within

from .counting import Counts, counts_of
from .fields import Field, fields
from .purposes import PURPOSES, key_of, rules_for, today_at

LEVELS = {"province": 2, "regency": 5, "district": 8, "village": 13}


@dataclass
class Cell:
    """Filled out of total of one field in one region, or families complete out of all."""

    filled: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.filled

    @property
    def percent(self) -> float | None:
        """Share filled in per cent, or None where there is nothing to fill."""
        return None if self.total == 0 else 100 * self.filled / self.total


@dataclass
class Row:
    """One region of the matrix: its cells in the order of the fields, and the families complete by purpose."""

    code: str
    name: str
    families: int = 0
    people: int = 0
    cells: list[Cell] = field(default_factory=lambda: [Cell(0, 0) for _field in fields()])
    complete: dict[str, Cell] = field(default_factory=lambda: {purpose: Cell(0, 0) for purpose in PURPOSES})

    @property
    def whole(self) -> Cell:
        """All cells together."""
        return Cell(sum(c.filled for c in self.cells), sum(c.total for c in self.cells))

    def some(self, asked: Iterable[Field]) -> list[Cell]:
        """The cells of these fields, in their order."""
        by_field = dict(zip((item.field for item in fields()), self.cells, strict=True))
        return [by_field[item.field] for item in asked]

    def of(self, names: Iterable[str]) -> Cell:
        """The cells of these fields together."""
        wanted = set(names)
        cells = self.some(item for item in fields() if item.field in wanted)
        return Cell(sum(c.filled for c in cells), sum(c.total for c in cells))

    def add(self, counts: Counts, complete: dict[str, int]) -> None:
        """Add what was counted at one place."""
        self.families += counts.families
        self.people += counts.people
        for item, cell in zip(fields(), self.cells, strict=True):
            cell.filled += counts.filled.get(item.field, 0)
            cell.total += counts.people if item.of == "person" else counts.families
        for purpose, cell in self.complete.items():
            cell.filled += complete[purpose]
            cell.total += counts.families


def matrix(lists: Sequence[TargetList], *, scope: Scope, level: str, within: str = "") -> list[Row]:
    """The lists' regions of one level, inside `within` and the scope, least complete first; lists are added up.

    `level` is province, regency, district or village. Regions without a family on the lists have no row.
    """
    return rolled_up(places(lists, scope=scope, within=within), level)


def places(lists: Sequence[TargetList], *, scope: Scope, within: str = "") -> list[Row]:
    """The same by the very codes at which families stand, nameless: villages, or districts where no more is known."""
    rules = rules_for(part.region_code for part in lists)
    asked: dict[UUID, dict[str, str]] = {}
    for part in lists:
        day = today_at(part.region_code)
        asked[part.id] = {purpose: key_of(rules.at(part.region_code, purpose, day)) for purpose in PURPOSES}
    keys = {part_id: set(by_purpose.values()) for part_id, by_purpose in asked.items()}
    rows: dict[str, Row] = {}
    place = scope.q("region_code") & region_within([within], "region_code")
    for (list_id, code), counts in counts_of(keys, place).items():
        complete = {purpose: counts.whole[key] for purpose, key in asked[list_id].items()}
        rows.setdefault(code, Row(code, "")).add(counts, complete)
    return list(rows.values())


def rolled_up(found: Iterable[Row], level: str) -> list[Row]:
    """Rows added up by region of a level and named, least complete first. One query."""
    return rolled_up_to(found, level)[0]


def rolled_up_to(found: Iterable[Row], *levels: str) -> list[list[Row]]:
    """The same for each of several levels. One query."""
    grouped: dict[str, dict[str, list[Row]]] = {level: {} for level in levels}
    for row in found:
        for level, rows in grouped.items():
            rows.setdefault(row.code[: LEVELS[level]], []).append(row)
    names = regions.full_names(code for rows in grouped.values() for code in rows)
    return [
        sorted(
            (replace(total(parts), code=code, name=names.get(code, code)) for code, parts in rows.items()),
            key=lambda row: (row.whole.percent or 0, row.code),
        )
        for rows in (grouped[level] for level in levels)
    ]


def total(rows: Sequence[Row]) -> Row:
    """All rows added up."""
    whole = Row("", "")
    for row in rows:
        whole.families += row.families
        whole.people += row.people
        for cell, part in zip(whole.cells, row.cells, strict=True):
            cell.filled += part.filled
            cell.total += part.total
        for purpose, cell in whole.complete.items():
            cell.filled += row.complete[purpose].filled
            cell.total += row.complete[purpose].total
    return whole


def as_data(name: str, level: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The matrix as plain data for machines: regions with, for each field, filled of total."""
    return {
        "list": name,
        "by": level,
        "families": sum(row.families for row in rows),
        "persons": sum(row.people for row in rows),
        "regions": [
            {
                "code": row.code,
                "name": row.name,
                "families": row.families,
                "persons": row.people,
                "fields": {
                    item.field: {"filled": cell.filled, "total": cell.total}
                    for item, cell in zip(fields(), row.cells, strict=True)
                },
                "complete": {purpose: cell.filled for purpose, cell in row.complete.items()},
            }
            for row in rows
        ],
    }
