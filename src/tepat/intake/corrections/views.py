"""Held rows filled in, proposals decided on one by one or under a filter, and the last correction taken back."""

from collections.abc import Callable, Sequence
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tepat.intake import services
from tepat.intake.batches.marks import mark_of_batch
from tepat.intake.batches.queries import batches_for
from tepat.intake.batches.views import batch_trail, work_on
from tepat.intake.findings import queries
from tepat.intake.models import Batch, CorrectionFile
from tepat.intake.transitions import TransitionRefused, permission_to, possible
from tepat.platform import audit, crypto, files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.regions import queries as regions
from tepat.registry import hand_overs

from . import held_files, held_rows


def batch_to_correct(request: ScopedRequest, batch_id: UUID) -> Batch:
    """The batch, for whoever may correct its rows."""
    found: Batch = get_object_or_404(
        batches_for(request.user).select_related("source__data_key"), id=batch_id
    )
    permission = permission_to("correct", found)
    if permission is None or not request.user.may(permission, found.region_code):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@requires(Permission.BATCH_ACCEPT)
def held(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """The held rows with the fields that hold them, to be filled in; what still holds a row is said beside it."""
    found = batch_to_correct(request, batch_id)
    here = request.get_full_path()
    after = request.GET.get("after", "")
    try:
        rows, following = held_rows.page(found, after=UUID(after) if after else None)
    except ValueError:
        raise Http404 from None
    audit.looked(
        by=request.user,
        page="held_rows.listed",
        region=found.region_code,
        shown={found.region_code: len(rows)},
        subject=("batch", found.id),
        filters={"after": after},
    )
    refused = ""
    if request.method == "POST":
        typed = _typed(request.POST, rows)
        try:
            filled = services.fill_held_rows(by=request.user, batch=found, typed=typed)
        except TransitionRefused as trouble:
            refused = str(trouble)
            rows = [row.told(typed.get(row.id, {}), set(), found) for row in rows]
        else:
            if filled.saved or not typed:
                messages.success(request, _saved(filled))
            if not filled.refused:
                return redirect(here)
            found.refresh_from_db()
            left, following = held_rows.page(found, after=UUID(after) if after else None)
            rows = [row.told(typed.get(row.id, {}), filled.refused.get(row.id, set()), found) for row in left]
            refused = _("Sebagian isian belum dapat disimpan. Sebabnya tertulis pada isiannya.")
    context = {
        "batch": found,
        "rows": rows,
        "refused": refused,
        "villages": regions.villages_in(found.region_code),
        "may_correct": "correct" in possible(found),
        "last": queries.last_correction(found),
        "given": CorrectionFile.objects.filter(correction__batch=found).order_by("-correction").first(),
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "next": f"{request.path}?after={following}" if following else "",
        "first": request.path if after else "",
        "trail": [*batch_trail(found), _("Baris tertahan")],
    }
    return render(request, "corrections/held.html", context, status=422 if refused else 200)


@exports("receive")
@require_GET
@requires(Permission.BATCH_ACCEPT)
def held_file(request: ScopedRequest, batch_id: UUID) -> HttpResponseBase:
    """The held rows as they came, with the reasons, as XLSX; the export is recorded."""
    found = batch_to_correct(request, batch_id)
    if not request.user.may(Permission.FAMILY_EXPORT, found.region_code):
        raise Http404
    try:
        hand_overs.refuse_use_of_source(found.source)
    except hand_overs.PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:batch", batch_id=found.id)

    def fill(file: IO[bytes], mark: Mark) -> int:
        count = held_files.fill_held(found, file, mark)
        counts = queries.held_by_regency(found)
        services.note_batch_export(by=request.user, batch=found, what="held_rows", counts=counts)
        return count

    return download(f"tertahan-{found.id}.xlsx", mark_of_batch(request.user, found), fill)


@require_POST
@requires(Permission.BATCH_ACCEPT)
def give_back(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """A corrected file of held rows comes in; a job reads it."""
    found = batch_to_correct(request, batch_id)
    given = request.FILES.get("berkas")
    try:
        if given is None:
            raise TransitionRefused(_("Belum ada berkas. Pilih berkas baris tertahan yang sudah diperbaiki."))
        with files.arrive(stream=given, name=given.name or "", data_key=found.source.data_key) as arrival:
            kept = services.receive_held_file(by=request.user, batch=found, arrival=arrival)
    except (TransitionRefused, files.FileRefused) as trouble:
        context = {"batch": found, "refused": str(trouble), "trail": _given_trail(found)}
        return render(request, "corrections/given_back.html", context, status=422)
    return redirect("corrections:given_back", batch_id=found.id, correction_id=kept.correction_id)


@require_GET
@requires(Permission.BATCH_ACCEPT)
def given_back(request: ScopedRequest, batch_id: UUID, correction_id: UUID) -> HttpResponse:
    """How far the reading of a corrected file is, and then what became of it, row by row."""
    found = batch_to_correct(request, batch_id)
    given = get_object_or_404(
        CorrectionFile.objects.select_related("file"), correction=correction_id, correction__batch=found
    )
    context: dict[str, Any] = {"batch": found, "given": given, "trail": _given_trail(found)}
    if given.finished_at is None:
        context["work"] = work_on(request, found)
    elif not given.trouble:
        key = found.source.data_key
        lines = [] if key.erased else given.lines(crypto.sealer(key))
        context["lines"] = sorted(lines, key=lambda line: (line.sheet, line.row))
        context["more"] = given.told - len(lines)
    return render(request, "corrections/given_back.html", context)


def _given_trail(found: Batch) -> list[Any]:
    step = {"name": _("Baris tertahan"), "href": reverse("corrections:held", args=[found.id])}
    return [*batch_trail(found), step, _("Perbaikan dari berkas")]


def _typed(posted: QueryDict, rows: Sequence[held_rows.HeldRow]) -> dict[UUID, dict[str, str]]:
    """What was changed, by row and field."""
    typed: dict[UUID, dict[str, str]] = {}
    for row in rows:
        for field in row.fields:
            text = posted.get(field.input, "").strip()[:200]
            if text and text != field.value:
                typed.setdefault(row.id, {})[field.name] = text
    return typed


def _saved(filled: services.Filled) -> str:
    if not filled.saved:
        return _("Tidak ada isian yang berubah.")
    return ngettext(
        "%(n)s baris disimpan, %(freed)s kini siap diterima.",
        "%(n)s baris disimpan, %(freed)s kini siap diterima.",
        filled.saved,
    ) % {"n": filled.saved, "freed": filled.freed}


@require_POST
@requires(Permission.BATCH_ACCEPT)
def take(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Take all proposals that wait under the filter in the form; "n" is how many the page said."""
    found = batch_to_correct(request, batch_id)
    chosen = queries.finding_filter(QueryDict(request.POST.get("saringan", "")[:500]))
    told = request.POST.get("n", "")
    expected = int(told) if told.isdecimal() and len(told) < 10 else 0

    def act() -> str:
        correction = services.take_proposals(by=request.user, batch=found, chosen=chosen, expected=expected)
        if correction.done < correction.total:
            return _("Usulan sedang ditulis ke barisnya. Kemajuannya ada di halaman batch.")
        return ngettext("%(n)s usulan diterima.", "%(n)s usulan diterima.", expected) % {"n": expected}

    return _carried_out(request, found, act)


@require_POST
@requires(Permission.BATCH_ACCEPT)
def decide(request: ScopedRequest, batch_id: UUID, finding_id: int, choice: str) -> HttpResponse:
    """Take or leave what one finding proposes."""
    found = batch_to_correct(request, batch_id)
    finding = get_object_or_404(found.findings, id=finding_id)
    if choice not in ("terima", "biarkan"):
        raise Http404

    def act() -> str:
        if choice == "biarkan":
            services.leave_proposal(by=request.user, finding=finding)
            return _("Usulan dibiarkan; barisnya tetap seperti semula.")
        only = queries.FindingFilter(finding=finding.id)
        services.take_proposals(by=request.user, batch=found, chosen=only, expected=1)
        return _("Usulan diterima.")

    return _carried_out(request, found, act)


@require_POST
@requires(Permission.BATCH_ACCEPT)
def undo(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Take back the correction that the page showed as the last one."""
    found = batch_to_correct(request, batch_id)
    try:
        correction_id = UUID(request.POST.get("perbaikan", ""))
    except ValueError:
        raise Http404 from None
    correction = get_object_or_404(found.corrections, id=correction_id)

    def act() -> str:
        services.undo_correction(by=request.user, batch=found, correction=correction)
        return _("Perbaikan terakhir dibatalkan.")

    return _carried_out(request, found, act)


def _carried_out(request: ScopedRequest, found: Batch, act: Callable[[], str]) -> HttpResponse:
    """Say what became of it, on the page that asked."""
    try:
        messages.success(request, act())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("kembali", "")
    ours = back.startswith(reverse("intake:batch", args=[found.id]))
    if not (ours and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("intake:findings", args=[found.id])
    return redirect(back)
