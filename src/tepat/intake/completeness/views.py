"""The page that tells how complete a list is. The families behind its cells: behind_views.py."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tepat.intake.models import PurposeFields
from tepat.intake.targets.named import NamedList, named_lists, where
from tepat.platform.accounts.access import ScopedRequest, asked_region, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within

from . import matrix
from .concentration import concentration
from .fields import Field, fields
from .purposes import PURPOSES, rules_for, today_at
from .trend import acts, changes_of, trend

LEVEL_BELOW = {0: "province", 2: "regency", 5: "district", 8: "village", 13: "village"}
LEVEL_NAMES = {
    "province": gettext_lazy("Provinsi"),
    "regency": gettext_lazy("Kabupaten/kota"),
    "district": gettext_lazy("Kecamatan"),
    "village": gettext_lazy("Desa/kelurahan"),
}
ACTS = 8
HOLDERS = 10


def looked_at(request: ScopedRequest) -> str:
    """The region that the reader looks at: the one asked for, else the chosen one."""
    return asked_region(request) or request.region


def chosen_list(lists: Sequence[NamedList], list_id: UUID | None, at: str) -> NamedList | None:
    """The list of an id, where it reaches into the region, else the newest there. Another's is no page."""
    if list_id:
        found = next((one for one in lists if any(part.id == list_id for part in one.parts)), None)
        if found is None:
            raise Http404
        return found.inside(at)
    return next((named for one in lists if (named := one.inside(at)).parts), None)


def purpose_of(request: ScopedRequest) -> str:
    """What the reader asks the data for; "" for all fields."""
    asked = request.GET.get("untuk", "")
    return asked if asked in PURPOSES else ""


def asked_fields(chosen: NamedList, at: str, purpose: str) -> list[Field]:
    """The fields of the matrix: all, or those that the purpose asks for in the region looked at."""
    if not purpose:
        return list(fields())
    region = at if len(at) >= 5 or not chosen.parts else chosen.parts[0].region_code
    names = rules_for([region]).at(region, purpose, today_at(region))
    return [item for item in fields() if item.field in names]


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def completeness(request: ScopedRequest, list_id: UUID | None = None) -> HttpResponse:
    """The matrix of a list: fields across, regions down, one level below where the reader stands."""
    at = looked_at(request)
    lists = named_lists(request.scope)
    chosen = chosen_list(lists, list_id, at)
    here_lists = [named for one in lists if (named := one.inside(at)).parts]
    context: dict[str, Any] = {"lists": here_lists}
    if chosen is not None:
        list_id = list_id or chosen.id
        here = reverse(
            "intake:completeness_of", args=[list_id or chosen.parts[0].id if chosen.parts else list_id]
        )
        context |= _told(request, chosen, at, here, list_id)
    else:
        context["trail"] = regions.trail(at)
    return render(request, "completeness/completeness.html", context)


def _told(request: ScopedRequest, chosen: NamedList, at: str, here: str, list_id: UUID) -> dict[str, Any]:
    purpose, level = purpose_of(request), LEVEL_BELOW[len(at)]
    asked = asked_fields(chosen, at, purpose)
    names = {item.field for item in asked}
    found = matrix.places(chosen.parts, scope=request.scope, within=at)
    rows, villages = matrix.rolled_up_to(found, level, "village")
    if purpose:
        rows.sort(key=lambda row: (row.complete[purpose].percent or 0, row.code))
    shown = _Links(request, here, level, purpose)
    whole = matrix.total(rows)
    place = request.scope.q("region_code") & within([at], "region_code")
    changes = changes_of(chosen.parts, place)
    return {
        "chosen": chosen,
        "newest": chosen.parts[0] if chosen.parts else None,
        "where": where(chosen, at),
        "purposes": [
            {"label": label, "href": address_with(request, untuk=code if code != purpose else ""),
             "active": code == purpose}
            for code, label in PurposeFields.Purpose.choices
        ],
        "purpose": purpose,
        "purpose_name": PurposeFields.Purpose(purpose).label if purpose else "",
        "columns": [
            *([{"label": _("Keluarga lengkap")}] if purpose else []),
            *({"label": item.label} for item in asked),
        ],
        "rows": [shown.row(row, asked) for row in rows],
        "foot": shown.row(whole, asked) if rows else None,
        "level": LEVEL_NAMES[level],
        "whole": whole if rows else None,
        "asked_cells": whole.of(names),
        "complete": whole.complete[purpose] if purpose else None,
        "needed": concentration(villages, names),
        "most_holders": HOLDERS,
        "less": -HOLDERS,
        "villages": {"villages": len(villages)},
        "trend": trend(changes, at),
        "acts": acts(changes, ACTS),
        "send_to": _send_to(request, chosen, villages, names),
        "reports": [
            (kind.upper(), shown.address(reverse("intake:completeness_report", args=[list_id, kind]), wilayah=at))
            for kind in ("xlsx", "pdf")
        ],
        "compares": len(at) < 5,
        "at": at,
        "here": here,
        "trail": regions.trail(at, shown.address(here, wilayah="")),
    }  # fmt: skip


def _send_to(
    request: ScopedRequest, chosen: NamedList, villages: Sequence[matrix.Row], names: Collection[str]
) -> str:
    """Where packs are sent to just the villages that hold most of what is missing, for who may; one list alone."""
    if len(chosen.parts) != 1 or not request.user.may(Permission.PACK_MAKE, chosen.parts[0].region_code):
        return ""
    codes = [one.row.code for one in concentration(villages, names).holders]
    return f"{reverse('packs:send_out')}?{urlencode({'daftar': chosen.parts[0].id, 'desa': ','.join(codes)})}"


class _Links:
    """Where the cells of a matrix lead: regions one level down, figures to the families that lack the field."""

    def __init__(self, request: ScopedRequest, here: str, level: str, purpose: str) -> None:
        self.here, self.level, self.purpose = here, level, purpose
        self.to_families = request.user.scope(Permission.FAMILY_VIEW)

    def address(self, path: str, **choices: str) -> str:
        """A page with the purpose kept; an empty region comes last, for a code to be appended."""
        kept = {"untuk": self.purpose, **choices}
        return f"{path}?{urlencode({key: value for key, value in kept.items() if value or key == 'wilayah'})}"

    def row(self, row: matrix.Row, asked: Collection[Field]) -> dict[str, Any]:
        link = self.address(self.here, wilayah=row.code)
        if self.level == "village" and self.to_families.covers(row.code):
            link = f"{reverse('registry:families')}?wilayah={row.code}"
        cells = []
        if self.purpose:
            cells.append(self._cell(row, row.complete[self.purpose], ""))
        cells += [
            self._cell(row, cell, item.field) for item, cell in zip(asked, row.some(asked), strict=True)
        ]
        return {
            "name": row.name or _("Semua"),
            "href": link if row.code else "",
            "total": row.families,
            "cells": cells,
        }

    def _cell(self, row: matrix.Row, cell: matrix.Cell, field: str) -> dict[str, Any]:
        href = ""
        if row.code and cell.missing and self.to_families.covers(row.code):
            choices = {"wilayah": row.code, **({"isian": field} if field else {})}
            href = self.address(self.here + "keluarga/", **choices)
        return {"value": cell.filled, "total": cell.total, "href": href}
