"""The page on which an administrator says what each purpose asks for, from which day on, and sees what held before."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tepat.intake.models import PurposeFields
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions import queries as regions
from tepat.platform.regions.codes import regency_of

from .fields import fields
from .purposes import Rules, rules_for, today_at
from .services import PurposeRefused, set_purpose_fields


def _region(request: ScopedRequest) -> str:
    """The regency chosen, or the province of whoever looks at it whole; always one the user may set."""
    at = regency_of(request.region) or request.region
    if at and request.scope.covers(at):
        return at
    if not request.scope.prefixes or not request.scope.prefixes[0]:
        raise Http404
    return request.scope.prefixes[0]


@require_http_methods(["GET", "POST"])
@requires(Permission.PURPOSE_MANAGE)
def purposes(request: ScopedRequest) -> HttpResponse:
    """What each purpose asks for in the region; a form sent sets one of them from a day on."""
    at = _region(request)
    refused = ""
    if request.method == "POST":
        try:
            line = _set(request, at)
        except PurposeRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(
                request,
                _("Disimpan: %(purpose)s, berlaku mulai %(day)s. Angkanya sedang dihitung.")
                % {"purpose": line.get_purpose_display(), "day": line.valid_from.isoformat()},
            )
            return redirect("intake:purposes")
    rules, today = rules_for([at]), today_at(at)
    context = {
        "purposes": [
            _told(rules, at, code, str(label), today) for code, label in PurposeFields.Purpose.choices
        ],
        "today": today.isoformat(),
        "refused": refused,
        "where": regions.names([at]).get(at, at),
        "trail": [*regions.trail(at), _("Keperluan")],
    }
    return render(request, "completeness/purposes.html", context, status=422 if refused else 200)


def _set(request: ScopedRequest, at: str) -> PurposeFields:
    names = [] if "bawaan" in request.POST else request.POST.getlist("kolom")
    if not names and "bawaan" not in request.POST:
        raise PurposeRefused(
            _("Belum ada kolom yang dipilih. Pilih sedikitnya satu, atau kembalikan ke bawaan.")
        )
    try:
        day = date.fromisoformat(request.POST.get("mulai", ""))
    except ValueError:
        raise PurposeRefused(
            _("Tanggal mulai berlaku belum diisi. Tulis hari pertama kolom-kolom ini dipakai.")
        ) from None
    return set_purpose_fields(
        by=request.user, region_code=at, purpose=request.POST.get("keperluan", ""), names=names,
        valid_from=day, reason=request.POST.get("alasan", ""),
    )  # fmt: skip


def _told(rules: Rules, at: str, code: str, label: str, today: date) -> dict[str, Any]:
    asked = rules.at(at, code, today)
    labels = {item.field: item.label for item in fields()}
    own = [line for line in rules.lines if line.region_code == at and line.purpose == code]
    history = sorted(own, key=lambda line: (line.valid_from, line.id), reverse=True)
    return {
        "code": code,
        "label": label,
        "choices": [(item.field, item.label, item.field in asked) for item in fields()],
        "asked": [labels[name] for name in asked if name in labels],
        "history": [
            {
                "line": line,
                "coming": line.valid_from > today,
                "fields": [labels[name] for name in line.fields if name in labels],
            }
            for line in history
        ],
    }
