"""Pages of intake: batches, one batch, its findings, and how complete a list is."""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tepat.engine import checks
from tepat.engine.sentences import Sentence
from tepat.platform import files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.reading import spill_folder
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.codes import is_code
from tepat.registry import hand_overs
from tepat.registry.models import HandOver
from tepat.registry.numbers import masked
from tepat.registry.services import record_hand_over

from . import completeness as complete
from . import proposals, queries, services
from .column_names import column_name
from .findings_files import fill_findings
from .forms import HandOverForm, UploadForm
from .models import Batch, BatchFile, Finding
from .transitions import TransitionRefused, batch_link, permission_to, possible, withdrawal_of, worked_on

MOST_CHIPS = 12  # of one kind; the rest are few findings each, and stand in the file
LEVEL_BELOW = {0: "province", 2: "regency", 5: "district", 8: "village", 13: "village"}
LEVEL_NAMES = {
    "province": gettext_lazy("Provinsi"),
    "regency": gettext_lazy("Kabupaten/kota"),
    "district": gettext_lazy("Kecamatan"),
    "village": gettext_lazy("Desa/kelurahan"),
}


@require_GET
@requires(Permission.BATCH_VIEW)
def batches(request: ScopedRequest) -> HttpResponse:
    """Batches of the regency, newest first."""
    rows = queries.batches_for(request.user)
    counts = queries.batch_states(request.user)
    state = request.GET.get("keadaan", "")
    if state in Batch.State.values:
        rows = rows.filter(state=state)
    before = request.GET.get("before", "")
    try:
        rows = rows.filter(id__lt=UUID(before)) if before else rows
    except ValueError:
        raise Http404 from None
    page = list(rows[: queries.PAGE + 1])
    return render(
        request,
        "intake/batches.html",
        {
            "batches": page[: queries.PAGE],
            "chips": _state_chips(request, counts, state),
            "clear": request.path,
            "next": _with(request, before=str(page[queries.PAGE - 1].id)) if len(page) > queries.PAGE else "",
            "first": _with(request, before="") if before else "",
            "may_upload": request.user.may(Permission.BATCH_UPLOAD),
            "trail": regions.trail(request.region),
        },
    )


