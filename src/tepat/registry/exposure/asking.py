"""What is asked for: days, accounts and regions, as conditions on looks, events and change sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tepat.platform.accounts.models import User
from tepat.platform.accounts.scopes import Scope
from tepat.platform.audit.models import AuditEvent, Look
from tepat.platform.database.ids import first_after
from tepat.platform.regions.clock import zone_name
from tepat.registry.models import ChangeSet

# Longer than anybody can investigate at once; a longer one is asked for year by year.
LONGEST = timedelta(days=366)
_CLOCKS = timedelta(minutes=10)


@dataclass(frozen=True)
class Asked:
    """Days of `region`'s clock, both included; the accounts, none for everybody; what of the scope."""

    first: date
    last: date
    scope: Scope
    region: str = ""
    users: Sequence[User] = ()

    @property
    def begin(self) -> datetime:
        """When the first day begins."""
        return self._start_of(self.first)

    @property
    def end(self) -> datetime:
        """When the day after the last begins."""
        return self._start_of(self.last + timedelta(days=1))

    @property
    def actors(self) -> list[UUID]:
        """The accounts' ids."""
        return [user.id for user in self.users]

    def looks(self) -> QuerySet[Look]:
        """The looks asked for, oldest first."""
        found = Look.objects.filter(self.scope.q("region_code"), at__gte=self.begin, at__lt=self.end)
        return found.filter(actor__in=self.actors) if self.users else found

    def events(self) -> QuerySet[AuditEvent]:
        """The events asked for, oldest first; an event's id begins with its time, which the database looks up."""
        found = AuditEvent.objects.filter(
            self.scope.q("region_code"),
            id__gte=first_after(self.begin - _CLOCKS),
            at__gte=self.begin,
            at__lt=self.end,
        )
        return (found.filter(actor__in=self.actors) if self.users else found).order_by("id")

    def change_sets(self) -> QuerySet[ChangeSet]:
        """The change sets asked for, of any region: what of them lies in scope is said by their families."""
        found = ChangeSet.objects.filter(begun_at__gte=self.begin, begun_at__lt=self.end)
        return found.filter(by__in=self.actors) if self.users else found

    def families(self, field: str = "region_code") -> Q:
        """Families of the scope, by a field that holds their region."""
        return self.scope.q(field)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(zone_name(self.region)))
