"""Pages of packs that come back: giving one back, what was in it, and putting it away."""

from collections import Counter
from typing import IO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tepat.intake.additions.queries import acts_on, addition_lines
from tepat.intake.models import Addition, PackReturn, PackRound, ReturnedLine
from tepat.intake.packs.queries import rounds_for
from tepat.intake.services import Incoming
from tepat.platform import audit, files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.platform.privacy.marks import mark_for
from tepat.platform.privacy.queries import keeping_of
from tepat.platform.regions import queries as regions
from tepat.registry.claims import claim_lines, claims_for

from . import queries, services
from .arriving import ReturnRefused, arrived, returns_link
from .forms import ReturnForm
from .new_rows import fill_new_rows
from .reading import reachable_packs

_SHOWN = 100


@require_http_methods(["GET", "POST"])
@requires(Permission.PACK_RETURN)
def give_back(request: ScopedRequest, round_id: UUID) -> HttpResponse:
    """Workbooks come back, one or several; whose each is, is found in it or chosen. Below, what came before."""
    found: PackRound = get_object_or_404(rounds_for(request.user), id=round_id)
    packs = sorted(reachable_packs(request.user, found), key=lambda pack: pack.region_code)
    if not packs:
        raise Http404
    names = regions.names({pack.region_code for pack in packs})
    choices = [(str(pack.id), names.get(pack.region_code, pack.region_code)) for pack in packs]
    form = ReturnForm(request.POST or None, request.FILES or None, packs=choices)
    if "desa" in request.GET and not form.is_bound:
        form.initial["pack"] = request.GET["desa"]
    refused = ""
    if request.method == "POST" and form.is_valid():
        chosen = next((pack for pack in packs if str(pack.id) == form.cleaned_data["pack"]), None)
        incoming = [Incoming(file.name, file) for file in form.cleaned_data["files"]]
        try:
            with arrived(found, incoming) as sealed:
                made, _job = services.receive_returns(
                    by=request.user, round_=found, arrived=sealed, pack=chosen
                )
        except (ReturnRefused, files.FileRefused) as trouble:
            refused = str(trouble)
        else:
            return redirect(returns_link(found, made))
    mine = list(queries.returns_for(request.user).filter(round=found)[: queries.PAGE])
    places = regions.names({one.region_code for one in mine})
    context = {
        "round": found,
        "form": form,
        "refused": refused,
        "returns": [(one, places.get(one.region_code, one.region_code)) for one in mine],
        "trail": _trail(found, _("Pengembalian")),
    }
    return render(request, "returns/give_back.html", context, status=422 if refused or form.errors else 200)


def _trail(round_: PackRound, last: str) -> list[object]:
    step = {"name": _("Paket desa"), "href": reverse("packs:round", args=[round_.id])}
    return [*regions.trail(round_.region_code), step, last]


def _return(request: ScopedRequest, return_id: UUID) -> PackReturn:
    found: PackReturn = get_object_or_404(queries.returns_for(request.user), id=return_id)
    return found


def _job_of(request: ScopedRequest, found: PackReturn) -> Job | None:
    """The job that reads it, as far as the reader may see it."""
    single = returns_link(found.round, [found])
    return jobs.latest_for(single) or jobs.latest_for(reverse("returns:give_back", args=[found.round_id]))


@require_GET
@requires(Permission.PACK_RETURN)
def returned(request: ScopedRequest, return_id: UUID) -> HttpResponse:
    """What is in a return: counts, claims with what the checks say, troubles, remarks, new rows."""
    found = _return(request, return_id)
    claims = (
        claims_for(request.user, Permission.FAMILY_VIEW).filter(change_set=found.change_set_id)
        if found.change_set_id
        else None
    )
    new = addition_lines(request.user, found)
    lines = claim_lines(request.user, list(claims.order_by("id")[:_SHOWN])) if claims is not None else []
    audit.looked(
        by=request.user,
        page="pack_return.opened",
        region=found.region_code,
        shown=Counter([line.family.region_code for line in lines] + [found.region_code] * len(new)),
        subject=("pack_return", found.id),
    )
    context = {
        "returned": found,
        "place": regions.names([found.region_code]).get(found.region_code, ""),
        "claims": lines,
        "told": queries.lines_of(found, ReturnedLine.Kind.TOLD),
        "remarks": queries.lines_of(found, ReturnedLine.Kind.REMARK),
        "new": new,
        "waiting": sum(line.addition.state == Addition.State.OPEN for line in new),
        "acts": acts_on(found) if new else [],
        "job": _job_of(request, found) if found.state == PackReturn.State.WAITING else None,
        "keeping": keeping_of("pack", found.source.data_key, found.region_code, found.at),
        "address": reverse("returns:progress", args=[found.id]),
        "may_decide": request.user.may(Permission.CLAIM_DECIDE, found.region_code),
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "may_put_away": found.state in (PackReturn.State.READ, PackReturn.State.UNREADABLE),
        "trail": _trail(found.round, _("Pengembalian")),
    }
    return render(request, "returns/returned.html", context)


@require_safe
@requires(Permission.PACK_RETURN)
def progress(request: ScopedRequest, return_id: UUID) -> HttpResponse:
    """How far the reading is; once ended, the page is to follow."""
    found = _return(request, return_id)
    job = _job_of(request, found)
    if job is None:
        raise Http404
    answer = render(request, "jobs/fragment.html", {"job": job, "address": request.path, "stop": ""})
    answer["Cache-Control"] = "no-store"
    if not job.unfinished or found.state != PackReturn.State.WAITING:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@requires(Permission.PACK_RETURN)
def put_away(request: ScopedRequest, return_id: UUID) -> HttpResponse:
    """Put a return aside; its open claims go with it."""
    found = _return(request, return_id)
    try:
        services.put_return_away(by=request.user, returned=found, reason=request.POST.get("alasan", ""))
    except ReturnRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Paket disisihkan; usulannya yang belum diputuskan ikut ditarik."))
    return redirect("returns:returned", return_id=found.id)


@exports("packs")
@require_POST
@never_cache
@requires(Permission.FAMILY_EXPORT)
def new_rows(request: ScopedRequest, return_id: UUID) -> HttpResponseBase:
    """The rows that the list does not know, as XLSX; the export is recorded."""
    found = _return(request, return_id)
    if not request.user.may(Permission.FAMILY_EXPORT, found.region_code):
        raise Http404

    def fill(file: IO[bytes], mark: Mark) -> int:
        count = fill_new_rows(found, file, mark)
        services.note_new_rows_export(by=request.user, returned=found)
        return count

    mark = mark_for(request.user, "packs", found.region_code)
    return download(f"belum-tercantum-{found.id}.xlsx", mark, fill)
