"""What is kept for a time, by kinds: each area registers its own, so that a new one is erased and reported as all are.

Two ways to be kept: sealed under a key of its own (a list, a returned pack, a civil registry's answer), which is
erased for good by destroying the key; or as rows that pass (jobs, sessions, invitations), which are dropped.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from tepat.engine.sentences import Sentence
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions.clock import local


@dataclass(frozen=True)
class Kept:
    """One thing that is kept still, its key, when it came (or its use ended), and its page."""

    kind: str
    id: UUID
    key_id: UUID
    name: str
    region_code: str
    since: date
    link: str


@dataclass(frozen=True)
class SealedKind:
    """Things that are each sealed under a key of their own.

    `kept` gives those still kept, within a condition on a field `region_code`; `open_matters` why some may not be
    erased yet, by id. What stands sealed under a thing's key is known by its place (rekeying/places.py).
    """

    code: str
    label: str | Promise
    kept: Callable[[Q], Iterable[Kept]]
    opens: Permission
    open_matters: Callable[[Collection[UUID]], Mapping[UUID, Sentence]] = lambda ids: {}


@dataclass(frozen=True)
class PassingKind:
    """Rows that nobody needs after some days; `passed` gives those of before a moment."""

    code: str
    label: str | Promise
    passed: Callable[[datetime], QuerySet[Any]]


SEALED: dict[str, SealedKind] = {}
PASSING: dict[str, PassingKind] = {}


def register(*kinds: SealedKind | PassingKind) -> None:
    """Have these kinds kept by rule."""
    for kind in kinds:
        if isinstance(kind, SealedKind):
            SEALED[kind.code] = kind
        else:
            PASSING[kind.code] = kind


def label_of(code: str) -> str | Promise:
    """What a kind is called."""
    return SEALED[code].label if code in SEALED else PASSING[code].label


def day_of(moment: datetime, region_code: str) -> date:
    """The region's own day of a moment."""
    return local(moment, region_code).date()
