"""How complete a target list is: each field by region, counted from the registry as it is now.

Which fields count is data (fields.yaml). Three queries, whatever the number of regions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from tepat.engine.sentences import Sentence
from tepat.intake.models import TargetList
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions.models import Region
from tepat.platform.regions.scope import within as region_within
from tepat.registry.models import Dwelling, Family, Person

LEVELS = {"province": 2, "regency": 5, "district": 8, "village": 13}


@dataclass(frozen=True)
class Field:
    """A field of the matrix: of a family, a dwelling or a person, and when it counts as filled."""

    field: str
    of: str
    filled: str
    label: Sentence

    @property
    def condition(self) -> Q:
        """The rows in which the field counts as filled."""
        if self.filled == "number":
            return Q(**{self.field: "sound"})
        if self.filled == "value":
            return Q(**{f"{self.field}__isnull": False})
        return ~Q(**{self.field: ""})


@dataclass
class Cell:
    """Filled out of total of one field in one region."""

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
    """One region of the matrix: its cells in the order of the fields."""

    code: str
    name: str
    families: int = 0
    people: int = 0
    cells: list[Cell] = field(default_factory=list)

    @property
    def whole(self) -> Cell:
        """All cells together."""
        return Cell(sum(c.filled for c in self.cells), sum(c.total for c in self.cells))


@cache
def fields() -> tuple[Field, ...]:
    """The fields that count, in order."""
    text = (files("tepat.intake.completeness") / "fields.yaml").read_text(encoding="utf-8")
    return tuple(
        Field(**{**row, "label": Sentence(row["label"], context="field")})
        for row in yaml.safe_load(text)["fields"]
    )


def matrix(target_list: TargetList, *, scope: Scope, level: str, within: str = "") -> list[Row]:
    """The list's regions of one level, inside `within` and the scope, least complete first.

    `level` is province, regency, district or village. Regions without a family on the list have no row.
    """
    length = LEVELS[level]
    base = scope.q("region_code") & _inside(within)
    families = Family.objects.filter(base, list_entries__target_list=target_list)
    people = Person.objects.filter(
        scope.q("family__region_code") & _inside(within, "family__region_code"),
        family__list_entries__target_list=target_list,
    )
    dwellings = Dwelling.objects.filter(
        scope.q("family__region_code") & _inside(within, "family__region_code"),
        family__list_entries__target_list=target_list,
    )
    counted = {
        "family": _counts(families, "region_code", length, "family"),
        "person": _counts(people, "family__region_code", length, "person"),
        "dwelling": _counts(dwellings, "family__region_code", length, "dwelling"),
    }
    names = dict(Region.objects.filter(code__in=counted["family"]).values_list("code", "name"))
    rows = []
    for code, family_counts in counted["family"].items():
        row = Row(
            code, names.get(code, code), family_counts["n"], counted["person"].get(code, {}).get("n", 0)
        )
        for item in fields():
            counts = counted[item.of].get(code, {})
            total = row.people if item.of == "person" else row.families
            row.cells.append(Cell(counts.get(item.field, 0), total))
        rows.append(row)
    return sorted(rows, key=lambda row: (row.whole.percent or 0, row.code))


def joined(matrices: Iterable[Sequence[Row]]) -> list[Row]:
    """Lists of several regencies as one matrix: the rows of one region are added up."""
    by_code: dict[str, list[Row]] = {}
    for rows in matrices:
        for row in rows:
            by_code.setdefault(row.code, []).append(row)
    added = [replace(total(rows), code=code, name=rows[0].name) for code, rows in by_code.items()]
    return sorted(added, key=lambda row: (row.whole.percent or 0, row.code))


def total(rows: Sequence[Row]) -> Row:
    """All rows added up."""
    whole = Row("", "", sum(r.families for r in rows), sum(r.people for r in rows))
    for position in range(len(fields())):
        cells = [row.cells[position] for row in rows]
        whole.cells.append(Cell(sum(c.filled for c in cells), sum(c.total for c in cells)))
    return whole


def _inside(within: str, column: str = "region_code") -> Q:
    return region_within([within], column)


def _counts(rows: QuerySet[Any], column: str, length: int, of: str) -> dict[str, dict[str, int]]:
    filled = {item.field: Count("id", filter=item.condition) for item in fields() if item.of == of}
    grouped = rows.annotate(area=Substr(column, 1, length)).values("area").annotate(n=Count("id"), **filled)
    return {row["area"]: row for row in grouped.order_by()}


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
            }
            for row in rows
        ],
    }
