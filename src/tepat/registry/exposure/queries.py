"""What a page tells of an exposure before anybody takes the file: counts by village, acts on lists and files."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.accounts.queries import users_in
from tepat.platform.accounts.scopes import Scope
from tepat.platform.audit import presenters
from tepat.platform.audit.models import AuditEvent, Look
from tepat.platform.regions import queries as regions
from tepat.registry.models import DwellingVersion, Family, FamilyVersion, PersonVersion

from .asking import Asked
from .sources import EXPORTED, REVEALED, SHOWN

_CHUNK = 2_000
# What of an event's detail says how many families, people or rows it was about.
_COUNTS = ("count", "families", "people", "rows")


@dataclass(frozen=True)
class Act:
    """One look at a list, or one file taken: when, who, what, under which filter, how many."""

    at: datetime
    who: str
    what: str
    region_code: str
    filters: str
    count: int
    exported: bool


@dataclass
class Village:
    """What was touched in one village, or where a file does not say more exactly, in a wider region."""

    code: str
    name: str
    district: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def seen(self) -> int:
        """Families opened one by one."""
        return self.counts["seen"]

    @property
    def listed(self) -> int:
        """Lines of lists shown; a family in several lists is counted in each."""
        return self.counts["listed"]

    @property
    def revealed(self) -> int:
        """Numbers revealed."""
        return self.counts["revealed"]

    @property
    def exported(self) -> int:
        """Families or rows in files."""
        return self.counts["exported"]

    @property
    def changed(self) -> int:
        """Families changed."""
        return self.counts["changed"]


def accounts_named(scope: Scope, names: list[str]) -> tuple[list[User], list[str]]:
    """The accounts of these user names that work or worked in the scope, and the names that are none of them."""
    found = list(users_in(scope).filter(username__in=names).order_by("username"))
    known = {user.username for user in found}
    return found, [name for name in names if name not in known]


def by_village(asked: Asked) -> list[Village]:
    """Counts by village, by code. Set-based: nothing is read family by family."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seen = asked.looks().filter(subject_kind="family").order_by().values_list("region_code")
    for code, n in seen.annotate(Count("subject_id", distinct=True)):
        counts[code]["seen"] += n
    for look in _lists(asked).only("detail_text").iterator(chunk_size=_CHUNK):
        for code, n in look.detail["shown"].items():
            counts[code]["listed"] += n
    for event in asked.events().filter(action__in=REVEALED | EXPORTED).iterator(chunk_size=_CHUNK):
        if event.action in REVEALED:
            counts[event.region_code]["revealed"] += 1
        else:
            for code, n in event.detail.get("regions", {event.region_code: _count(event)}).items():
                counts[code]["exported"] += n
    for code, n in _changed(asked):
        counts[code]["changed"] += n
    paths = regions.path_names(code for code in counts if code)
    return [_village(code, paths.get(code, [code]), counts[code]) for code in sorted(counts)]


def _village(code: str, path: list[str], counts: Counter[str]) -> Village:
    return Village(code, path[-1] if path else code, path[-2] if len(path) > 1 else "", counts)


def _changed(asked: Asked) -> Iterator[tuple[str, int]]:
    sets = asked.change_sets()
    touched = (
        Q(id__in=FamilyVersion.objects.filter(change_set__in=sets).values("family"))
        | Q(id__in=PersonVersion.objects.filter(change_set__in=sets).values("person__family"))
        | Q(id__in=DwellingVersion.objects.filter(change_set__in=sets).values("dwelling__family"))
    )
    inside = Family.objects.filter(asked.families(), touched).order_by()
    yield from inside.values_list("region_code").annotate(Count("id"))


def acts(asked: Asked) -> Iterator[Act]:
    """Looks at lists and files taken, oldest first, in bounded memory."""
    looks = (_of_look(look) for look in _lists(asked).order_by("at", "key").iterator(chunk_size=_CHUNK))
    told = asked.events().filter(action__in=EXPORTED | SHOWN)
    yield from merge(looks, (_of_event(event) for event in told.iterator(chunk_size=_CHUNK)), key=_when)


def newest_acts(asked: Asked, most: int) -> list[Act]:
    """The newest of them, newest first."""
    looks = [_of_look(look) for look in _lists(asked).order_by("-at", "-key")[:most]]
    told = asked.events().filter(action__in=EXPORTED | SHOWN).order_by("-id")[:most]
    return sorted([*looks, *map(_of_event, told)], key=_when, reverse=True)[:most]


def by_district(villages: list[Village]) -> list[tuple[Village, list[Village]]]:
    """Each district's sum with its villages; what is known only more widely stands by itself, first."""
    groups: dict[str, list[Village]] = defaultdict(list)
    for one in villages:
        groups[one.code[:8]].append(one)
    found = []
    for code in sorted(groups, key=lambda code: (len(code) == 8, code)):
        sum_ = total(groups[code])
        first = groups[code][0]
        sum_.code, sum_.name = code, first.district or first.name
        found.append((sum_, groups[code] if len(code) == 8 else []))
    return found


def total(villages: list[Village]) -> Village:
    """All of them together."""
    counts = Counter[str]()
    for one in villages:
        counts.update(one.counts)
    return Village("", "", "", counts)


def _when(act: Act) -> datetime:
    return act.at


def _lists(asked: Asked) -> Any:
    return asked.looks().exclude(subject_kind="family")


def _of_look(look: Look) -> Act:
    detail = look.detail
    filters = _words(detail.get("filters", {}))
    if words := detail.get("words"):
        filters = "; ".join(filter(None, (filters, _("nama, %(n)s kata") % {"n": words})))
    return Act(
        look.at,
        look.actor_name,
        presenters.page_title(look.page),
        look.region_code,
        filters,
        look.families,
        False,
    )


def _of_event(event: AuditEvent) -> Act:
    filters = _words(event.detail.get("filters", {}))
    what = presenters.sentence(event)
    return Act(
        event.at, event.actor_name, what, event.region_code, filters, _count(event), event.action in EXPORTED
    )


def _count(event: AuditEvent) -> int:
    return next((int(event.detail[name]) for name in _COUNTS if name in event.detail), 0)


def _words(filters: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in filters.items())
