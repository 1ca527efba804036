"""Reads of the region tables: names, paths, what lies below, codes of other institutions."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .codes import ancestors, level_of, regency_of
from .history import resolve, resolve_all
from .models import Region, RegionCrosswalk
from .scope import within

__all__ = [
    "children_of",
    "crosswalk",
    "from_scheme",
    "full_names",
    "in_force",
    "names",
    "path_names",
    "regencies_in",
    "resolve",
    "resolve_all",
    "to_scheme",
    "trail",
    "villages_in",
]


def in_force() -> QuerySet[Region]:
    """The regions that exist today."""
    return Region.objects.filter(valid_to=None)


def full_names(codes: Iterable[str]) -> dict[str, str]:
    """Names as the reference writes them: "Kabupaten Kutai Timur". Unknown codes are left out."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "name"))


def names(codes: Iterable[str]) -> dict[str, str]:
    """Short names, as the path shows them: "Kutai Timur", but "Kota Bontang"; "" is Indonesia."""
    wanted = set(codes)
    found = {code: _short(name) for code, name in full_names(wanted - {""}).items()}
    return {"": _("Indonesia"), **found} if "" in wanted else found


def _short(name: str) -> str:
    return name.removeprefix("Kabupaten ")


def path_names(codes: Iterable[str]) -> dict[str, list[str]]:
    """For each code the names from its regency down to itself; for a province its own name alone.

    A level the reference does not know is given by its code. One query for all.
    """
    wanted = set(codes)
    paths = {code: _shown_path(code) for code in wanted}
    known = names(step for path in paths.values() for step in path)
    return {code: [known.get(step, step) for step in path] for code, path in paths.items()}


def trail(code: str, href: str = "") -> list[dict[str, str]]:
    """The region path as a breadcrumb: {name, href}; `href` is an address that the code is appended to."""
    steps = _shown_path(code)
    known = names(steps)
    return [{"name": known.get(step, step), "href": href + step if href else ""} for step in steps]


def _shown_path(code: str) -> list[str]:
    path = [*ancestors(code), code]
    return [step for step in path if regency_of(step)] or [code]


def children_of(code: str) -> QuerySet[Region]:
    """The regions in force right below one; below "" the provinces."""
    return in_force().filter(parent_code=code).order_by("code")


def regencies_in(prefixes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) of the regencies that lie in these regions, in code order."""
    rows = in_force().filter(within(prefixes, "code"), level="regency").order_by("code")
    return list(rows.values_list("code", "name"))


def villages_in(prefix: str) -> list[tuple[str, str]]:
    """(code, "village, district") of the villages in force in a region, in code order."""
    below = in_force().filter(within([prefix], "code"), level__in=("district", "village")).order_by("code")
    named = dict(below.values_list("code", "name"))
    return [
        (code, ", ".join(filter(None, (name, named.get(code[:8])))))
        for code, name in named.items()
        if len(code) > 8
    ]


def from_scheme(scheme: str, their_code: str) -> RegionCrosswalk | None:
    """The line that says which region another institution's code means; see its `checked`."""
    return RegionCrosswalk.objects.filter(scheme=scheme, their_code=their_code).first()


def crosswalk(scheme: str) -> dict[str, str]:
    """All of another institution's codes with our regions' codes."""
    return dict(RegionCrosswalk.objects.filter(scheme=scheme).values_list("their_code", "our_code"))


def to_scheme(scheme: str, our_code: str) -> list[RegionCrosswalk]:
    """What another institution calls one of our regions; nothing for levels without a line."""
    level_of(our_code)
    return list(RegionCrosswalk.objects.filter(scheme=scheme, our_code=our_code).order_by("their_code"))
