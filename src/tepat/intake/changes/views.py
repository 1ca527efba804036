"""Pages of what a batch changed, and of the questions about families that it does not name any more."""

from collections import Counter
from typing import IO, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.db.models.functions import Substr
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from tepat.intake.batches.marks import mark_of_batch
from tepat.intake.batches.views import batch_of, batch_trail
from tepat.intake.models import Batch, ChangePreview, Departure, ListChange
from tepat.intake.services import note_batch_export
from tepat.intake.transitions import TransitionRefused, preview_link
from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with, asked_for, ids_in
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.jobs import queries as jobs
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import is_code
from tepat.registry import hand_overs

from . import queries, services
from .noting import list_before
from .previewing import is_stale

_BELOW = {5: 8, 8: 13, 13: 13}
# A press answers as many as a page can wait for; what is left stays open and is said.
_MOST_STEPS = 10


def _chosen(request: ScopedRequest) -> tuple[str, str]:
    kind, at = request.GET.get("jenis", ""), request.GET.get("wilayah", "").strip()[:14]
    if at and not (is_code(at) and request.scope.touches(at)):
        raise Http404
    return kind if kind in ListChange.Kind.values else "", at


@require_GET
@requires(Permission.BATCH_VIEW)
def changes(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """What the batch changed against the list before it: counts by region, and the families behind a count."""
    found = batch_of(request, batch_id)
    kind, at = _chosen(request)
    foretold = queries.is_preview(found)
    if foretold:
        kind = ""  # families are told by name once it is written what became of them
    counts = queries.counts_of(found, request.scope, at)
    whole = queries.by_kind(counts)
    listed = Counter({key: n for key, n in counts.items() if not kind or key[1] == kind})
    below = queries.by_region(listed, length=_BELOW.get(len(at), 8)) if foretold or len(at) < 13 else []
    context: dict[str, Any] = {
        "batch": found,
        "kind": kind,
        "chips": [] if foretold else _kind_chips(request, whole, kind),
        "kinds": ListChange.Kind.choices,
        "rows": [] if kind else [_region_row(request, row, linked=not foretold) for row in below],
        "sums": [{"label": label, "n": whole[value]} for value, label in ListChange.Kind.choices],
        "places": _place_chips(request, below, at) if kind else [],
        "at": at,
        "any": bool(counts),
        "before": before.source_list.name if (before := list_before(found)) else "",
        "unspoken": whole[ListChange.Kind.LEFT] and not foretold,
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code) and not foretold,
        "may_answer": request.user.may(Permission.BATCH_ACCEPT, found.region_code),
        "query": request.GET.urlencode(),
        "trail": _trail(request, found, at),
    }
    if foretold:
        context |= _preview(found)
    elif kind or len(at) == 13:
        shown = queries.changes_of(found, request.scope, at)
        page, after = queries.page_of(
            shown.filter(kind=kind) if kind else shown, request.GET.get("after", "")
        )
        audit.looked(
            by=request.user,
            page="changes.listed",
            region=found.region_code,
            shown=Counter(one.region_code for one in page),
            subject=("batch", found.id),
            filters={"jenis": kind, "wilayah": at, **asked_for(request, "after")},
        )
        context["lines"] = queries.change_lines(request.user, found, page)
        context["next"] = address_with(request, after=after) if after else ""
        context["first"] = address_with(request) if request.GET.get("after") else ""
    return render(request, "changes/changes.html", context)


def _preview(found: Batch) -> dict[str, Any]:
    """When it was counted, whether that still holds, and the job that counts."""
    preview = ChangePreview.objects.filter(batch=found).first()
    return {
        "foretold": True,
        "preview": preview,
        "stale": preview is not None and is_stale(found, preview),
        "job": jobs.latest_for(preview_link(found)),
    }


