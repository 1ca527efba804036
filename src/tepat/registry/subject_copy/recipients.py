"""Who received a family's data as a file. Areas above register what they sent out (RECIPIENTS)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tepat.registry.models import ExportedFamilies, Family, Person


@dataclass(frozen=True)
class Recipient:
    """When a file with the family's data left, who took it or whom it was for, and what it was."""

    at: datetime
    who: str
    what: str


RECIPIENTS: list[Callable[[Family, Person], Iterator[Recipient]]] = []


def recipients_of(family: Family, person: Person) -> list[Recipient]:
    """All of them, oldest first."""
    found = [*_exports(family), *(one for told in RECIPIENTS for one in told(family, person))]
    return sorted(found, key=lambda one: one.at)


def _exports(family: Family) -> Iterator[Recipient]:
    """Exports of the list: of each only the part is opened in which the family's id would stand."""
    parts = ExportedFamilies.objects.filter(first__lte=family.id, last__gte=family.id)
    for part in parts.select_related("event").order_by("event_id").iterator(chunk_size=10):
        if family.id in part.ids:
            told = {"kind": str(part.event.detail.get("kind", "")).upper()}
            yield Recipient(
                part.event.at, part.event.actor_name, _("Daftar keluarga sebagai %(kind)s") % told
            )
