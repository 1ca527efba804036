"""The page that tells how complete a list is."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tepat.intake.targets.named import named_lists, where
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import is_code

from . import matrix

LEVEL_BELOW = {0: "province", 2: "regency", 5: "district", 8: "village", 13: "village"}
LEVEL_NAMES = {
    "province": gettext_lazy("Provinsi"),
    "regency": gettext_lazy("Kabupaten/kota"),
    "district": gettext_lazy("Kecamatan"),
    "village": gettext_lazy("Desa/kelurahan"),
}


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def completeness(request: ScopedRequest, list_id: UUID | None = None) -> HttpResponse:
    """The matrix of a list: fields across, regions down, one level below where the reader stands."""
    at = request.GET.get("wilayah", "").strip()[:14] or request.region
    if at and not (is_code(at) and request.scope.touches(at)):
        raise Http404
    lists = named_lists(request.scope)
    here_lists = [named for one in lists if (named := one.inside(at)).parts]
    chosen = here_lists[0] if here_lists else None
    if list_id:
        chosen = next((one for one in lists if any(part.id == list_id for part in one.parts)), None)
        if chosen is None:
            raise Http404
    context: dict[str, Any] = {"lists": here_lists, "trail": regions.trail(at)}
    if chosen is not None:
        here = reverse("intake:completeness_of", args=[list_id or chosen.id])
        chosen = chosen.inside(at)
        level = LEVEL_BELOW[len(at)]
        rows = matrix.joined(
            matrix.matrix(part, scope=request.scope, level=level, within=at) for part in chosen.parts
        )
        context |= {
            "chosen": chosen,
            "newest": chosen.parts[0] if chosen.parts else None,
            "where": where(chosen, at),
            "columns": [{"label": field.label} for field in matrix.fields()],
            "rows": [_matrix_row(row, here, level) for row in rows],
            "foot": _matrix_row(matrix.total(rows), "", level) if rows else None,
            "level": LEVEL_NAMES[level],
            "whole": matrix.total(rows) if rows else None,
            "at": at,
            "here": here,
            "trail": regions.trail(at, here + "?wilayah="),
        }
    return render(request, "completeness/completeness.html", context)


def _matrix_row(row: matrix.Row, here: str, level: str) -> dict[str, Any]:
    families = reverse("registry:families")
    link = f"{families}?wilayah={row.code}" if level == "village" else f"{here}?wilayah={row.code}"
    return {
        "name": row.name or _("Semua"),
        "href": link if row.code else "",
        "total": row.families,
        "cells": [{"value": cell.filled, "total": cell.total} for cell in row.cells],
    }
