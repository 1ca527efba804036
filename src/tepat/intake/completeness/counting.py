"""Counting a list's completeness live, and keeping the counts: what is kept equals a live count once no mark is left.

A region is counted anew as a whole, for every list that has families there, from a mark that the change left in its
own transaction (registry/services/touching.py). Whoever counts takes the marks away first, under the region's lock:
a change that commits later leaves its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from tepat.intake.models import CompletenessChange, RegionCompleteness
from tepat.platform.regions.codes import regency_of
from tepat.platform.regions.models import Region
from tepat.registry.models import ChangeSet, Dwelling, Family, Person, TouchedRegion

from .fields import fields, lacks_none
from .purposes import key_of, rules_for, today_at

# A small act counts its regions in its own transaction when they are few; else a job does.
AT_ONCE = 3
# Marks of acts that go on are not for counting yet: the next step may change the region again.
WHOLE = Q(change_set=None) | Q(change_set__published_at__isnull=False)


@dataclass
class Counts:
    """What is counted of one list at one code."""

    families: int = 0
    people: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    @property
    def all_filled(self) -> int:
        return sum(self.filled.values())

    @property
    def all_cells(self) -> int:
        """How many values there could be."""
        return sum(self.people if item.of == "person" else self.families for item in fields())


Place = tuple[UUID, str]


def count_live(codes: Collection[str], lists: Collection[UUID] | None = None) -> dict[Place, Counts]:
    """Counted now, by list and the very code at which families stand. Three queries for each regency."""
    found: dict[Place, Counts] = {}
    rules = rules_for(codes)
    for regency in sorted({regency_of(code) or code for code in codes}):
        here = [code for code in codes if (regency_of(code) or code) == regency]
        sets = {key_of(one): one for one in rules.coming(regency, today_at(regency))}
        _count(here, lists, sets, found)
    return found


def _count(
    codes: Sequence[str],
    lists: Collection[UUID] | None,
    sets: dict[str, tuple[str, ...]],
    found: dict[Place, Counts],
) -> None:
    """Families first: only they tell of a place."""
    whole = {f"whole_{key}": Count("id", filter=lacks_none(names)) for key, names in sets.items()}
    of: dict[str, tuple[Any, str, dict[str, Count]]] = {
        "family": (Family, "", whole),
        "dwelling": (Dwelling, "family__", {}),
        "person": (Person, "family__", {}),
    }
    for subject, (model, home, extra) in of.items():
        # In one condition, or a family would be joined with its lists twice.
        place: dict[str, Any] = {
            f"{home}region_code__in": codes,
            f"{home}list_entries__target_list__published_at__isnull": False,
        }
        if lists is not None:
            place[f"{home}list_entries__target_list__in"] = lists
        rows: QuerySet[Any] = model.objects.filter(**place)
        wanted = [item for item in fields() if item.of == subject]
        filled = {f"filled_{item.field}": Count("id", filter=item.condition()) for item in wanted}
        grouped = rows.values(
            list=F(f"{home}list_entries__target_list"), code=F(f"{home}region_code")
        ).annotate(n=Count("id"), **filled, **extra)
        for row in grouped.order_by():
            counts = found.setdefault((row["list"], row["code"]), Counts())
            if subject == "family":
                counts.families = row["n"]
                counts.whole = {key: row[f"whole_{key}"] for key in sets}
            elif subject == "person":
                counts.people = row["n"]
            counts.filled |= {item.field: row[f"filled_{item.field}"] for item in wanted}


def settle(change_set: ChangeSet) -> None:
    """Count what a small act touched in the act's own transaction, if that is little."""
    some = change_set.touched.order_by("region_code").values_list("region_code", flat=True)[: AT_ONCE + 1]
    settle_regions(list(some))


def settle_regions(codes: Collection[str]) -> None:
    """The same for an act without a change set."""
    if len(codes) <= AT_ONCE:
        count_regions(codes)


def waiting_regions() -> list[str]:
    """Regions in which something changed and no act goes on."""
    marks = TouchedRegion.objects.filter(WHOLE).order_by("region_code")
    return list(marks.values_list("region_code", flat=True).distinct())


