"""Pages of packs: the rounds, sending a list out, one round with its packs, and fetching their files."""

from collections.abc import Sequence
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tepat.intake.models import Pack, PackRound, TargetList
from tepat.intake.returns.queries import standing_returns
from tepat.intake.targets.named import named_lists
from tepat.platform import files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports, new_archive, send_kept
from tepat.platform.files.marking import Mark
from tepat.platform.jobs import queries as jobs
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import is_code
from tepat.registry.hand_overs import PurposeOver, refuse_use_of_source

from . import queries, services
from .forms import PackRoundForm
from .services import PROCESSING

# What of a pack can be fetched, by the field that holds it.
KINDS = ("workbook", "paper", "letter")


@require_GET
@requires(Permission.PACK_FETCH)
def rounds(request: ScopedRequest) -> HttpResponse:
    """The rounds that concern the reader, newest first."""
    context = {
        "rounds": list(queries.rounds_for(request.user)[:100]),
        "may_send": request.user.may(Permission.PACK_MAKE),
        "trail": regions.trail(request.region),
    }
    return render(request, "packs/rounds.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PACK_MAKE)
def send_out(request: ScopedRequest) -> HttpResponse:
    """Choose the list and fill in the covering letter; the packs are made in the background."""
    lists = {str(part.id): part for named in named_lists(request.scope) for part in named.parts}
    choices = [(key, part.source_list.name) for key, part in lists.items() if _may_send(request, part)]
    asked = {"target_list": request.GET.get("daftar", ""), "areas": request.GET.get("desa", "")}
    form = PackRoundForm(request.POST or None, lists=choices, initial=asked)
    refused = ""
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        target_list, level = lists[typed.pop("target_list")], typed.pop("level")
        areas = typed.pop("areas")
        letter = services.Letter(number=typed.pop("letter_number"), day=typed.pop("letter_day"), **typed)
        try:
            made, _job = services.open_pack_round(
                by=request.user, target_list=target_list, level=level, letter=letter, areas=areas
            )
        except (services.PacksRefused, PurposeOver) as trouble:
            refused = str(trouble)
        else:
            return redirect("packs:round", round_id=made.id)
    some = [code for code in str(form["areas"].value() or "").split(",") if is_code(code)]
    context = {
        "some": sorted(regions.names(some).values()),
        "form": form,
        "refused": refused,
        "lists": choices,
        "trail": regions.trail(request.region),
    }
    return render(request, "packs/send_out.html", context, status=422 if refused or form.errors else 200)


def _may_send(request: ScopedRequest, target_list: TargetList) -> bool:
    return request.user.may(Permission.PACK_MAKE, target_list.region_code)


def _round(request: ScopedRequest, round_id: UUID) -> PackRound:
    found: PackRound = get_object_or_404(queries.rounds_for(request.user), id=round_id)
    return found


@require_GET
@requires(Permission.PACK_FETCH)
def pack_round(request: ScopedRequest, round_id: UUID) -> HttpResponse:
    """One round: how far it is made, which packs have been fetched, and by whom."""
    found = _round(request, round_id)
    back = standing_returns(request.user, found)
    lines = queries.pack_lines(queries.packs_for(request.user).filter(round=found), back)
    sends = request.user.may(Permission.PACK_MAKE, found.region_code)
    job = jobs.latest_for(reverse("packs:round", args=[found.id])) if sends else None
    context = {
        "round": found,
        "lines": lines,
        "returned": sum(line.returned is not None and line.returned.state == "read" for line in lines),
        "filled": sum(line.returned.filled for line in lines if line.returned),
        "may_return": request.user.may(Permission.PACK_RETURN),
        "fetched": sum(line.fetched_at is not None for line in lines),
        "families": sum(line.pack.families for line in lines),
        "job": job,
        "address": reverse("packs:progress", args=[found.id]),
        "stop": reverse("jobs:cancel", args=[job.id]) if job and jobs.may_cancel(request.user, job) else "",
        "trail": [*regions.trail(found.region_code), _("Paket desa")],
    }
    return render(request, "packs/round.html", context)


@require_safe
@requires(Permission.PACK_MAKE)
def progress(request: ScopedRequest, round_id: UUID) -> HttpResponse:
    """How far the making is; once ended, the page is to follow."""
    found = _round(request, round_id)
    address = reverse("packs:round", args=[found.id])
    job = jobs.latest_for(address) if request.user.may(Permission.PACK_MAKE, found.region_code) else None
    if job is None:
        raise Http404
    stop = reverse("jobs:cancel", args=[job.id]) if jobs.may_cancel(request.user, job) else ""
    answer = render(request, "jobs/fragment.html", {"job": job, "address": request.path, "stop": stop})
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@exports(PROCESSING)
@require_POST
@never_cache
@requires(Permission.PACK_FETCH)
def fetch(request: ScopedRequest, round_id: UUID, pack_id: UUID, kind: str) -> HttpResponseBase:
    """One file of one pack; that it was fetched is kept before it leaves."""
    if kind not in KINDS:
        raise Http404
    packs = queries.packs_for(request.user).filter(round_id=round_id)
    pack = get_object_or_404(_with_files(packs), id=pack_id)
    if (refusal := _refusal(pack.round)) is not None:
        messages.error(request, refusal)
        return redirect("packs:round", round_id=round_id)
    stored = getattr(pack, kind)
    services.note_fetch(by=request.user, packs=[pack], kind=kind)
    return send_kept(stored)


@exports(PROCESSING)
@require_POST
@never_cache
@requires(Permission.PACK_FETCH)
def fetch_all(request: ScopedRequest, round_id: UUID) -> HttpResponseBase:
    """All files of the reader's packs in one archive, a folder a district."""
    packs = list(
        _with_files(queries.packs_for(request.user).filter(round_id=round_id)).order_by("region_code")
    )
    if not packs:
        raise Http404
    if (refusal := _refusal(packs[0].round)) is not None:
        messages.error(request, refusal)
        return redirect("packs:round", round_id=round_id)

    def fill(file: IO[bytes], mark: Mark) -> int:
        _fill_archive(file, packs, mark)
        services.note_fetch(by=request.user, packs=packs, kind="all")
        return len(packs)

    return download("paket.zip", mark_for(request.user, PROCESSING, packs[0].round.region_code), fill)


def _fill_archive(file: IO[bytes], packs: Sequence[Pack], mark: Mark) -> None:
    paths = regions.path_names({pack.region_code for pack in packs})
    with new_archive(file, mark) as archive:
        for pack in packs:
            folder = "/".join(paths[pack.region_code][1:])
            for kind in KINDS:
                stored = getattr(pack, kind)
                with files.open_plain(stored) as plain, archive.open(f"{folder}/{stored.name}", "w") as entry:
                    while piece := plain.read(1 << 20):
                        entry.write(piece)


def _with_files(packs: Any) -> Any:
    kinds = [relation for kind in KINDS for relation in (kind, f"{kind}__data_key")]
    return packs.select_related("round__target_list__source_list", "round__data_key", *kinds)


def _refusal(round_: PackRound) -> str | None:
    """Why nothing of the round may leave any more, if so."""
    if round_.data_key.erased:
        return _("Paket ini tidak dapat diunduh. Berkasnya sudah dihapus karena masa simpannya berakhir. "
                 "Kirim paket baru bila masih diperlukan.")  # fmt: skip
    batch = round_.target_list.source_list.batches.select_related("source").order_by("-id").first()
    try:
        if batch is not None:
            refuse_use_of_source(batch.source)
    except PurposeOver as refusal:
        return str(refusal)
    return None
