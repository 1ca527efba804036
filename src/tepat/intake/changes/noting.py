"""Keeping what a batch changes while it is accepted: in the acceptance's own steps, a few bulk writes each.

A batch is compared with the list of the same keys that was accepted before it: the same list, or the last one of
that ministry. Absence says something only where the batch speaks at all: families of villages that no row of it
names are not told to have left, for a list often comes in several files.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, BatchRow, Departure, ListChange, ListEntry, TargetList
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.platform.jobs import Run
from tepat.registry.models import ExternalId
from tepat.registry.services.known import key_scheme
from tepat.registry.services.list_rows import Applied

Kind = ListChange.Kind
_IDENTITY = frozenset({"head_name", "name", "birth_date", "nik", "kk"})
_SAYS_NOTHING = frozenset({"updated_year"})  # every row of a newer list has a newer year
_COLUMNS = ("id", "batch", "family", "kind", "region_code", "facts")


def list_before(batch: Batch) -> TargetList | None:
    """The list as handed over that the batch is compared with; None where nothing came before."""
    earlier = Batch.objects.filter(
        region_code=batch.region_code, scheme=batch.scheme, id__lt=batch.id, accepted__gt=0
    )
    newest = earlier.exclude(scheme="").order_by("-id").first()
    if newest is None:
        return None
    return TargetList.objects.filter(source_list=newest.list_id, version=1).first()


def kind_of(field: str) -> Kind:
    """Which kind of change a field's is."""
    if field == "region_code":
        return Kind.MOVED
    if field == "desil" or field.startswith("desil."):
        return Kind.DESIL
    return Kind.IDENTITY if field in _IDENTITY else Kind.OTHER


def told_changes(before: TargetList, applied: Applied) -> dict[tuple[str, Kind], list[list[Any]]]:
    """What became of the families that rows named, by family (hexadecimal id) and kind: the facts as ListChange's."""
    facts: dict[tuple[str, Kind], list[list[Any]]] = {}
    for one in applied.changes:
        if one.field not in _SAYS_NOTHING:
            told = [one.person_id, one.field, one.before, one.after, one.source_row]
            facts.setdefault((one.family_id, kind_of(one.field)), []).append(told)
    for (_family, kind), told in facts.items():
        if kind == Kind.DESIL and any(fact[1] != "desil" for fact in told):
            told[:] = [fact for fact in told if fact[1] != "desil"]
    there = ListEntry.objects.filter(target_list=before, family__in=[UUID(one) for one in applied.places])
    for family in applied.places.keys() - {one.hex for one in there.values_list("family_id", flat=True)}:
        facts[family, Kind.ENTERED] = []
    return facts


def note_changes(*, by: User, batch: Batch, before: TargetList, applied: Applied) -> None:
    """Keep, within the step that applied them, what became of the families that the rows named.

    A family asked about since an earlier batch, and named again, stays.
    """
    new_id = hexes().__next__
    bulk.insert(
        ListChange,
        _COLUMNS,
        [
            (new_id(), batch.id.hex, family, str(kind), applied.places[family], orjson.dumps(told).decode())
            for (family, kind), told in told_changes(before, applied).items()
        ],
    )
    asked = Departure.objects.filter(
        family__in=[UUID(one) for one in applied.places], target_list=before, state=Departure.State.OPEN
    )
    again = _("Disebut lagi oleh daftar %(name)s.") % {"name": batch.list.name}
    asked.update(state=Departure.State.STAYS, reason=again, by=by, at=timezone.now())


def entries_not_named(batch: Batch, before: TargetList) -> QuerySet[ListEntry]:
    """Places on the list before of families that the batch does not name, in the villages that it speaks of.

    Held and refused rows name their families as well.
    """
    rows = BatchRow.objects.filter(batch=batch)
    keys = ExternalId.objects.filter(
        family=OuterRef("family"), scheme=key_scheme(batch.scheme, "family", batch.region_code)
    )
    states = [state.value for state in BatchRow.State]
    told = keys.filter(Exists(rows.filter(state__in=states, family_key=OuterRef("value"))))
    spoken_of = set(rows.order_by().values_list("region_code", flat=True).distinct())
    entries = ListEntry.objects.filter(target_list=before, family__region_code__in=spoken_of - {""})
    return entries.filter(~Exists(told))


def left_and_not_noted(
    batch: Batch, before: TargetList, size: int, after: UUID | None = None
) -> list[ListEntry]:
    """The next families, by id, that the batch names no more. Read before the transaction that writes them.

    `after` is the last that this attempt noted, so that none is looked at twice.
    """
    noted = ListChange.objects.filter(batch=batch, kind=Kind.LEFT, family=OuterRef("family"))
    entries = entries_not_named(batch, before).filter(~Exists(noted))
    if after is not None:
        entries = entries.filter(family__gt=after)
    return list(entries.select_related("family", "target_list").order_by("family_id")[:size])


@transaction.atomic
def note_left(*, by: User, batch: Batch, run: Run, entries: Sequence[ListEntry]) -> None:
    """Say of these that the batch names them no more; where it is the same list, ask whether they stay on it.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    new_id = hexes().__next__
    bulk.insert(
        ListChange,
        _COLUMNS,
        [
            (new_id(), batch.id.hex, entry.family_id.hex, str(Kind.LEFT), entry.family.region_code, "[]")
            for entry in entries
        ],
    )
    waiting = set(
        Departure.objects.filter(
            target_list__in={entry.target_list_id for entry in entries}, state=Departure.State.OPEN,
            family__in=[entry.family_id for entry in entries],
        ).values_list("family_id", flat=True)
    )  # fmt: skip
    same_list = [entry for entry in entries if entry.target_list.source_list_id == batch.list_id]
    asked = [entry for entry in same_list if entry.family_id not in waiting]
    bulk.insert(
        Departure,
        ("id", "batch", "family", "target_list", "source_row", "state", "reason"),
        [
            (
                new_id(), batch.id.hex, entry.family_id.hex, entry.target_list_id.hex,
                entry.source_row_id and entry.source_row_id.hex, str(Departure.State.OPEN), "",
            )
            for entry in asked
        ],
    )  # fmt: skip
    audit.record(
        by=by,
        action="departures.asked",
        region=batch.region_code,
        subject=("batch", batch.id),
        detail={"families": len(entries), "questions": len(asked)},
    )
