"""How the completeness of a list came to be: day by day, and act by act with what each changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Sum, UUIDField, Value, When
from django.db.models.functions import Coalesce, NullIf, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.intake.models import CompletenessChange, TargetList
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import zone_name
from tepat.registry.models import ClaimDecision

from .fields import fields

# What an act did, where no name is to be told.
_KINDS = {
    "correction": gettext_lazy("Isian diperbaiki"),
    "decision": gettext_lazy("Usulan perubahan diputuskan"),
    "release": gettext_lazy("Putusan atas usulan dibatalkan"),
    "addition": gettext_lazy("Usulan baru desa diterima"),
    "departure": gettext_lazy("Keluarga keluar dari daftar atau kembali"),
    "target_list": gettext_lazy("Versi daftar sasaran diterbitkan"),
    "list": gettext_lazy("Hitungan pertama"),
}


@dataclass(frozen=True)
class Point:
    """How much was filled at the end of a day."""

    day: date
    filled: int
    cells: int
    families: int


@dataclass(frozen=True)
class Act:
    """One act, and by how much it changed the filled values, all cells and the families of the list."""

    at: datetime
    who: str
    sentence: str
    filled: int
    cells: int
    families: int
    by_field: list[tuple[str, int]]


def changes_of(lists: Iterable[TargetList], place: Q) -> QuerySet[CompletenessChange]:
    """What changed of these lists where `place` allows it, a condition on `region_code`."""
    return CompletenessChange.objects.filter(place, target_list__in=list(lists))


def trend(changes: QuerySet[CompletenessChange], region_code: str) -> list[Point]:
    """One point for each day on which anything changed, by the region's clock. One query."""
    day = TruncDate("at", tzinfo=ZoneInfo(zone_name(region_code)))
    summed = (
        changes.order_by()
        .annotate(day=day)
        .values("day")
        .annotate(filled=Sum("filled"), cells=Sum("cells"), families=Sum("families"))
        .order_by("day")
    )
    points: list[Point] = []
    filled = cells = families = 0
    for row in summed:
        filled, cells, families = filled + row["filled"], cells + row["cells"], families + row["families"]
        points.append(Point(row["day"], filled, cells, families))
    return points


# A civil registry's answer is one act, however many decisions it took.
_ACT = Case(
    When(kind="decision", change_set__source__kind="civil_registry", then="change_set__source_id"),
    default="change_set_id",
    output_field=UUIDField(),
)


def acts(changes: QuerySet[CompletenessChange], limit: int) -> list[Act]:
    """The newest acts. Four queries at most, whatever their number."""
    told_by = changes.annotate(act=_ACT)
    rows: list[Any] = list(
        told_by.order_by()
        .values(
            "act", "kind", "by", who=Coalesce(NullIf("by__full_name", Value("")), "by__username"),
            source=F("change_set__source__name"), source_kind=F("change_set__source__kind"),
        )
        .annotate(
            last=Max("at"), filled=Sum("filled"), cells=Sum("cells"), families=Sum("families"),
            first_region=Min("region_code"), regions=Count("region_code", distinct=True),
        )
        .order_by("-last")[:limit]
    )  # fmt: skip
    sentences = _sentences(rows)
    detail = _by_field(told_by.filter(act__in=[row["act"] for row in rows if row["act"]]))
    return [
        Act(
            row["last"], row["who"], sentences.get(row["act"]) or str(_KINDS.get(row["kind"], row["kind"])),
            row["filled"], row["cells"], row["families"], detail.get(row["act"], []),
        )
        for row in rows
    ]  # fmt: skip


def _by_field(changes: QuerySet[Any]) -> dict[UUID | None, list[tuple[str, int]]]:
    """By act, the fields that it changed, most first."""
    added: dict[UUID | None, dict[str, int]] = {}
    for act, by_field in changes.values_list("act", "fields"):
        summed = added.setdefault(act, {})
        for name, difference in by_field.items():
            summed[name] = summed.get(name, 0) + difference
    labels = {item.field: item.label for item in fields()}
    return {
        act: sorted(
            ((str(labels[name]), n) for name, n in summed.items() if n and name in labels),
            key=lambda item: -abs(item[1]),
        )
        for act, summed in added.items()
    }


def _sentences(rows: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """Sentences that name the batch, the answer, or the villages whose packs came back."""
    named: dict[UUID, str] = {}
    others = []
    for row in rows:
        told = {"name": row["source"] or ""}
        if row["kind"] == "import":
            named[row["act"]] = _("Batch %(name)s diterima") % told
        elif row["kind"] == "withdrawal":
            named[row["act"]] = _("Batch %(name)s ditarik kembali") % told
        elif row["source_kind"] == "civil_registry":
            named[row["act"]] = _("Jawaban %(name)s diterapkan") % told
        elif row["kind"] == "decision":
            others.append(row["act"])
    return named | _packs(others)


def _packs(sets: Sequence[UUID]) -> dict[UUID, str]:
    """Sentences that name the villages whose packs came back, of the decisions that were about them."""
    if not sets:
        return {}
    packs: dict[UUID, set[str]] = {}
    decided: Any = ClaimDecision.objects.filter(change_set__in=sets, claim__change_set__kind="pack")
    for set_id, code in decided.values_list("change_set", "claim__change_set__region_code").distinct():
        packs.setdefault(set_id, set()).add(code)
    names = regions.names({code for codes in packs.values() for code in codes}) if packs else {}
    return {
        set_id: _("Paket %(place)s kembali")
        % {"place": ", ".join(sorted(names.get(code, code) for code in codes))}
        for set_id, codes in packs.items()
    }