def together(codes: Sequence[str], families: int) -> Iterator[list[str]]:
    """The codes in order, as many of one regency at a time as hold so many families; one with more stands alone."""
    standing = Family.objects.filter(region_code__in=codes).values_list("region_code").annotate(n=Count("id"))
    size = dict(standing.order_by())
    some: list[str] = []
    reached = 0
    for code in codes:
        reached += size.get(code, 0)
        if some and (reached > families or regency_of(code) != regency_of(some[0])):
            yield some
            some, reached = [], size.get(code, 0)
        some.append(code)
    if some:
        yield some


def count_regions(codes: Collection[str]) -> int:
    """Count regions anew and keep what changed, as each one's newest act's doing; needs the caller's transaction.

    Returns how often something changed for a list in a region.
    """
    list(Region.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("code"))
    marks = list(
        TouchedRegion.objects.filter(WHOLE, region_code__in=codes)
        .select_related("change_set", "by")
        .order_by("id")
    )
    newest = {mark.region_code: mark for mark in marks}
    if not newest:
        return 0
    TouchedRegion.objects.filter(id__in=[mark.id for mark in marks]).delete()
    counted = count_live(newest)
    rows = RegionCompleteness.objects.filter(region_code__in=newest)
    kept = {(row.target_list_id, row.region_code): row for row in rows}
    changes: list[CompletenessChange] = []
    written: list[RegionCompleteness] = []
    for place in sorted({*kept, *counted}):
        now, was = counted.get(place, Counts()), _kept_counts(kept.get(place))
        if now != was:
            written.append(_keeping(place, now, kept.get(place)))
            changes += _change(place, newest[place[1]], was, now)
    _keep(written)
    CompletenessChange.objects.bulk_create(changes)
    return len(written)


def _kept_counts(row: RegionCompleteness | None) -> Counts:
    return Counts(row.families, row.people, row.filled, row.whole) if row else Counts()


def _keeping(place: Place, counts: Counts, row: RegionCompleteness | None) -> RegionCompleteness:
    row = row or RegionCompleteness(target_list_id=place[0], region_code=place[1])
    row.families, row.people = counts.families, counts.people
    row.filled, row.whole = counts.filled, counts.whole
    return row


def _keep(rows: Sequence[RegionCompleteness]) -> None:
    """Save the counts; of a list that has nobody left at a code there are none."""
    RegionCompleteness.objects.filter(id__in=[row.id for row in rows if not row.families]).delete()
    RegionCompleteness.objects.bulk_create(
        [row for row in rows if row.families],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["families", "people", "filled", "whole"],
    )


def _change(place: Place, mark: TouchedRegion, was: Counts, now: Counts) -> Iterator[CompletenessChange]:
    """What the act did, if it did anything that the trend shows."""
    by_field = {
        item.field: difference
        for item in fields()
        if (difference := now.filled.get(item.field, 0) - was.filled.get(item.field, 0))
    }
    cells = now.all_cells - was.all_cells
    if by_field or cells or now.families != was.families or now.people != was.people:
        yield CompletenessChange(
            target_list_id=place[0], region_code=place[1], change_set=mark.change_set, kind=mark.kind,
            by=mark.by, families=now.families - was.families, people=now.people - was.people,
            filled=now.all_filled - was.all_filled, cells=cells, fields=by_field,
        )  # fmt: skip


def counts_of(keys: Mapping[UUID, Collection[str]], place: Q) -> dict[Place, Counts]:
    """The counts of lists at the codes that `place` allows: as kept, and live where something changed since.

    `keys` are the lists, each with the sets of fields that must be counted of it. `place` is a condition on
    `region_code`.
    """
    rows = RegionCompleteness.objects.filter(place, target_list__in=keys)
    found = {(row.target_list_id, row.region_code): _kept_counts(row) for row in rows}
    stale = set(TouchedRegion.objects.filter(place).values_list("region_code", flat=True).distinct())
    stale |= {
        code for (list_id, code), counts in found.items() if not counts.whole.keys() >= set(keys[list_id])
    }
    if stale:
        found = {key: counts for key, counts in found.items() if key[1] not in stale}
        found |= count_live(stale, keys.keys())
    return found