@require_safe
@requires(Permission.BATCH_VIEW)
def preview_progress(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """How far the counting is; once ended, the page is to follow."""
    found = batch_of(request, batch_id)
    job = jobs.latest_for(preview_link(found))
    if job is None:
        raise Http404
    context = {"job": job, "address": request.path, "stop": ""}
    answer = render(request, "jobs/fragment.html", context)
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@requires(Permission.BATCH_VIEW)
def count_again(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Have what the batch would change counted, or counted anew."""
    found = batch_of(request, batch_id)
    try:
        services.ask_for_preview(by=request.user, batch=found)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("changes:of_batch", batch_id=found.id)


def _trail(request: ScopedRequest, found: Batch, at: str) -> list[Any]:
    here = _("Apa yang akan berubah") if queries.is_preview(found) else _("Apa yang berubah")
    if not at or len(at) <= 5:
        return [*batch_trail(found), here]
    names = regions.names([at[:8], at])
    places: list[Any] = [names.get(at, at)]
    if len(at) > 8:
        places = [{"name": names.get(at[:8], at[:8]), "href": f"{request.path}?wilayah={at[:8]}"}, *places]
    return [*batch_trail(found), {"name": here, "href": request.path}, *places]


def _kind_chips(request: ScopedRequest, counts: Counter[str], chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "count": counts[value],
            "active": value == chosen,
            "href": address_with(request, jenis="" if value == chosen else value),
        }
        for value, label in ListChange.Kind.choices
        if counts[value] or value == chosen
    ]


def _place_chips(request: ScopedRequest, below: list[queries.RegionChanges], at: str) -> list[dict[str, Any]]:
    """Where the families of the chosen kind are, one level below; and the way out of a chosen region."""
    chosen = [
        {"label": name, "count": None, "active": True, "href": address_with(request, wilayah="")}
        for name in regions.names([at] if len(at) > 5 else []).values()
    ]
    return chosen + [
        {"label": row.name, "count": row.counts.total(), "active": False,
         "href": address_with(request, wilayah=row.code)}
        for row in below
    ]  # fmt: skip


def _region_row(request: ScopedRequest, row: queries.RegionChanges, *, linked: bool) -> dict[str, Any]:
    cells = [
        {
            "n": row.counts[kind],
            "label": label,
            "href": f"{request.path}?{urlencode({'wilayah': row.code, 'jenis': kind})}" if linked else "",
        }
        for kind, label in ListChange.Kind.choices
    ]
    return {"name": row.name, "href": f"{request.path}?wilayah={row.code}", "cells": cells}


@exports("receive")
@require_GET
@requires(Permission.BATCH_VIEW)
def changes_file(request: ScopedRequest, batch_id: UUID) -> HttpResponseBase:
    """The filtered changes as XLSX; the export is recorded."""
    found = batch_of(request, batch_id)
    if not request.user.may(Permission.FAMILY_EXPORT, found.region_code):
        raise Http404
    try:
        hand_overs.refuse_use_of_source(found.source)
    except hand_overs.PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:batch", batch_id=found.id)
    kind, at = _chosen(request)
    listed = queries.changes_of(found, request.scope, at)
    if kind:
        listed = listed.filter(kind=kind)

    def fill(file: IO[bytes], mark: Mark) -> int:
        from .files import fill_changes  # xlsxwriter, which a page should not wait for

        counts = fill_changes(request.user, found, listed, file, mark)
        note_batch_export(by=request.user, batch=found, what="changes", counts=counts)
        return counts.total()

    return download(f"perubahan-{found.id}.xlsx", mark_of_batch(request.user, found), fill)


def _asked(request: ScopedRequest) -> tuple[str, str, str]:
    state, region = request.GET.get("keadaan", ""), request.GET.get("wilayah", "")
    hold = request.GET.get("dijaga", "")
    return (
        state if state in Departure.State.values else Departure.State.OPEN,
        region if is_code(region) else "",
        hold if hold in ("ya", "tidak") else "",
    )


def _filtered(request: ScopedRequest, mine: QuerySet[Departure]) -> QuerySet[Departure]:
    state, region, hold = _asked(request)
    found = mine.filter(state=state)
    if region:
        found = found.filter(family__region_code__startswith=region)
    if hold:
        ids = queries.held(found).values("id")
        found = found.filter(id__in=ids) if hold == "ya" else found.exclude(id__in=ids)
    return found


@require_GET
@requires(Permission.BATCH_ACCEPT)
def questions(request: ScopedRequest) -> HttpResponse:
    """Families that a newer list does not name any more: do they stay on the list?"""
    mine = queries.departures_for(request.user, region=request.region)
    found = _filtered(request, mine)
    state, _region, _hold = _asked(request)
    page, after = queries.departures_page(found, request.GET.get("after", ""))
    audit.looked(
        by=request.user,
        page="departures.listed",
        region=request.region,
        shown=Counter(one.family.region_code for one in page),
        filters=asked_for(request, "keadaan", "wilayah", "dijaga", "after"),
    )
    context = {
        "lines": queries.departure_lines(request.user, page),
        "state": state,
        "total": found.count(),
        "chip_groups": _question_chips(request, mine),
        "next": address_with(request, after=after) if after else "",
        "first": address_with(request) if request.GET.get("after") else "",
        "query": urlencode({key: value for key, value in request.GET.items() if key != "after"}),
        "trail": [*regions.trail(request.region), _("Pertanyaan")],
    }
    return render(request, "changes/questions.html", context)


def _question_chips(request: ScopedRequest, mine: QuerySet[Departure]) -> list[dict[str, Any]]:
    """States always; districts and holds where they leave a choice."""
    state, region, hold = _asked(request)
    states = dict(mine.order_by().values_list("state").annotate(n=Count("id")))
    of_state = mine.filter(state=state)
    length = 8 if len(request.region) <= 5 else 13
    places = dict(
        of_state.annotate(area=Substr("family__region_code", 1, length))
        .order_by()
        .values_list("area")
        .annotate(n=Count("id"))
    )
    names = regions.names(places)
    held = queries.held(of_state).count()
    return [
        {
            "label": _("Keadaan"),
            "chips": [
                {"label": label, "count": states.get(value, 0), "active": value == state,
                 "href": address_with(request, keadaan="" if value == Departure.State.OPEN else value)}
                for value, label in Departure.State.choices
            ],
        },
        *(
            [{
                "label": _("Dipertahankan"),
                "chips": [
                    {"label": label, "count": n, "active": value == hold,
                     "href": address_with(request, dijaga="" if value == hold else value)}
                    for value, label, n in (
                        ("ya", _("dipertahankan"), held), ("tidak", _("tidak dipertahankan"), of_state.count() - held),
                    )
                ],
            }]
            if held or hold else []
        ),
        *(
            [{
                "label": _("Wilayah"),
                "chips": [
                    {"label": names.get(code, code), "count": n, "active": code == region,
                     "href": address_with(request, wilayah="" if code == region else code)}
                    for code, n in sorted(places.items(), key=lambda pair: -pair[1])
                ],
            }]
            if len(places) > 1 or region else []
        ),
    ]  # fmt: skip


@require_POST
@requires(Permission.BATCH_ACCEPT)
def answer(request: ScopedRequest) -> HttpResponse:
    """Stay, leave, or open again: the questions picked, or all of the filter."""
    act = request.POST.get("aksi", "")
    mine = queries.departures_for(request.user, region=request.region)
    if request.POST.get("semua"):
        wanted = _filtered(request, mine)
    else:
        wanted = mine.filter(id__in=ids_in(request.POST.getlist("pilih")))
    address = f"{reverse('changes:questions')}?{request.GET.urlencode()}"
    if act not in ("tetap", "keluar", "batalkan"):
        messages.info(request, _("Belum ada yang dipilih. Centang keluarganya, lalu tekan jawabannya."))
        return redirect(address)
    # By ids alone, so that the service reads each question under its lock.
    plain = Departure.objects.filter(id__in=wanted.order_by().values("id"))
    done = 0
    for _step in range(_MOST_STEPS):
        try:
            done += _act(request, act, plain)
        except services.AnswerRefused as refusal:
            if not done:
                messages.error(request, str(refusal))
            break
    if done:
        messages.success(request, _said(act, done))
    return redirect(address)


def _act(request: ScopedRequest, act: str, wanted: QuerySet[Departure]) -> int:
    if act == "batalkan":
        return services.undo_answers(by=request.user, departures=wanted, region_code=request.region)
    return services.answer_departures(
        by=request.user, departures=wanted, stays=act == "tetap",
        reason=request.POST.get("reason", ""), region_code=request.region,
    )  # fmt: skip


def _said(act: str, n: int) -> str:
    told = {"n": n}
    if act == "tetap":
        return ngettext("%(n)s keluarga tetap dalam daftar.", "%(n)s keluarga tetap dalam daftar.", n) % told
    if act == "keluar":
        return (
            ngettext(
                "%(n)s keluarga keluar dari daftar. Riwayatnya tetap tersimpan.",
                "%(n)s keluarga keluar dari daftar. Riwayatnya tetap tersimpan.",
                n,
            )
            % told
        )
    return ngettext("%(n)s pertanyaan dibuka kembali.", "%(n)s pertanyaan dibuka kembali.", n) % told
