"""Reads of the trail, page by page, newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from tepat.platform.regions.clock import zone_name

from .models import AuditChain, AuditEvent

PAGE = 50
# accounts.permissions.Permission.AUDIT_VIEW by its value: accounts stand above.
AUDIT_VIEW = "audit.view"


class Where(Protocol):
    """The regions a reader may see, as accounts' Scope gives them."""

    def q(self, field: str = "region_code") -> Q: ...


@dataclass(frozen=True)
class Filter:
    """What of the trail is asked for. Days are those of `region`'s clock, both included."""

    kind: str = ""
    actor: UUID | None = None
    first: date | None = None
    last: date | None = None
    region: str = ""

    @property
    def q(self) -> Q:
        """As a condition."""
        condition = Q()
        if self.kind:
            condition &= Q(action__startswith=f"{self.kind}.")
        if self.actor:
            condition &= Q(actor_id=self.actor)
        if self.first:
            condition &= Q(at__gte=self._start_of(self.first))
        if self.last:
            condition &= Q(at__lt=self._start_of(self.last + timedelta(days=1)))
        return condition

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(zone_name(self.region)))


@dataclass(frozen=True)
class Page:
    """One page of events and the id after which the next begins, "" at the end."""

    events: list[AuditEvent]
    next: str


def events_for(user: Any) -> QuerySet[AuditEvent]:
    """The events of the regions in which the user may read the trail."""
    return events_in(user.scope(AUDIT_VIEW))


def events_in(scope: Where) -> QuerySet[AuditEvent]:
    """The events of a scope."""
    return AuditEvent.objects.filter(scope.q("region_code"))


def page_of(events: QuerySet[AuditEvent], *, after: UUID | None = None, size: int = PAGE) -> Page:
    """The newest events, or those older than the one named."""
    if after is not None:
        events = events.filter(id__lt=after)
    found = list(events.order_by("-id")[: size + 1])
    return Page(found[:size], str(found[size - 1].id) if len(found) > size else "")


def seal_is_due(every: timedelta = timedelta(hours=24)) -> bool:
    """Whether the last seal is a day old, or there is none yet though there are events."""
    last = AuditEvent.objects.filter(chain="", action="audit.sealed").order_by("-seq").first()
    if last is None:
        return AuditChain.objects.filter(seq__gt=0).exists()
    return timezone.now() - last.at >= every
