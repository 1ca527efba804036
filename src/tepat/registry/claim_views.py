"""The page of claims: what lists say against verified values, decided one by one or all that a filter shows."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with, asked_for, ids_in
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import is_code

from . import services
from .claims import LABELS, ClaimFilter, claim_lines, claims_for, counts_by, page_of
from .models import Claim

_LABELS = {**LABELS["person"], **LABELS["dwelling"], **LABELS["family"]}
# A press decides as many as a page can wait for; what is left stays open and is said.
_MOST_STEPS = 20


def _chosen(request: ScopedRequest) -> ClaimFilter:
    state, region = request.GET.get("keadaan", ""), request.GET.get("wilayah", "")
    family, change_set = (_id(request.GET.get(key, "")) for key in ("keluarga", "dari"))
    return ClaimFilter(
        state if state in Claim.State.values else Claim.State.OPEN,
        region if is_code(region) else "",
        field if (field := request.GET.get("isian", "")) in _LABELS else "",
        family,
        change_set,
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
@requires(Permission.CLAIM_DECIDE)
def claims(request: ScopedRequest) -> HttpResponse:
    """Claims in scope by state, field and region, the longest waiting first."""
    chosen = _chosen(request)
    mine = claims_for(request.user, region=request.region)
    found = mine.filter(chosen.q)
    page, after = page_of(found, request.GET.get("after", ""))
    total = found.count()
    lines = claim_lines(request.user, page)
    audit.looked(
        by=request.user,
        page="claims.listed",
        region=request.region,
        shown=Counter(line.family.region_code for line in lines),
        filters=asked_for(request, "keadaan", "wilayah", "isian", "keluarga", "dari", "after"),
    )
    context = {
        "lines": lines,
        "chosen": chosen,
        "total": total,
        "chip_groups": _chips(request, mine, chosen),
        "next": address_with(request, after=after) if after else "",
        "first": address_with(request) if request.GET.get("after") else "",
        "query": urlencode({key: value for key, value in request.GET.items() if key != "after"}),
        "trail": [
            *regions.trail(request.region, reverse("registry:families") + "?wilayah="),
            _("Usulan perubahan"),
        ],
    }
    return render(request, "registry/claims.html", context)


@require_POST
@requires(Permission.CLAIM_DECIDE)
def decide(request: ScopedRequest) -> HttpResponse:
    """Accept, refuse or open again: one claim by its own button, those picked, or all of the filter."""
    act, _dot, single = request.POST.get("aksi", "").partition(".")
    picked = [single] if single else request.POST.getlist("pilih")
    wanted = claims_for(request.user, region=request.region)
    if request.POST.get("semua") and not single:
        picked, wanted = [], wanted.filter(_chosen(request).q)
    else:
        wanted = wanted.filter(id__in=ids_in(picked))
    address = f"{reverse('registry:claims')}?{request.GET.urlencode()}"
    if act not in ("terima", "tolak", "batalkan"):
        messages.info(request, _("Belum ada yang dipilih. Centang usulannya, lalu tekan Terima atau Tolak."))
        return redirect(address)
    done, left = 0, ""
    for _step in range(_MOST_STEPS):
        try:
            done += _act(request, act, wanted, alone=len(picked) == 1)
        except services.ClaimsRefused as refusal:
            if not done:
                messages.error(request, str(refusal))
            break
    else:
        left = _left(act, wanted)
    if done:
        messages.success(request, _said(act, done))
    for sentence in filter(None, (left, _asking(act, wanted) if done else "")):
        messages.warning(request, sentence)
    return redirect(address)


def _asking(act: str, wanted: QuerySet[Claim]) -> str:
    """How many of what was to be accepted are questions and wait for a person, as a sentence."""
    if act != "terima":
        return ""
    count = wanted.filter(state=Claim.State.OPEN, severity=Claim.QUESTION).count()
    if not count:
        return ""
    return ngettext(
        "%(n)s usulan bertanya tidak ikut diterima. Bandingkan nilainya, lalu tekan Terima pada barisnya.",
        "%(n)s usulan bertanya tidak ikut diterima. Bandingkan nilainya, lalu tekan Terima pada barisnya.",
        count,
    ) % {"n": number_format(count)}


def _left(act: str, wanted: QuerySet[Claim]) -> str:
    """How many of what was chosen this press did not reach, as a sentence."""
    waiting = (Claim.State.ACCEPTED, Claim.State.REFUSED) if act == "batalkan" else (Claim.State.OPEN,)
    reached = wanted.exclude(severity=Claim.QUESTION) if act == "terima" else wanted
    count = reached.filter(state__in=waiting).count()
    if not count:
        return ""
    return ngettext(
        "%(n)s usulan lain masih tersisa: sekali tekan paling banyak %(most)s. Tekan sekali lagi untuk melanjutkan.",
        "%(n)s usulan lain masih tersisa: sekali tekan paling banyak %(most)s. Tekan sekali lagi untuk melanjutkan.",
        count,
    ) % {"n": number_format(count), "most": number_format(_MOST_STEPS * services.AT_ONCE)}


def _act(request: ScopedRequest, act: str, wanted: QuerySet[Claim], *, alone: bool) -> int:
    # The newest by another's hand: ids alone, so that the service reads each claim under its lock.
    plain = Claim.objects.filter(id__in=wanted.order_by().values("id"))
    if act == "batalkan":
        return services.undo_decisions(by=request.user, claims=plain, region_code=request.region)
    accept = act == "terima"
    if alone and (one := plain.first()):
        services.decide_claim(by=request.user, claim=one, accept=accept, region_code=request.region)
        return 1
    return services.decide_claims(by=request.user, claims=plain, accept=accept, region_code=request.region)


def _said(act: str, n: int) -> str:
    told = {"n": n}
    if act == "terima":
        return ngettext("%(n)s usulan diputuskan: diterima.", "%(n)s usulan diputuskan: diterima.", n) % told
    if act == "tolak":
        return (
            ngettext(
                "%(n)s usulan ditolak; nilai sekarang tetap.",
                "%(n)s usulan ditolak; nilai sekarang tetap.",
                n,
            )
            % told
        )
    return ngettext("%(n)s usulan dibuka kembali.", "%(n)s usulan dibuka kembali.", n) % told


def _chips(request: ScopedRequest, mine: QuerySet[Claim], chosen: ClaimFilter) -> list[dict[str, Any]]:
    """States always; fields and regions where they leave a choice."""
    states = counts_by(mine, "state")
    groups: list[dict[str, Any]] = [
        {
            "label": _("Keadaan"),
            "chips": [
                {
                    "label": label, "count": states[value], "active": value == chosen.state,
                    "href": address_with(request, keadaan="" if value == Claim.State.OPEN else value),
                }
                for value, label in Claim.State.choices
            ],
        }
    ]  # fmt: skip
    of_state = mine.filter(state=chosen.state)
    length = {2: 5, 5: 8}.get(len(request.region), 13)
    places = counts_by(of_state, "place")
    below = {code[:length]: 0 for code in places}
    for code, n in places.items():
        below[code[:length]] += n
    names = regions.names(below)
    for title, key, current, counted, label in (
        (pgettext("claim", "Isian"), "isian", chosen.field, counts_by(of_state, "field"), _LABELS),
        (_("Wilayah"), "wilayah", chosen.region, below, names),
    ):
        chips = [
            {
                "label": label.get(value, value), "count": n, "active": value == current,
                "href": address_with(request, **{key: "" if value == current else value}),
            }
            for value, n in sorted(counted.items(), key=lambda pair: -pair[1])
        ]  # fmt: skip
        if len(chips) > 1 or current:
            groups.append({"label": title, "chips": chips})
    return groups
