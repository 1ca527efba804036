"""Pages of a batch's findings."""

from collections.abc import Sequence
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tepat.engine import checks
from tepat.intake import services
from tepat.intake.batches.marks import mark_of_batch
from tepat.intake.batches.queries import layouts_of
from tepat.intake.batches.views import batch_of, batch_trail
from tepat.intake.column_names import column_name
from tepat.intake.models import Finding
from tepat.intake.transitions import (
    possible,
)
from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import address_with, asked_for
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.regions import queries as regions
from tepat.registry import hand_overs
from tepat.registry.numbers import masked

from . import proposals, queries
from .files import fill_findings

MOST_CHIPS = 12  # of one kind; the rest are few findings each, and stand in the file


def _chosen(request: ScopedRequest) -> queries.FindingFilter:
    return queries.finding_filter(request.GET.dict())


@require_GET
@requires(Permission.BATCH_VIEW)
def findings(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """Findings line by line, filtered; the address keeps the filter."""
    found = batch_of(request, batch_id)
    chosen = _chosen(request)
    after = request.GET.get("after", "")
    lines, following = queries.finding_page(
        found, chosen, after=int(after) if after.isdecimal() and len(after) <= 18 else 0
    )
    audit.looked(
        by=request.user,
        page="findings.listed",
        region=found.region_code,
        shown={found.region_code: len({line.row_id for line in lines})},
        subject=("batch", found.id),
        filters={**vars(chosen), **asked_for(request, "after")},
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
        "chip_groups": _finding_chips(request, chosen, counts, layouts_of(found)),
        "clear": request.path if any(vars(chosen).values()) else "",
        "may_export": request.user.may(Permission.FAMILY_EXPORT, found.region_code),
        "total": sum(counts["severity"].values()),
        "next": address_with(request, after=str(following)) if following else "",
        "first": address_with(request, after="") if after else "",
        "query": request.GET.urlencode(),
        "waiting": sum(counts["confidence"].values()) if may_correct else 0,
        "may_correct": may_correct,
        "last": queries.last_correction(found) if may_correct else None,
        "trail": [*batch_trail(found), _("Temuan")],
    }
    return render(request, "findings/findings.html", context)


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
    found = batch_of(request, batch_id)
    if not request.user.may(Permission.NUMBER_REVEAL, found.region_code):
        raise Http404
    finding = get_object_or_404(found.findings.select_related("batch"), id=finding_id)
    services.reveal_finding(by=request.user, finding=finding)
    item = _line(queries.finding_line(found, finding.id), revealed=True)
    context = {"item": item, "batch": found, "may_reveal": True}
    if request.htmx:
        return render(request, "findings/finding_value.html", context)
    return render(request, "findings/finding.html", {**context, "trail": [*batch_trail(found), _("Temuan")]})


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
        chip = {"label": chosen.check, "href": address_with(request, check=""), "active": True}
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
                "href": address_with(request, **{name: "" if value == current else value}),
                "active": value == current,
            }
            for value, n in list(counts[name].items())[:MOST_CHIPS]
            if value
        ]
        if len(chips) > 1 or current:
            groups.append({"label": title, "chips": chips})
    return groups


@exports("receive")
@require_GET
@requires(Permission.BATCH_VIEW)
def findings_file(request: ScopedRequest, batch_id: UUID, kind: str) -> HttpResponseBase:
    """The filtered findings as XLSX or CSV; the export is recorded."""
    found = batch_of(request, batch_id)
    if kind not in ("xlsx", "csv") or not request.user.may(Permission.FAMILY_EXPORT, found.region_code):
        raise Http404
    try:
        hand_overs.refuse_use_of_source(found.source)
    except hand_overs.PurposeOver as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:batch", batch_id=found.id)
    chosen = _chosen(request)

    def fill(file: IO[bytes], mark: Mark) -> int:
        count = fill_findings(found, file, kind, mark, chosen)
        counts = queries.findings_by_regency(found, chosen)
        services.note_batch_export(
            by=request.user, batch=found, what="findings", counts=counts, filters=vars(chosen)
        )
        return count

    return download(f"temuan-{found.id}.{kind}", mark_of_batch(request.user, found), fill)
