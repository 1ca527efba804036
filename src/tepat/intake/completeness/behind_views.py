"""The families behind a cell of the matrix, as a page and as a file."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tepat.intake.models import PurposeFields
from tepat.intake.targets.named import NamedList, named_lists
from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with, asked_for
from tepat.platform.files.download import exports
from tepat.platform.regions import queries as regions
from tepat.platform.regions.scope import within
from tepat.registry.exports import KINDS, PROCESSING, export_families
from tepat.registry.family_lines import family_lines
from tepat.registry.hand_overs import PurposeOver, refuse_use_of_families
from tepat.registry.models import Family
from tepat.registry.queries import family_page

from . import matrix
from .fields import Field, fields
from .lacking import families_lacking
from .views import asked_fields, chosen_list, looked_at, purpose_of

# A page of so many is found soonest in the order of names; of fewer, by looking through the region.
MANY = 500


@dataclass(frozen=True)
class _Cell:
    """What the reader pressed: a field, or a purpose, of a list in a region."""

    chosen: NamedList
    at: str
    purpose: str
    field: Field | None
    asked: list[Field]


def _cell(request: ScopedRequest, list_id: UUID) -> _Cell:
    at = looked_at(request)
    chosen = chosen_list(named_lists(request.scope), list_id, at)
    assert chosen is not None  # with an id, it is that list or no page
    purpose = purpose_of(request)
    asked = asked_fields(chosen, at, purpose)
    if name := request.GET.get("isian", ""):
        asked = [item for item in fields() if item.field == name]
        if not asked:
            raise Http404
    return _Cell(chosen, at, purpose, asked[0] if name else None, asked)


def _behind(request: ScopedRequest, cell: _Cell, *, many: bool = False) -> QuerySet[Family]:
    """The reader's families that lack what is asked; as the matrix, without those granted one by one."""
    scope = request.scope.narrowed(cell.at) if cell.at else request.scope
    # A family of which nothing stands any more has no region.
    seen = Family.objects.filter(within(scope.prefixes, indexed=not many), region_code__gt="")
    return families_lacking(seen, cell.chosen.parts, [item.field for item in cell.asked])


@require_GET
@requires(Permission.FAMILY_VIEW)
def families_behind(request: ScopedRequest, list_id: UUID) -> HttpResponse:
    """The families of a list that lack a field, or what a purpose asks for, in a region of the reader's.

    How many is not counted here: it is the cell's own figure, of families or of people.
    """
    cell = _cell(request, list_id)
    missing, total = _missing(request, cell)
    page = family_page(
        _behind(request, cell, many=missing > MANY),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    audit.looked(
        by=request.user,
        page="families.lacking",
        region=cell.at,
        shown=Counter(family.region_code for family in page.families),
        subject=("target_list", list_id),
        filters=asked_for(request, "wilayah", "untuk", "isian", "after", "before"),
    )
    back = reverse("intake:completeness_of", args=[list_id])
    context = {
        "chosen": cell.chosen,
        "list_id": list_id,
        "field": cell.field.label if cell.field else "",
        "purpose_name": PurposeFields.Purpose(cell.purpose).label if cell.purpose else "",
        "lines": family_lines(request.user, page.families),
        "total": total,
        "people": missing if total is None and cell.field else None,
        "may_export": request.user.may(Permission.FAMILY_EXPORT),
        "query": _choices(cell),
        "previous": address_with(request, before=page.previous) if page.previous else "",
        "next": address_with(request, after=page.next) if page.next else "",
        "first": address_with(request) if request.GET.get("after") else "",
        "back": f"{back}?{urlencode({'wilayah': cell.at, 'untuk': cell.purpose})}",
        "trail": [*regions.trail(cell.at, f"{back}?wilayah="), _("Yang belum lengkap")],
    }
    return render(request, "completeness/families.html", context)


def _choices(cell: _Cell) -> str:
    kept = {"wilayah": cell.at, "untuk": cell.purpose, "isian": cell.field.field if cell.field else ""}
    return urlencode({key: value for key, value in kept.items() if value})


def _missing(request: ScopedRequest, cell: _Cell) -> tuple[int, int | None]:
    """How much is missing, as the matrix says, and how many families that is where it tells of families."""
    row = matrix.total(matrix.places(cell.chosen.parts, scope=request.scope, within=cell.at))
    if cell.field:
        missing = row.some(cell.asked)[0].missing
        return missing, None if cell.field.of == "person" else missing
    if cell.purpose:
        missing = row.complete[cell.purpose].missing
        return missing, missing
    return row.whole.missing, None


@exports(PROCESSING)
@require_GET
@requires(Permission.FAMILY_EXPORT)
def families_behind_file(request: ScopedRequest, list_id: UUID, kind: str) -> HttpResponseBase:
    """The same families as a file, with the columns that the reader chose; the export is recorded."""
    if kind not in KINDS:
        raise Http404
    cell = _cell(request, list_id)
    families = _behind(request, cell)
    try:
        refuse_use_of_families(families)
    except PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('intake:families_behind', args=[list_id])}?{_choices(cell)}")
    narrowed = {"daftar": str(list_id), **dict(parse_qsl(_choices(cell)))}
    return export_families(request.user, families, cell.at or request.region, kind, narrowed, "belum-lengkap")
