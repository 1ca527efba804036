"""Families as lines of a list, on a page and in a file alike: whose name the reader may see, and where they live."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tepat.platform.accounts.models import User
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import level_of

from . import queries
from .masking import masked_name
from .models import Family

AT_ONCE = 2_000


@dataclass(frozen=True)
class FamilyLine:
    """A family with the head's name, or initials where the reader may not see it; what is not known is empty.

    A family known only to its district has no village.
    """

    family: Family
    name: str
    village: str
    district: str


def family_lines(user: User, families: Sequence[Family]) -> list[FamilyLine]:
    """The lines of families that the user may see. One query, and for those who see by grant two."""
    named = queries.families_named(user, families)
    paths = regions.path_names({family.region_code for family in families})
    return [
        FamilyLine(
            family,
            family.head_name if family.id in named else masked_name(family.head_name),
            *_place(family.region_code, paths[family.region_code]),
        )
        for family in families
    ]


def _place(code: str, path: list[str]) -> tuple[str, str]:
    """Village and district, out of a path from the regency down to the code itself."""
    match level_of(code):
        case "village":
            return path[-1], path[-2]
        case "district":
            return "", path[-1]
        case _:
            return "", ""


def all_lines(user: User, families: QuerySet[Family]) -> Iterator[FamilyLine]:
    """The lines of any number of families by region and name, in bounded memory."""
    some: list[Family] = []
    for family in families.order_by("region_code", "sort_name", "id").iterator(chunk_size=AT_ONCE):
        some.append(family)
        if len(some) == AT_ONCE:
            yield from family_lines(user, some)
            some = []
    yield from family_lines(user, some)
