"""Reading packs: always those of the regions the user may fetch for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from tepat.intake.models import Pack, PackFetch, PackReturn, PackRound
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.platform.regions import queries as regions


def packs_for(user: User) -> QuerySet[Pack]:
    """Packs of regions that lie in the user's scope. A district's pack is not its villages'."""
    return Pack.objects.filter(scope_of(user, Permission.PACK_FETCH).q())


def rounds_for(user: User) -> QuerySet[PackRound]:
    """Rounds in which there is a pack for the user, or which the user may send out; newest first."""
    makes = scope_of(user, Permission.PACK_MAKE).q()
    theirs = packs_for(user).values("round_id")
    return (
        (PackRound.objects.filter(makes) | PackRound.objects.filter(id__in=theirs))
        .select_related("target_list__source_list", "by")
        .order_by("-id")
    )


@dataclass(frozen=True)
class PackLine:
    """A pack as a round's page shows it: where it goes and whether it has been fetched and has come back."""

    pack: Pack
    place: str
    district: str
    fetched_at: datetime | None
    fetched_by: str
    times: int
    returned: PackReturn | None = None


def pack_lines(packs: QuerySet[Pack], returned: Mapping[UUID, PackReturn] | None = None) -> list[PackLine]:
    """The packs, those nobody fetched first, then those not back. Two queries, whatever their number."""
    back = returned or {}
    newest = PackFetch.objects.filter(pack=OuterRef("pk")).order_by("-id")
    fetcher = Coalesce(NullIf("by__full_name", Value("")), "by__username")
    rows = packs.annotate(
        first=Min("fetches__at"),
        times=Count("fetches"),
        fetcher=Subquery(newest.annotate(fetcher=fetcher).values("fetcher")[:1]),
    )
    listed = list(rows.order_by("region_code"))
    paths = regions.path_names({row.region_code for row in listed})
    lines = [
        PackLine(
            row,
            paths[row.region_code][-1],
            paths[row.region_code][-2] if len(row.region_code) == 13 else "",
            row.first,
            row.fetcher or "",
            row.times,
            back.get(row.id),
        )
        for row in listed
    ]
    return sorted(
        lines,
        key=lambda line: (line.returned is not None, line.fetched_at is not None, line.district, line.place),
    )
