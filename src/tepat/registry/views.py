"""Pages of the registry: the list of families, the search, one family, a number revealed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, asked_region, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with, asked_for
from tepat.platform.files.download import exports
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in

from . import queries, services
from .exports import KINDS, PROCESSING, export_families
from .family_columns import COLUMNS, STANDING, columns_of
from .family_counts import FamilyCounts, family_counts
from .family_lines import family_lines
from .family_record import family_record
from .hand_overs import PurposeOver, refuse_use_of_families
from .membership_history import membership_history
from .models import Family
from .numbers import masked
from .panels import panels_for, timeline_for
from .subject_copy.views import may_copy

NUMBER_STATES = {
    "shared": gettext_lazy("NIK dipakai bersama"),
    "damaged": gettext_lazy("NIK rusak"),
    "blank": gettext_lazy("NIK belum ada"),
}


def _chosen(request: ScopedRequest) -> queries.FamilyFilter:
    desil = request.GET.get("desil", "")
    number = request.GET.get("nik", "")
    return queries.FamilyFilter(
        region=asked_region(request),
        desil=int(desil) if desil.isdecimal() and len(desil) <= 2 else None,
        number=number if number in NUMBER_STATES else "",
    )


@require_GET
@requires(Permission.FAMILY_VIEW)
def family_list(request: ScopedRequest) -> HttpResponse:
    """Families in scope, searched and filtered, page by page."""
    scope = request.scope.narrowed(request.region)
    chosen = _chosen(request)
    text = request.GET.get("q", "").strip()[:100]
    if not request.user.may(Permission.NAMES_SEE):
        text = ""
    counts = family_counts(scope, request.user)
    if text:
        page = queries.search_page(_searched(request), text, chosen, after=request.GET.get("after", ""))
    else:
        many = counts.total(queries.FamilyFilter(region=chosen.region)) > queries.MANY
        listed = queries.families_listed(scope, request.user, chosen, many=many)
        page = queries.family_page(
            listed, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
    _note_listed(request, page.families, chosen, text)
    return render(
        request,
        "registry/families.html",
        {
            **_table(request, page.families),
            "text": text,
            "chosen": chosen,
            "region_chips": _region_chips(request, counts, chosen, text),
            "chips": _other_chips(request, counts, chosen, text),
            "clear": address_with(request, wilayah="", desil="", nik=""),
            "previous": address_with(request, before=page.previous) if page.previous else "",
            "next": address_with(request, after=page.next) if page.next else "",
            "first": address_with(request) if request.GET.get("after") else "",
            "total": None if text else counts.total(chosen),
            "trail": regions.trail(
                chosen.region or request.region, reverse("registry:families") + "?wilayah="
            ),
            "may_export": request.user.may(Permission.FAMILY_EXPORT),
            "query": request.GET.urlencode(),
        },
    )


def _note_listed(
    request: ScopedRequest, families: Sequence[Family], chosen: queries.FamilyFilter, text: str = ""
) -> None:
    """Keep that these lines were seen, under the page's filter."""
    audit.looked(
        by=request.user,
        page="families.searched" if text else "families.listed",
        region=request.region,
        shown=Counter(family.region_code for family in families),
        filters={**vars(chosen), **asked_for(request, "after", "before")},
        searched=text,
    )


def _table(request: ScopedRequest, families: Sequence[Family]) -> dict[str, Any]:
    """The lines with a cell for each column that the reader sees, and the columns to choose from."""
    columns = columns_of(request.user)
    heads = [{"title": str(column.title), "number": column.number} for column in columns]
    return {
        "columns": heads,
        "lines": [
            (line, [(head, column.value(line)) for head, column in zip(heads, columns, strict=True)])
            for line in family_lines(request.user, families)
        ],
        "choices": [(column, column in columns) for column in COLUMNS.values()],
    }


@require_POST
@requires(Permission.FAMILY_VIEW)
def choose_columns(request: ScopedRequest) -> HttpResponse:
    """Keep which columns the reader wants; the list comes back as it was narrowed."""
    chosen = STANDING if "semula" in request.POST else request.POST.getlist("kolom")
    services.choose_columns(by=request.user, region=request.region, columns=chosen)
    narrowed = QueryDict(request.POST.get("saringan", "")[:500]).urlencode()
    return redirect(f"{reverse('registry:families')}{'?' if narrowed else ''}{narrowed}")


def _searched(request: ScopedRequest) -> QuerySet[Family]:
    """What a search by name looks through: families that the reader may see by name."""
    scope = request.user.scope(Permission.NAMES_SEE).narrowed(request.region)
    return queries.families_for(request.user).filter(queries.visible_families(scope, request.user))


def _region_chips(
    request: ScopedRequest, counts: FamilyCounts, chosen: queries.FamilyFilter, text: str
) -> list[dict[str, Any]]:
    """One level below where the reader stands: districts of a regency, villages of a district.

    A search is not counted, so its chips say no number.
    """
    length = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}.get(len(chosen.region or request.region), 13)
    below = counts.by_region(chosen, length)
    if len(below) < 2 and chosen == queries.FamilyFilter():
        return []
    names = regions.names({*below, chosen.region} - {""})
    if chosen.region and chosen.region not in below:
        below[chosen.region] = counts.total(chosen)
    return [
        {
            "label": names.get(code, code),
            "count": None if text else below[code],
            "href": address_with(request, wilayah="" if code == chosen.region else code),
            "active": code == chosen.region,
        }
        for code in sorted(below, key=lambda code: (code != chosen.region, names.get(code, code)))
    ]


