"""Pages of the civil registry by file: referrals, one with its file and answers, and what an answer says."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tepat.engine.layouts import codes
from tepat.intake.models import CivilAnswer, Referral
from tepat.intake.targets.named import named_lists
from tepat.platform import audit, files
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with
from tepat.platform.files.download import exports, send_kept
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.platform.regions import queries as regions
from tepat.registry.claims import claim_lines, claims_for
from tepat.registry.hand_overs import PurposeOver

from . import queries, services
from .arriving import answer_link, arrived, referral_link
from .forms import STATES, AnswerForm, ReferralForm


@require_GET
@requires(Permission.REFERRAL_MAKE)
def referrals(request: ScopedRequest) -> HttpResponse:
    """The referrals of the reader's regions, newest first."""
    found = list(queries.referrals_for(request.user)[: queries.SHOWN])
    names = regions.names({one.region_code for one in found})
    context = {
        "referrals": [(one, names.get(one.region_code, one.region_code)) for one in found],
        "trail": regions.trail(request.region),
    }
    return render(request, "exchange/referrals.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERRAL_MAKE)
def refer(request: ScopedRequest) -> HttpResponse:
    """Choose whom to refer and state the terms; the file is made in the background."""
    lists = {str(part.id): part for named in named_lists(request.scope) for part in named.parts}
    places = _places(request)
    form = ReferralForm(
        request.POST or None,
        regions=places,
        lists=[(key, part.source_list.name) for key, part in lists.items()],
        initial={"states": ["blank", "damaged", "shared", "unmatched"]},
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        chosen = {name: typed.pop(name) for name in ("region", "target_list", "kind", "states")}
        try:
            made, _job = services.make_referral(
                by=request.user, region_code=chosen["region"], target_list=lists.get(chosen["target_list"]),
                kind=chosen["kind"], states=chosen["states"], terms=services.Terms(**typed),
            )  # fmt: skip
        except (services.ReferralRefused, PurposeOver) as trouble:
            refused = str(trouble)
        else:
            return redirect("exchange:referral", referral_id=made.id)
    context = {"form": form, "refused": refused, "trail": _trail(request.region, _("Buat rujukan"))}
    return render(request, "exchange/refer.html", context, status=422 if refused or form.errors else 200)


def _places(request: ScopedRequest) -> list[tuple[str, str]]:
    """The regencies in scope, each followed by its districts."""
    found = []
    for code, name in regions.regencies_in(request.scope.prefixes):
        found.append((code, name))
        found += [(one.code, f"{name} › {one.name}") for one in regions.children_of(code)]
    return found


def _trail(region: str, *last: object) -> list[object]:
    step = {"name": _("Rujukan Dukcapil"), "href": reverse("exchange:referrals")}
    return [*regions.trail(region), step, *last]


def _referral(request: ScopedRequest, referral_id: UUID) -> Referral:
    found: Referral = get_object_or_404(queries.referrals_for(request.user), id=referral_id)
    return found


def _answer(request: ScopedRequest, answer_id: UUID) -> CivilAnswer:
    found: CivilAnswer = get_object_or_404(queries.answers_for(request.user), id=answer_id)
    return found


@require_GET
@requires(Permission.REFERRAL_MAKE)
def referral(request: ScopedRequest, referral_id: UUID) -> HttpResponse:
    """One referral: its terms, its file once made, and the answers to it."""
    return _show(request, _referral(request, referral_id), AnswerForm(), "")


def _show(request: ScopedRequest, found: Referral, form: AnswerForm, refused: str) -> HttpResponse:
    labels = dict(STATES)
    context = {
        "referral": found,
        "place": regions.names([found.region_code]).get(found.region_code, found.region_code),
        "states": [labels[state] for state in found.states.split()],
        "answers": list(queries.answers_for(request.user).filter(referral=found)[: queries.SHOWN]),
        "may_answer": request.user.may(Permission.REFERRAL_ANSWER, found.region_code),
        "form": form,
        "refused": refused,
        "job": jobs.latest_for(referral_link(found)),
        "address": reverse("exchange:progress", args=[found.id]),
        "trail": _trail(found.region_code, found.recipient),
    }
    return render(request, "exchange/referral.html", context, status=422 if refused or form.errors else 200)


@require_safe
@requires(Permission.REFERRAL_MAKE)
def progress(request: ScopedRequest, referral_id: UUID) -> HttpResponse:
    """How far the making is; once ended, the page is to follow."""
    found = _referral(request, referral_id)
    return _how_far(request, jobs.latest_for(referral_link(found)))


def _how_far(request: ScopedRequest, job: Job | None) -> HttpResponse:
    if job is None:
        raise Http404
    answer = render(request, "jobs/fragment.html", {"job": job, "address": request.path, "stop": ""})
    answer["Cache-Control"] = "no-store"
    if not job.unfinished:
        answer["HX-Refresh"] = "true"
    return answer


@exports("civil_registry")
@require_POST
@never_cache
@requires(Permission.REFERRAL_MAKE)
def fetch(request: ScopedRequest, referral_id: UUID) -> HttpResponseBase:
    """The workbook; that it was fetched is kept before it leaves."""
    found = _referral(request, referral_id)
    if found.file is None:
        raise Http404
    try:
        services.note_referral_fetch(by=request.user, referral=found)
    except services.ReferralRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("exchange:referral", referral_id=found.id)
    return send_kept(found.file)


@require_POST
@requires(Permission.REFERRAL_ANSWER)
def give_answer(request: ScopedRequest, referral_id: UUID) -> HttpResponse:
    """The civil registry's file comes in; it is read in the background."""
    found = _referral(request, referral_id)
    if not request.user.may(Permission.REFERRAL_ANSWER, found.region_code):
        raise Http404
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, form, "")
    given = form.cleaned_data["answer"]
    try:
        with arrived(found, given.name, given) as (source, arrival):
            made, _job = services.receive_answer(
                by=request.user, referral=found, source=source, arrival=arrival
            )
    except (services.ReferralRefused, files.FileRefused) as refusal:
        return _show(request, found, form, str(refusal))
    return redirect("exchange:answer", answer_id=made.id)


@require_GET
@requires(Permission.REFERRAL_ANSWER)
def answer(request: ScopedRequest, answer_id: UUID) -> HttpResponse:
    """What an answer says beside what stands, what it asks, and the rows that were not taken."""
    found = _answer(request, answer_id)
    claims = claims_for(request.user, Permission.FAMILY_VIEW).filter(change_set=found.change_set_id)
    is_read = found.state == CivilAnswer.State.READ
    # Questions first: they wait for a person, the others for a button.
    listed = list(claims.order_by("-severity", "id")[: queries.PAGE]) if is_read else []
    lines = claim_lines(request.user, listed)
    told, after = queries.lines_of(found, request.GET.get("after", ""), queries.PAGE)
    audit.looked(
        by=request.user,
        page="civil_answer.opened",
        region=found.region_code,
        shown=Counter(line.family.region_code for line in lines),
        subject=("civil_answer", found.id),
    )
    labels = codes.code_lists()["civil_answer"].labels
    context = {
        "answer": found,
        "claims": lines,
        "verdicts": [
            (label, found.verdicts[code]) for code, label in labels.items() if code in found.verdicts
        ],
        "plain": queries.plain_claims(found).count() if is_read else 0,
        "open": queries.open_claims(found).count() if is_read else 0,
        "before": queries.Wholeness(found.people_before, found.whole_before),
        "now": queries.wholeness(found.region_code, found.referral.target_list),
        "told": told,
        "next": address_with(request, after=after) if after else "",
        "first": address_with(request) if request.GET.get("after") else "",
        "job": jobs.latest_for(answer_link(found)),
        "address": reverse("exchange:answer_progress", args=[found.id]),
        "may_decide": request.user.may(Permission.CLAIM_DECIDE, found.region_code),
        "trail": _trail(
            found.region_code,
            {
                "name": found.referral.recipient,
                "href": reverse("exchange:referral", args=[found.referral_id]),
            },
            _("Jawaban"),
        ),
    }
    return render(request, "exchange/answer.html", context)


@require_safe
@requires(Permission.REFERRAL_ANSWER)
def answer_progress(request: ScopedRequest, answer_id: UUID) -> HttpResponse:
    """How far the reading or applying is; once ended, the page is to follow."""
    found = _answer(request, answer_id)
    return _how_far(request, jobs.latest_for(answer_link(found)))


@require_POST
@requires(Permission.CLAIM_DECIDE)
def apply(request: ScopedRequest, answer_id: UUID) -> HttpResponse:
    """Accept all that is no question, in the background."""
    found = _answer(request, answer_id)
    if not request.user.may(Permission.CLAIM_DECIDE, found.region_code):
        raise Http404
    try:
        services.apply_answer(by=request.user, answer=found)
    except services.ReferralRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange:answer", answer_id=found.id)
