"""The report for the coordination meeting as a file, and the regencies side by side."""

from typing import IO
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tepat.intake.models import PurposeFields
from tepat.intake.targets.named import named_lists
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import local

from .matrix import places, rolled_up
from .regencies import chosen_of, side_by_side
from .services import note_report
from .views import asked_fields, chosen_list, looked_at, purpose_of

KINDS = ("xlsx", "pdf")
PROCESSING = "completeness"


@exports(PROCESSING)
@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def report(request: ScopedRequest, list_id: UUID, kind: str) -> HttpResponseBase:
    """The matrix by village, district by district, as a workbook or for printing; no names."""
    from .report import WRITERS, Report  # loads typst, which starting a command should not wait for

    if kind not in KINDS:
        raise Http404
    at = looked_at(request)
    chosen = chosen_list(named_lists(request.scope), list_id, at)
    if chosen is None or not chosen.parts:
        raise Http404
    found = places(chosen.parts, scope=request.scope, within=at)
    villages = rolled_up(found, "village")
    now = timezone.now()
    purpose = purpose_of(request)
    came = date_format(local(chosen.parts[0].created_at, at), "j F Y")
    made = Report(
        title=_("Kelengkapan data"),
        list_name=chosen.name,
        place=regions.names([at]).get(at, at),
        day=_("Keadaan %(day)s") % {"day": date_format(local(now, at), "j F Y")},
        source=_("Sumber: daftar %(name)s, datang %(day)s; dihitung oleh Tepat dari registri.")
        % {"name": chosen.name, "day": came},
        purpose=purpose,
        purpose_name=str(PurposeFields.Purpose(purpose).label) if purpose else "",
        asked=asked_fields(chosen, at, purpose),
        districts=[
            (district.name, [row for row in villages if row.code[:8] == district.code])
            for district in sorted(rolled_up(found, "district"), key=lambda row: row.code)
        ],
    )

    def fill(file: IO[bytes], mark: Mark) -> int:
        count = WRITERS[kind](made, file, mark)
        note_report(by=request.user, region=at, name=chosen.name, kind=kind, count=count)
        return count

    return download(f"kelengkapan-{at or 'semua'}.{kind}", mark_for(request.user, PROCESSING, at), fill)


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def regencies(request: ScopedRequest) -> HttpResponse:
    """Those that the reader sees whole, on one list: how complete, when it came, when it last changed."""
    lists = named_lists(request.scope)
    chosen = chosen_of(lists, request.GET.get("daftar", ""))
    here = reverse("intake:completeness_of", args=[chosen.id]) if chosen else ""
    context = {
        "lists": [
            {"label": one.name, "href": address_with(request, daftar=one.name), "active": one == chosen}
            for one in lists
        ],
        "chosen": chosen,
        "purposes": PurposeFields.Purpose.labels,
        "regencies": [
            {
                "name": one.row.name,
                "href": f"{here}?wilayah={one.row.code}",
                "families": one.row.families,
                "whole": one.row.whole,
                "complete": [
                    (label, one.row.complete[code]) for code, label in PurposeFields.Purpose.choices
                ],
                "came_at": one.came_at,
                "changed_at": one.changed_at,
            }
            for one in (side_by_side(chosen, request.scope) if chosen else [])
        ],
        "trail": [*regions.trail(request.region), _("Antarkabupaten")],
    }
    return render(request, "completeness/regencies.html", context)