def _state_chips(request: ScopedRequest, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """One chip a state; none where all batches are in the same."""
    if len(counts) < 2 and not chosen:
        return []
    return [
        {
            "label": Batch.State(state).label,
            "count": count,
            "href": _with(request, keadaan="" if state == chosen else state, before=""),
            "active": state == chosen,
        }
        for state, count in counts.items()
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.BATCH_UPLOAD)
def upload(request: ScopedRequest) -> HttpResponse:
    """Files go in. A refusal keeps the list's name; the browser asks for the files again."""
    choices = regions.regencies_in(request.scope.prefixes)
    form = UploadForm(request.POST or None, request.FILES or None, regions=choices)
    refused = ""
    if request.method == "POST" and form.is_valid():
        incoming = [services.Incoming(file.name, file) for file in form.cleaned_data["files"]]
        try:
            batch, _job = services.receive_batch(
                by=request.user,
                list_name=form.cleaned_data["list_name"],
                region_code=form.cleaned_data["region"],
                incoming=incoming,
            )
        except (services.ReceiptRefused, files.FileRefused) as trouble:
            refused = str(trouble)
        else:
            return redirect("intake:batch", batch_id=batch.id)
    status = 422 if refused or form.errors else 200
    trail = [*regions.trail(request.region), incoming_step(), _("Unggah berkas")]
    context = {"form": form, "refused": refused, "trail": trail}
    return render(request, "intake/upload.html", context, status=status)


def incoming_step() -> dict[str, str]:
    """The step of a breadcrumb that leads back to all batches."""
    return {"name": _("Data masuk"), "href": reverse("intake:batches")}


def batch_trail(found: Batch) -> list[dict[str, str]]:
    """The way to a page below a batch's."""
    step = {"name": found.list.name, "href": reverse("intake:batch", args=[found.id])}
    return [*regions.trail(found.region_code), incoming_step(), step]


def _batch(request: ScopedRequest, batch_id: UUID) -> Batch:
    found: Batch = get_object_or_404(
        queries.batches_for(request.user).select_related("source__data_key", "change_set"), id=batch_id
    )
    return found


@require_GET
@requires(Permission.BATCH_VIEW)
def batch(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """One batch: its counts, its findings worst first, and what may be done now."""
    found = _batch(request, batch_id)
    job = jobs.latest_for(batch_link(found))
    may = {
        act
        for act in possible(found, working=worked_on(job))
        if (permission := permission_to(act, found)) and request.user.may(permission, found.region_code)
    }
    if not found.held:
        may.discard("refuse_held")
    if not found.pending:
        may.discard("accept")
    if "map" in may and not queries.has_unknown_tables(found):
        may.discard("map")
    given = list(found.files.select_related("stored").prefetch_related("sheets"))
    sheets = _sheets(given)
    context = {
        "batch": found,
        "sheets": sheets,
        "unknown_headers": any(sheet.unknown_headers for file in sheets for sheet in file["sheets"]),
        "notes": _notes(found, given),
        "groups": queries.finding_groups(found) if found.rows_in else [],
        "work": _work(request, found, job),
        "parts": _parts(found),
        "withdrawal": withdrawal_of(found),
        "refusals": found.refusals.select_related("by"),
        "may": may,
        "known_files": queries.files_known_before(found, given),
        "hand_over": _hand_over_facts(rules) if (rules := hand_overs.ruling(found.source)) else [],
        "may_record": request.user.may(Permission.BATCH_UPLOAD, found.region_code),
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "trail": batch_trail(found),
    }
    return render(request, "intake/batch.html", context)


@require_safe
@requires(Permission.BATCH_VIEW)
def progress(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """How far the work on the batch is, for whoever may see the batch; once ended, the page is to follow."""
    found = _batch(request, batch_id)
    job = jobs.latest_for(batch_link(found))
    if job is None:
        raise Http404
    answer = render(request, "jobs/fragment.html", _work(request, found, job))
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


def _work(request: ScopedRequest, found: Batch, job: Job | None) -> dict[str, Any]:
    """The newest job of the batch, where to ask how far it is, and where to stop it for those who may."""
    may_stop = job is not None and jobs.may_cancel(request.user, job)
    return {
        "job": job,
        "address": reverse("intake:progress", args=[found.id]),
        "stop": reverse("jobs:cancel", args=[job.id]) if job and may_stop else "",
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.BATCH_UPLOAD)
def hand_over(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Key the record under which the batch's list was given, or a newer one that extends its use."""
    found = _batch(request, batch_id)
    if not request.user.may(Permission.BATCH_UPLOAD, found.region_code):
        raise Http404
    rules = hand_overs.ruling(found.source)
    known = {"giver": rules.giver, "purpose": rules.purpose} if rules else None
    form = HandOverForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        record_hand_over(by=request.user, source=found.source, **form.cleaned_data)
        messages.success(request, _("Berita acara serah terima dicatat."))
        return redirect("intake:batch", batch_id=found.id)
    context = {"batch": found, "form": form, "rules": rules}
    context["trail"] = [*batch_trail(found), _("Serah terima")]
    return render(request, "intake/hand_over.html", context, status=422 if form.errors else 200)


def _hand_over_facts(rules: HandOver) -> list[dict[str, Any]]:
    last_day = date_format(rules.last_day, "j F Y") if rules.last_day else _("tidak dibatasi")
    return [
        {"label": _("Nomor berita acara"), "value": rules.number},
        {"label": _("Tanggal"), "value": date_format(rules.day, "j F Y")},
        {"label": _("Yang menyerahkan"), "value": rules.giver},
        {"label": _("Untuk keperluan"), "value": rules.purpose},
        {
            "label": _("Boleh dipakai sampai"),
            "value": last_day,
            "warn": _("sudah berakhir") if rules.is_over(today_in(rules.source.region_code)) else "",
        },
    ]


def _parts(found: Batch) -> list[dict[str, Any]]:
    withdrawn = [{"label": _("ditarik kembali"), "value": found.withdrawn}] if found.withdrawn else []
    return [
        {"label": _("menunggu (siap)"), "value": found.pending},
        {"label": _("diterima"), "value": found.accepted},
        {"label": _("tertahan"), "value": found.held, "href": _held_findings(found) if found.held else ""},
        {"label": pgettext("batch", "ditolak"), "value": found.refused},
        *withdrawn,
    ]


def _held_findings(found: Batch) -> str:
    return reverse("intake:findings", args=[found.id]) + "?severity=hold"


def _sheets(given: Iterable[BatchFile]) -> list[dict[str, Any]]:
    return [{"file": file.stored.name, "sheets": list(file.sheets.all())} for file in given]


def _notes(found: Batch, given: Iterable[BatchFile]) -> list[tuple[str, str, Sentence]]:
    """What was noticed in the files and is no fault: (file, sheet, sentence)."""
    of_archives = [("", "", note) for note in found.told]
    return of_archives + [
        (file.stored.name, sheet.name, note)
        for file in given
        for sheet in file.sheets.all()
        for note in sheet.told
    ]


def _chosen(request: ScopedRequest) -> queries.FindingFilter:
    return queries.finding_filter(request.GET.dict())


@require_GET
@requires(Permission.BATCH_VIEW)
def findings(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Findings line by line, filtered; the address keeps the filter."""
    found = _batch(request, batch_id)
    chosen = _chosen(request)
    after = request.GET.get("after", "")
    lines, following = queries.finding_page(
        found, chosen, after=int(after) if after.isdecimal() and len(after) <= 18 else 0
    )
    counts = queries.finding_counts(found, chosen)
    may_correct = "correct" in possible(found) and request.user.may(
        Permission.BATCH_ACCEPT, found.region_code
    )
    context = {
        "batch": found,
        "lines": [_line(line) for line in lines],
        "may_reveal": request.user.may(Permission.NUMBER_REVEAL, found.region_code),
        "check": checks.catalogue().get(chosen.check),
        "chip_groups": _finding_chips(request, chosen, counts, queries.layouts_of(found)),
        "clear": request.path if any(vars(chosen).values()) else "",
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "total": sum(counts["severity"].values()),
        "next": _with(request, after=str(following)) if following else "",
        "first": _with(request, after="") if after else "",
        "query": request.GET.urlencode(),
        "waiting": sum(counts["confidence"].values()) if may_correct else 0,
        "may_correct": may_correct,
        "last": queries.last_correction(found) if may_correct else None,
        "trail": [*batch_trail(found), _("Temuan")],
    }
    return render(request, "intake/findings.html", context)


def _line(line: queries.FindingLine, revealed: bool = False) -> dict[str, Any]:
    """A finding for the page: a value or proposal that holds a number is masked until it was revealed."""
    hidden = line.proposes_number and not revealed
    return {
        "line": line,
        "column": line.header,
        "mask": masked(line.value) if line.holds_number else "",
        "revealed": line.value if revealed else "",
        "proposal": masked(line.proposal) if hidden else line.proposal,
    }


@require_POST
@never_cache
@requires(Permission.NUMBER_REVEAL)
def reveal_value(request: ScopedRequest, batch_id: UUID, finding_id: int) -> HttpResponse:
    """Show the value of one finding in clear; the trail has it before the reader."""
    found = _batch(request, batch_id)
    if not request.user.may(Permission.NUMBER_REVEAL, found.region_code):
        raise Http404
    finding = get_object_or_404(found.findings.select_related("batch"), id=finding_id)
    services.reveal_finding(by=request.user, finding=finding)
    item = _line(queries.finding_line(found, finding.id), revealed=True)
    context = {"item": item, "batch": found, "may_reveal": True}
    if request.htmx:
        return render(request, "intake/finding_value.html", context)
    return render(request, "intake/finding.html", {**context, "trail": [*batch_trail(found), _("Temuan")]})


def _with(request: ScopedRequest, **changes: str) -> str:
    kept = {key: value for key, value in request.GET.items() if key != "after"}
    kept.update(changes)
    text = urlencode({key: value for key, value in kept.items() if value})
    return f"{request.path}?{text}" if text else request.path


def _finding_chips(
    request: ScopedRequest,
    chosen: queries.FindingFilter,
    counts: dict[str, dict[str, int]],
    layouts: Sequence[str],
) -> list[dict[str, Any]]:
    """Chips by what they narrow; a group that leaves no choice and is not chosen is not drawn.

    Columns are called as the batch's own layouts call them.
    """
    severities = dict(Finding.Severity.choices)
    names = regions.names(counts["region"])
    groups: list[dict[str, Any]] = []
    if chosen.check:
        chip = {"label": chosen.check, "href": _with(request, check=""), "active": True}
        groups.append({"label": _("Temuan"), "chips": [chip]})
    for name, title, label in (
        ("severity", _("Akibat"), severities.get),
        ("column", _("Kolom"), lambda field: column_name(field, *layouts)),
        ("confidence", _("Usulan"), proposals.CERTAINTIES.get),
        ("region", _("Kecamatan"), names.get),
    ):
        current = getattr(chosen, name)
        chips = [
            {
                "label": label(value) or value,
                "count": n,
                "href": _with(request, **{name: "" if value == current else value}),
                "active": value == current,
            }
            for value, n in list(counts[name].items())[:MOST_CHIPS]
            if value
        ]
        if len(chips) > 1 or current:
            groups.append({"label": title, "chips": chips})
    return groups


@require_GET
@requires(Permission.BATCH_VIEW)
def findings_file(request: ScopedRequest, batch_id: UUID, kind: str) -> HttpResponseBase:
    """The filtered findings as XLSX or CSV; the export is recorded."""
    found = _batch(request, batch_id)
    if kind not in ("xlsx", "csv") or not request.user.may(Permission.FAMILY_EXPORT, found.region_code):
        raise Http404
    try:
        hand_overs.refuse_use_of_source(found.source)
    except hand_overs.PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:batch", batch_id=found.id)
    chosen = _chosen(request)
    with ExitStack() as until_answered:
        # Without a name, so that nothing of it is left on the disk, whatever happens.
        file = until_answered.enter_context(tempfile.TemporaryFile(dir=spill_folder()))
        count = fill_findings(found, file, kind, chosen)
        counts = queries.findings_by_regency(found, chosen)
        services.note_findings_export(by=request.user, batch=found, counts=counts, filters=vars(chosen))
        file.seek(0)
        until_answered.pop_all()  # from here on the answer closes it
    answer = FileResponse(file, as_attachment=True, filename=f"temuan-{found.id}.{kind}")
    answer["X-Row-Count"] = str(count)
    return answer


@require_POST
@requires(Permission.BATCH_ACCEPT)
def accept(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Decide that the pending rows go in."""
    found = _batch(request, batch_id)
    return _decide(
        request, found, Permission.BATCH_ACCEPT, lambda: services.accept_batch(by=request.user, batch=found)
    )


@require_POST
@requires(Permission.BATCH_REFUSE)
def refuse(request: ScopedRequest, batch_id: UUID, *, only_held: bool = False) -> HttpResponse:
    """Refuse the whole batch, or its held rows alone, with a reason."""
    found = _batch(request, batch_id)
    reason = request.POST.get("reason", "")
    return _decide(
        request, found, Permission.BATCH_REFUSE,
        lambda: services.refuse_batch(by=request.user, batch=found, reason=reason, only_held=only_held),
    )  # fmt: skip


@require_POST
@requires(Permission.BATCH_ACCEPT)
def withdraw(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Take an accepted batch back, with a reason, while nothing depends on it."""
    found = _batch(request, batch_id)
    reason = request.POST.get("reason", "")
    return _decide(
        request, found, Permission.BATCH_ACCEPT,
        lambda: services.withdraw_batch(by=request.user, batch=found, reason=reason),
    )  # fmt: skip


@require_POST
@requires(Permission.BATCH_VIEW)
def resume(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Go on with work on the batch whose job ended before its end."""
    found = _batch(request, batch_id)
    permission = permission_to("resume", found)
    assert permission is not None
    return _decide(request, found, permission, lambda: services.resume_batch(by=request.user, batch=found))


def _decide(request: ScopedRequest, found: Batch, permission: Permission, act: Any) -> HttpResponse:
    if not request.user.may(permission, found.region_code):
        raise Http404
    try:
        act()
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("intake:batch", batch_id=found.id)


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
def completeness(request: ScopedRequest, list_id: UUID | None = None) -> HttpResponse:
    """The matrix of a list: fields across, regions down, one level below where the reader stands."""
    at = request.GET.get("wilayah", "").strip()[:14] or request.region
    if at and not (is_code(at) and request.scope.touches(at)):
        raise Http404
    lists = queries.named_lists(request.scope)
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
        rows = complete.joined(
            complete.matrix(part, scope=request.scope, level=level, within=at) for part in chosen.parts
        )
        context |= {
            "chosen": chosen,
            "newest": chosen.parts[0] if chosen.parts else None,
            "where": queries.where(chosen, at),
            "columns": [{"label": field.label} for field in complete.fields()],
            "rows": [_matrix_row(row, here, level) for row in rows],
            "foot": _matrix_row(complete.total(rows), "", level) if rows else None,
            "level": LEVEL_NAMES[level],
            "whole": complete.total(rows) if rows else None,
            "at": at,
            "here": here,
            "trail": regions.trail(at, here + "?wilayah="),
        }
    return render(request, "intake/completeness.html", context)


def _matrix_row(row: complete.Row, here: str, level: str) -> dict[str, Any]:
    families = reverse("registry:families")
    link = f"{families}?wilayah={row.code}" if level == "village" else f"{here}?wilayah={row.code}"
    return {
        "name": row.name or _("Semua"),
        "href": link if row.code else "",
        "total": row.families,
        "cells": [{"value": cell.filled, "total": cell.total} for cell in row.cells],
    }
