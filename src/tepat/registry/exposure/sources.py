"""Where it stands which family was touched: each source in the order of the families' ids, so that they can be merged.

Memory stays small whatever the period held: sources are cursors of the database; only single reveals are kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import merge
from itertools import groupby
from uuid import UUID

from django.db.models import Count, F, Max, Min

from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import DwellingVersion, ExportedFamilies, FamilyVersion, PersonVersion

from .asking import Asked

# Actions that took families out of the house as a file: they are told one by one, with their filter and count.
EXPORTED: set[str] = {"families.exported"}
# Acts beside looks that showed some families, or the number of one.
SHOWN: set[str] = {"number.searched"}
REVEALED: set[str] = {"number.revealed", "subject_copy.given"}
# Of an action whose files kept whom they held: the families of one event, in the order of their ids.
Named = Callable[[AuditEvent], Iterable[UUID]]
_CHUNK = 2_000


def _exported(event: AuditEvent) -> Iterator[UUID]:
    for part in ExportedFamilies.objects.filter(event=event).order_by("part").iterator(chunk_size=1):
        yield from part.ids


NAMED: dict[str, Named] = {"families.exported": _exported}


class Way(StrEnum):
    """How a family was touched."""

    SEEN = "seen"
    REVEALED = "revealed"
    EXPORTED = "exported"
    CHANGED = "changed"


@dataclass(frozen=True, order=True)
class Touch:
    """That a family was touched in one way, how often, and when first and last."""

    family: UUID
    way: Way
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Touched:
    """All that was done with one family's data."""

    family: UUID
    touches: tuple[Touch, ...]

    @property
    def first(self) -> datetime:
        """When first."""
        return min(touch.first for touch in self.touches)

    @property
    def last(self) -> datetime:
        """When last."""
        return max(touch.last for touch in self.touches)

    def times(self, way: Way) -> int:
        """How often in this way."""
        return sum(touch.times for touch in self.touches if touch.way == way)


def touched_families(asked: Asked) -> Iterator[Touched]:
    """Every family that was touched by itself, in the order of ids."""
    streams = (_seen(asked), _revealed(asked), _changed(asked), *_named(asked))
    for family, touches in groupby(merge(*streams), key=lambda touch: touch.family):
        yield Touched(family, tuple(touches))


def _seen(asked: Asked) -> Iterator[Touch]:
    looks = asked.looks().filter(subject_kind="family").order_by("subject_id").values_list("subject_id")
    for text, *told in looks.annotate(Count("key"), Min("at"), Max("at")).iterator(chunk_size=_CHUNK):
        yield Touch(UUID(text), Way.SEEN, *told)


def reveals(asked: Asked) -> Iterator[tuple[UUID, str, datetime]]:
    """The family, the person or "" and the moment of each number revealed: single acts of people."""
    for event in asked.events().filter(action__in=REVEALED).iterator(chunk_size=_CHUNK):
        family = event.detail.get("family") or (event.subject_id if event.subject_kind == "family" else "")
        if family:
            yield UUID(family), event.subject_id if event.subject_kind == "person" else "", event.at


def _revealed(asked: Asked) -> Iterator[Touch]:
    acts = sorted((family, at) for family, _person, at in reveals(asked))
    for family, found in groupby(acts, key=lambda act: act[0]):
        moments = [at for _family, at in found]
        yield Touch(family, Way.REVEALED, len(moments), moments[0], moments[-1])


def _changed(asked: Asked) -> Iterator[Touch]:
    """A change set counts once for a family, whatever of it was changed."""
    sets = asked.change_sets()
    of_family, *others = (
        model.objects.filter(asked.families(f"{path}__region_code"), change_set__in=sets)
        .order_by()
        .annotate(home=F(f"{path}_id"))
        .values_list("home", "change_set_id", "change_set__begun_at")
        for model, path in (
            (FamilyVersion, "family"), (PersonVersion, "person__family"), (DwellingVersion, "dwelling__family"),
        )
    )  # fmt: skip
    rows = of_family.union(*others).order_by("home").iterator(chunk_size=_CHUNK)
    for family, found in groupby(rows, key=lambda row: row[0]):
        moments = sorted(at for _family, _set, at in found)
        yield Touch(family, Way.CHANGED, len(moments), moments[0], moments[-1])


def _named(asked: Asked) -> Iterator[Iterator[Touch]]:
    for action, named in NAMED.items():
        for event in asked.events().filter(action=action):
            yield _of_file(event, named)


def _of_file(event: AuditEvent, named: Named) -> Iterator[Touch]:
    for family in named(event):
        yield Touch(family, Way.EXPORTED, 1, event.at, event.at)
