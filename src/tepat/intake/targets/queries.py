"""Reading target lists: counts of a rule before it is kept, versions, and what changed between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from tepat.intake.models import IncomingList, ListEntry, TargetList
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import Scope, scope_of
from tepat.platform.regions import queries as regions

from .rules import Rule, families_with_desil, left_out


@dataclass(frozen=True)
class Preview:
    """What a rule does in one region: of all its families so many are chosen, the others told by why not."""

    code: str
    name: str
    families: int
    chosen: int
    above: int
    unranked: int
    excluded: int


def preview(source_list: IncomingList, rule: Rule, *, length: int) -> list[Preview]:
    """A rule's counts by region of `length` characters, most chosen first. Each family counts once:

    one without a reading is unranked, one above the desil is above, of the others those left out are excluded.
    """
    low = Q(rank__lte=rule.highest_desil)
    out = left_out(rule)
    rows = (
        families_with_desil(source_list, rule)
        .annotate(area=Substr("region_code", 1, length))
        .order_by()
        .values("area")
        .annotate(
            families=Count("id"),
            low=Count("id", filter=low),
            excluded=Count("id", filter=low & out),
            unranked=Count("id", filter=Q(rank__isnull=True)),
        )
    )
    names = regions.names({row["area"] for row in rows})
    made = [
        Preview(
            row["area"],
            names.get(row["area"], row["area"]),
            row["families"],
            row["low"] - row["excluded"],
            row["families"] - row["low"] - row["unranked"],
            row["unranked"],
            row["excluded"],
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (-one.chosen, one.name))


def added_up(rows: Iterable[Preview]) -> Preview:
    """All regions together."""
    listed = list(rows)
    names = ("families", "chosen", "above", "unranked", "excluded")
    return Preview("", "", *(sum(getattr(row, name) for row in listed) for name in names))


def target_lists_for(user: User) -> QuerySet[TargetList]:
    """Target lists that reach into where the user may see completeness, newest first."""
    scope = scope_of(user, Permission.COMPLETENESS_VIEW)
    return (
        TargetList.objects.filter(_reaching(scope))
        .select_related("source_list", "by")
        .order_by("source_list__name", "region_code", "-version")
    )


def _reaching(scope: Scope) -> Q:
    """The lists of regencies that lie in the scope or hold it."""
    return scope.q() | Q(region_code__in={prefix[:5] for prefix in scope.prefixes if len(prefix) >= 5})


def count_of(target_list: TargetList, scope: Scope) -> int:
    """How many families of the list lie in the scope."""
    return ListEntry.objects.filter(scope.q("family__region_code"), target_list=target_list).count()


def counts_by_region(target_list: TargetList, scope: Scope, *, length: int) -> list[tuple[str, str, int]]:
    """(code, name, families) of a list inside the scope, most first."""
    rows = (
        ListEntry.objects.filter(scope.q("family__region_code"), target_list=target_list)
        .annotate(area=Substr("family__region_code", 1, length))
        .order_by()
        .values("area")
        .annotate(n=Count("id"))
    )
    counted = {row["area"]: row["n"] for row in rows}
    names = regions.names(counted)
    return [
        (code, names.get(code, code), n)
        for code, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def changes_since(target_list: TargetList, before: TargetList, scope: Scope) -> tuple[int, int]:
    """How many families of the scope entered since another version, and how many left."""
    inside = ListEntry.objects.filter(scope.q("family__region_code"))
    now, then = (inside.filter(target_list=one) for one in (target_list, before))
    entered = now.exclude(family__in=then.values("family")).count()
    left = then.exclude(family__in=now.values("family")).count()
    return entered, left
