"""The register of processing: each entry as it reads today, its versions, and the form that makes the next one."""

import secrets
from datetime import date
from typing import IO, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in

from . import services
from .kinds import label_of
from .marks import mark_for
from .places import office_of, register_trail
from .processing import TEXTS, Processing, register_for

NEW = "baru"


@require_GET
@requires(Permission.PROCESSING_VIEW)
def register(request: ScopedRequest) -> HttpResponse:
    """Every processing of the office: why, on what ground, whose data, to whom, how long, how guarded."""
    at = office_of(request)
    entries = register_for([at]).at(at, today_in(at)).values()
    context = {
        "entries": [_told(one) for one in entries if not one.ended],
        "ended": [_told(one) for one in entries if one.ended],
        "where": regions.names([at]).get(at, at),
        "new": NEW,
        "may_change": request.user.may(Permission.PROCESSING_MANAGE, at),
        "trail": register_trail(at),
    }
    return render(request, "privacy/register.html", context)


def _told(one: Processing) -> dict[str, Any]:
    return {
        "entry": one,
        "facts": [(label, one.content[name]) for name, label in TEXTS.items()
                  if name != "title" and one.content.get(name)],
        "keeps": [(label_of(kind), rule) for kind, rule in one.keeps.items()],
    }  # fmt: skip


@exports("accounts")
@require_GET
@requires(Permission.PROCESSING_VIEW)
def register_file(request: ScopedRequest, kind: str) -> HttpResponseBase:
    """The register as it reads today, as XLSX or PDF for an inspector; the export is recorded."""
    from .files import KINDS  # loads typst and xlsxwriter, which a page should not wait for

    if kind not in KINDS:
        raise Http404
    at = office_of(request)
    entries = [one for one in register_for([at]).at(at, today_in(at)).values() if not one.ended]
    where = regions.names([at]).get(at, at)

    def fill(file: IO[bytes], mark: Mark) -> int:
        count = KINDS[kind](file, where, entries, mark)
        services.note_register_export(by=request.user, region=at, kind=kind, count=count)
        return count

    mark = mark_for(request.user, "accounts", at, purpose=_("menunjukkan register kepada pemeriksa"))
    return download(f"register-pemrosesan-{at}.{kind}", mark, fill)


@require_http_methods(["GET", "POST"])
@requires(Permission.PROCESSING_VIEW)
def entry(request: ScopedRequest, processing: str) -> HttpResponse:
    """One entry with its versions; an administrator's form makes the next one, of a day on."""
    at = office_of(request)
    may_change = request.user.may(Permission.PROCESSING_MANAGE, at)
    found, today = register_for([at]), today_in(at)
    one = found.at(at, date.max).get(processing)
    if one is None and (processing != NEW or not may_change):
        raise Http404
    refused = ""
    if request.method == "POST":
        if not may_change:
            raise Http404
        try:
            _save(request, at, one)
        except services.PrivacyRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Register pemrosesan disimpan."))
            return redirect("privacy:register")
    context = {
        "told": _told(one) if one else None,
        "fields": _fields(request, one),
        "keeps": _amounts(request, one),
        "ended": one.ended if one else False,
        "versions": [
            {"version": version, "coming": version.valid_from > today}
            for version in sorted(found.versions, key=lambda line: (line.valid_from, line.id), reverse=True)
            if version.processing == processing
        ],
        "today": today.isoformat(),
        "may_change": may_change,
        "refused": refused,
        "trail": register_trail(at, one.title if one else _("Kegiatan baru")),
    }
    return render(request, "privacy/entry.html", context, status=422 if refused else 200)


def _fields(request: ScopedRequest, one: Processing | None) -> list[tuple[str, Any, str]]:
    """Name, label and text of each field of the form: as typed, else as it stands."""
    return [
        (name, label, request.POST.get(name, one.content.get(name, "") if one else ""))
        for name, label in TEXTS.items()
    ]


def _amounts(request: ScopedRequest, one: Processing | None) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind,
            "label": label_of(kind),
            "unit": _("tahun") if rule.unit == "years" else _("hari"),
            "amount": request.POST.get(f"lama-{kind}", str(rule.amount)),
            "reason": request.POST.get(f"sebab-{kind}", str(rule.reason)),
        }
        for kind, rule in (one.keeps if one else {}).items()
    ]


def _save(request: ScopedRequest, at: str, one: Processing | None) -> None:
    try:
        day = date.fromisoformat(request.POST.get("mulai", ""))
    except ValueError:
        raise services.PrivacyRefused(
            _("Perubahan belum disimpan. Tanggal mulai berlakunya belum diisi. Tulis hari pertamanya.")
        ) from None
    kinds = one.keeps if one else {}
    services.set_processing(
        by=request.user,
        region_code=at,
        processing=one.code if one else f"own-{secrets.token_hex(4)}",
        content={name: request.POST.get(name, "") for name in TEXTS},
        amounts={kind: request.POST.get(f"lama-{kind}", "") for kind in kinds},
        reasons={kind: request.POST.get(f"sebab-{kind}", "") for kind in kinds},
        ended="selesai" in request.POST,
        valid_from=day,
        reason=request.POST.get("alasan", ""),
    )
