"""What areas above the registry show on a family's page: they register here, in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tepat.platform.accounts.models import User

from .models import Family


@dataclass(frozen=True)
class Panel:
    """A block of the family page: its heading, its template and what the template needs."""

    title: str
    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A line of the family's timeline, for the timeline component."""

    when: datetime
    who: str
    sentence: str
    href: str = ""
    sign: str = ""


PANELS: list[Callable[[User, Family], Panel | None]] = []
TIMELINE: list[Callable[[User, Family], list[Event]]] = []


def panels_for(user: User, family: Family) -> list[Panel]:
    """The panels that have something to say of this family to this user."""
    return [panel for make in PANELS if (panel := make(user, family)) is not None]


def timeline_for(user: User, family: Family, own: Iterable[Event] = ()) -> list[Event]:
    """The registry's own events and every other area's, newest first."""
    events = [*own, *(event for make in TIMELINE for event in make(user, family))]
    return sorted(events, key=lambda event: event.when, reverse=True)
