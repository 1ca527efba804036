"""Target lists by name: those of several regencies that a reader sees as one."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
)
from django.utils.translation import ngettext

from tepat.intake.models import Batch, TargetList
from tepat.platform.accounts.scopes import Scope
from tepat.platform.regions import queries as regions


@dataclass(frozen=True)
class NamedList:
    """The lists of one name, one of each regency, newest first: read together as one list.

    `coming` holds the ids of those into which a batch is being accepted: they are not whole yet.
    """

    name: str
    parts: tuple[TargetList, ...]
    coming: frozenset[UUID] = frozenset()

    @property
    def id(self) -> UUID:
        """The newest part's: what its address is made of."""
        return self.parts[0].id

    @property
    def unfinished(self) -> bool:
        """Whether rows still go in."""
        return any(part.id in self.coming for part in self.parts)

    def inside(self, region: str) -> "NamedList":
        """The parts that reach into the region; there may be none."""
        here = Scope((region,))
        return replace(self, parts=tuple(part for part in self.parts if here.touches(part.region_code)))


def named_lists(scope: Scope, region: str = "") -> list[NamedList]:
    """Lists that reach into the scope, and into the region in it, by name, newest first. One query."""
    underway = Batch.objects.filter(
        list=OuterRef("source_list"), change_set__isnull=False, change_set__published_at__isnull=True
    )
    newest: dict[str, dict[str, TargetList]] = {}
    coming = set()
    rows = TargetList.objects.filter(published_at__isnull=False).select_related("source_list").order_by("-id")
    for row in rows.annotate(is_coming=Exists(underway)):
        if scope.touches(row.region_code):
            newest.setdefault(row.source_list.name, {}).setdefault(row.region_code, row)
            if row.is_coming:
                coming.add(row.id)
    found = (
        NamedList(name, tuple(parts.values()), frozenset(coming)).inside(region)
        for name, parts in newest.items()
    )
    return [named for named in found if named.parts]


def where(named: NamedList, region: str) -> str:
    """Whose lists these are, where the region itself does not say it: a regency's name, or how many."""
    if len(region) >= 5 or not named.parts:
        return ""
    if len(named.parts) == 1:
        code = named.parts[0].region_code
        return regions.names([code]).get(code, code)
    count = len(named.parts)
    return ngettext("%(n)s kabupaten/kota", "%(n)s kabupaten/kota", count) % {"n": count}


def target_lists_named(name: str, scope: Scope, region: str = "") -> list[TargetList]:
    """The newest list of that name of each regency that the scope, and the region if any, reaches into."""
    return [part for named in named_lists(scope, region) if named.name == name for part in named.parts]