def _other_chips(
    request: ScopedRequest, counts: FamilyCounts, chosen: queries.FamilyFilter, text: str
) -> list[dict[str, Any]]:
    """States of numbers and desils that occur, each with how many it would show; what is chosen stays."""
    by_number, by_desil = counts.by_number(chosen), counts.by_desil(chosen)
    states = [value for value in NUMBER_STATES if by_number[value] or value == chosen.number]
    desils = sorted({*by_desil} | ({chosen.desil} if chosen.desil is not None else set()))
    return [
        *(
            {"label": NUMBER_STATES[value], "count": None if text else by_number[value],
             "active": chosen.number == value,
             "href": address_with(request, nik="" if chosen.number == value else value)}
            for value in states
        ),
        *(
            {"label": _("Desil %(n)s") % {"n": desil}, "count": None if text else by_desil[desil],
             "active": chosen.desil == desil,
             "href": address_with(request, desil="" if chosen.desil == desil else str(desil))}
            for desil in desils
        ),
    ]  # fmt: skip


@require_POST
@requires(Permission.FAMILY_VIEW)
def search(request: ScopedRequest) -> HttpResponse:
    """Where the search field goes: numbers are looked up here, so that they never stand in an address."""
    text = request.POST.get("q", "").strip()[:100]
    if sum(ch.isdigit() for ch in text) < 8:
        return redirect(
            f"{reverse('registry:families')}?{urlencode({'q': text})}" if text else "registry:families"
        )
    if not request.user.may(Permission.NUMBER_REVEAL):
        messages.info(
            request, _("Pencarian dengan nomor memerlukan wewenang membuka nomor. Cari dengan nama.")
        )
        return redirect("registry:families")
    families = queries.families_for(request.user, Permission.NUMBER_REVEAL)
    found = queries.family_by_number(families, text)
    counts = Counter(one.region_code for one in found)
    services.note_number_search(by=request.user, region=request.region, counts=counts)
    if len(found) == 1:
        return redirect("registry:family", family_id=found[0].id)
    if not found:
        messages.info(
            request,
            _(
                "Tidak ada keluarga dengan nomor itu di wilayah Anda. Periksa angkanya, atau cari dengan nama."
            ),
        )
        return redirect("registry:families")
    _note_listed(request, found, queries.FamilyFilter())
    return render(
        request,
        "registry/families.html",
        {**_table(request, found), "shared": True, "trail": regions.trail(request.region)},
    )


@require_GET
@requires(Permission.FAMILY_VIEW)
def family(request: ScopedRequest, family_id: UUID) -> HttpResponse:
    """One family: facts with their sources, members, what is missing, what happened."""
    found = get_object_or_404(queries.families_for(request.user).select_related("dwelling"), id=family_id)
    return _family_page(request, found)


def _family_page(
    request: ScopedRequest, found: Family, revealed: dict[UUID, str] | None = None
) -> HttpResponse:
    may_reveal = _may_reveal(request, found)
    names = found.id in queries.families_named(request.user, [found])
    history = membership_history(request.user, found, names=names)
    audit.looked(
        by=request.user,
        page="family.opened",
        region=found.region_code,
        shown={found.region_code: 1},
        people=found.member_count + len(history.gone),
        subject=("family", found.id),
    )
    record = family_record(
        found,
        history.gone,
        names=names,
        last_digits=may_reveal,
        today=today_in(found.region_code),
        revealed=revealed,
    )
    return render(
        request,
        "registry/family.html",
        {
            "record": record,
            "family": found,
            "may_reveal": may_reveal,
            "may_correct": request.user.may(Permission.FAMILY_CORRECT, found.region_code),
            "may_copy": may_copy(request, found),
            "panels": panels_for(request.user, found),
            "moved": [member for member in history.former if member.elsewhere],
            "timeline": timeline_for(request.user, found, history.events),
            "trail": regions.trail(found.region_code, reverse("registry:families") + "?wilayah="),
        },
    )


def _may_reveal(request: ScopedRequest, found: Family) -> bool:
    return queries.families_for(request.user, Permission.NUMBER_REVEAL).filter(id=found.id).exists()


@require_POST
@never_cache
@requires(Permission.NUMBER_REVEAL)
def reveal(request: ScopedRequest, family_id: UUID, number_id: UUID) -> HttpResponse:
    """Show one number in clear; the trail has it before the reader."""
    found = get_object_or_404(
        queries.families_for(request.user, Permission.NUMBER_REVEAL).select_related("dwelling"), id=family_id
    )
    number = get_object_or_404(queries.numbers_of(found), id=number_id)
    text = services.reveal_number(by=request.user, number=number, family=found)
    if request.htmx:
        return render(
            request,
            "registry/number.html",
            {"number": number, "family": found, "revealed": text, "mask": masked(text), "may_reveal": True},
        )
    return _family_page(request, found, {number.id: text})


@exports(PROCESSING)
@require_GET
@requires(Permission.FAMILY_EXPORT)
def export(request: ScopedRequest, kind: str) -> HttpResponseBase:
    """The filtered list as XLSX or CSV, with numbers as text and the count checked."""
    if kind not in KINDS:
        return redirect("registry:families")
    scope = request.scope.narrowed(request.region)
    families = Family.objects.filter(queries.visible_families(scope, request.user), _chosen(request).q)
    if text := request.GET.get("q", "").strip()[:100]:
        families = queries.bearing(families.filter(id__in=_searched(request).values("id")), text)
    try:
        refuse_use_of_families(families)
    except PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect("registry:families")
    narrowed = {name: value for name, value in vars(_chosen(request)).items() if value not in (None, "")}
    words = {"words": len(text.split())} if text else {}
    return export_families(request.user, families, request.region, kind, {**narrowed, **words})
