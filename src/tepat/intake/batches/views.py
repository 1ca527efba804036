"""Pages of batches: all of a regency, uploading one, one batch and what may be done with it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tepat.engine.sentences import Sentence
from tepat.intake import services
from tepat.intake.changes import queries as changes
from tepat.intake.changes.noting import list_before
from tepat.intake.changes.previewing import is_stale
from tepat.intake.findings.queries import finding_groups
from tepat.intake.models import Batch, BatchFile, ChangePreview, ListChange
from tepat.intake.transitions import (
    TransitionRefused,
    batch_link,
    permission_to,
    possible,
    preview_link,
    withdrawal_of,
    worked_on,
)
from tepat.platform import files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.platform.privacy.queries import keeping_of
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in
from tepat.registry import hand_overs
from tepat.registry.models import HandOver
from tepat.registry.services import record_hand_over

from . import queries
from .dependents import what_depends_on
from .forms import HandOverForm, UploadForm


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
        "batches/batches.html",
        {
            "batches": page[: queries.PAGE],
            "chips": _state_chips(request, counts, state),
            "clear": request.path,
            "next": address_with(request, before=str(page[queries.PAGE - 1].id))
            if len(page) > queries.PAGE
            else "",
            "first": address_with(request, before="") if before else "",
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
            "href": address_with(request, keadaan="" if state == chosen else state, before=""),
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
    return render(request, "batches/upload.html", context, status=status)


def incoming_step() -> dict[str, str]:
    """The step of a breadcrumb that leads back to all batches."""
    return {"name": _("Data masuk"), "href": reverse("intake:batches")}


def batch_trail(found: Batch) -> list[dict[str, str]]:
    """The way to a page below a batch's."""
    step = {"name": found.list.name, "href": reverse("intake:batch", args=[found.id])}
    return [*regions.trail(found.region_code), incoming_step(), step]


def batch_of(request: ScopedRequest, batch_id: UUID) -> Batch:
    found: Batch = get_object_or_404(
        queries.batches_for(request.user).select_related("source__data_key", "change_set"), id=batch_id
    )
    return found


@require_GET
@requires(Permission.BATCH_VIEW)
def batch(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """One batch: its counts, its findings worst first, and what may be done now."""
    found = batch_of(request, batch_id)
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
        "groups": finding_groups(found) if found.rows_in else [],
        "work": _work(request, found, job),
        "parts": _parts(found),
        "foretold": _foretold(request, found) if changes.is_preview(found) else None,
        "withdrawal": withdrawal_of(found),
        "refusals": found.refusals.select_related("by"),
        "may": may,
        "known_files": queries.files_known_before(found, given),
        "keeping": keeping_of("list", found.source.data_key, found.region_code, found.created_at),
        "hand_over": _hand_over_facts(rules) if (rules := hand_overs.ruling(found.source)) else [],
        "may_record": request.user.may(Permission.BATCH_UPLOAD, found.region_code),
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "trail": batch_trail(found),
    }
    return render(request, "batches/batch.html", context)


def _foretold(request: ScopedRequest, found: Batch) -> dict[str, Any] | None:
    """What accepting the batch would change, where a list came before it."""
    before = list_before(found)
    if before is None:
        return None
    preview = ChangePreview.objects.filter(batch=found).first()
    counts = changes.by_kind(changes.counts_of(found, request.scope))
    return {
        "before": before.source_list.name,
        "preview": preview,
        "stale": preview is not None and is_stale(found, preview),
        "job": jobs.latest_for(preview_link(found)),
        "sums": [(kind, label, counts[kind]) for kind, label in ListChange.Kind.choices if counts[kind]],
    }


@require_safe
@requires(Permission.BATCH_VIEW)
def progress(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """How far the work on the batch is, for whoever may see the batch; once ended, the page is to follow."""
    found = batch_of(request, batch_id)
    job = jobs.latest_for(batch_link(found))
    if job is None:
        raise Http404
    answer = render(request, "jobs/fragment.html", _work(request, found, job))
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


def work_on(request: ScopedRequest, found: Batch) -> dict[str, Any]:
    """The newest job of the batch, where to ask how far it is, and where to stop it for those who may."""
    return _work(request, found, jobs.latest_for(batch_link(found)))


def _work(request: ScopedRequest, found: Batch, job: Job | None) -> dict[str, Any]:
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
    found = batch_of(request, batch_id)
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
    return render(request, "batches/hand_over.html", context, status=422 if form.errors else 200)


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


@require_POST
@requires(Permission.BATCH_ACCEPT)
def accept(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Decide that the pending rows go in."""
    found = batch_of(request, batch_id)
    return _decide(
        request, found, Permission.BATCH_ACCEPT, lambda: services.accept_batch(by=request.user, batch=found)
    )


@require_POST
@requires(Permission.BATCH_REFUSE)
def refuse(request: ScopedRequest, batch_id: UUID, *, only_held: bool = False) -> HttpResponse:
    """Refuse the whole batch, or its held rows alone, with a reason."""
    found = batch_of(request, batch_id)
    reason = request.POST.get("reason", "")
    return _decide(
        request, found, Permission.BATCH_REFUSE,
        lambda: services.refuse_batch(by=request.user, batch=found, reason=reason, only_held=only_held),
    )  # fmt: skip


@require_POST
@requires(Permission.BATCH_ACCEPT)
def withdraw(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Take an accepted batch back, with a reason, while nothing depends on it."""
    found = batch_of(request, batch_id)
    reason = request.POST.get("reason", "")
    return _decide(
        request, found, Permission.BATCH_ACCEPT,
        lambda: services.withdraw_batch(
            by=request.user, batch=found, reason=reason, depends=what_depends_on(found)
        ),
    )  # fmt: skip


@require_POST
@requires(Permission.BATCH_VIEW)
def resume(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Go on with work on the batch whose job ended before its end."""
    found = batch_of(request, batch_id)
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
