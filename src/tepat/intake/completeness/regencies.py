"""The regencies of this installation side by side: how complete the newest lists are and how fresh, without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from tepat.intake.models import CompletenessChange
from tepat.intake.targets.named import NamedList
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions import queries as regions

from .matrix import Row, places, rolled_up


@dataclass(frozen=True)
class Regency:
    """A regency with its counts, when its list came and when anything last changed its completeness."""

    row: Row
    came_at: datetime
    changed_at: datetime | None


def side_by_side(named: NamedList, scope: Scope) -> list[Regency]:
    """The regencies that the scope covers whole, least complete first. A few queries, whatever their number."""
    parts = [part for part in named.parts if scope.covers(part.region_code)]
    rows = {row.code: row for row in rolled_up(places(parts, scope=scope), "regency")}
    changed = dict(
        CompletenessChange.objects.filter(target_list__in=parts)
        .order_by()
        .values_list("target_list")
        .annotate(last=Max("at"))
    )
    names = regions.full_names(part.region_code for part in parts)
    found = [
        Regency(
            rows.get(part.region_code[:5]) or Row(part.region_code, names.get(part.region_code, part.region_code)),
            part.created_at, changed.get(part.id),
        )
        for part in parts
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.row.whole.percent or 0, one.row.code))


def chosen_of(lists: Sequence[NamedList], name: str) -> NamedList | None:
    """The list of that name, else the newest."""
    return next((one for one in lists if one.name == name), lists[0] if lists else None)
