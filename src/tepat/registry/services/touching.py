"""Noting where families changed, for what is counted by region; who counts registers here, in AppConfig.ready.

A mark is written in the transaction of the change, so that no change is missed whatever stops the work after it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tepat.platform.accounts.models import User
from tepat.registry.models import ChangeSet, Family, TouchedRegion

# Called in the transaction of a small act that is whole, with the act.
COUNTERS: list[Callable[[ChangeSet], None]] = []


def touch(change_set: ChangeSet, codes: Iterable[str]) -> None:
    """Mark these regions as changed by the set; those it marked already stay as they are."""
    known = TouchedRegion.objects.filter(change_set=change_set).values_list("region_code", flat=True)
    wanted = set(codes) - {""}
    if new := wanted and wanted - set(known):
        mark(by=change_set.by, kind=change_set.kind, codes=new, change_set=change_set)


def mark(*, by: User, kind: str, codes: Iterable[str], change_set: ChangeSet | None = None) -> None:
    """The same for an act that may have no change set."""
    TouchedRegion.objects.bulk_create(
        TouchedRegion(region_code=code, change_set=change_set, kind=kind, by=by) for code in sorted(codes)
    )


def regions_of(families: Iterable[Any]) -> set[str]:
    """The regions in which these families stand in the database now."""
    ids = set(families) - {None}
    if not ids:
        return set()
    return set(Family.objects.filter(id__in=ids).order_by().values_list("region_code", flat=True).distinct())


def settled(change_set: ChangeSet) -> None:
    """Say that a small act is whole."""
    for count in COUNTERS:
        count(change_set)
