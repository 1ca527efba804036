"""The report of what is kept, what ended, what was erased; asking for the erasing, and keeping something longer."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions.clock import today_in

from . import queries, services
from .kinds import SEALED, label_of
from .places import office_of, register_trail
from .processing import Rule


@require_GET
@requires(Permission.PROCESSING_VIEW)
def retention(request: ScopedRequest) -> HttpResponse:
    """What ended and waits, what ends soon, what is kept longer and why, and what was erased under which rule."""
    at = office_of(request)
    scope = request.scope.narrowed(at)
    report = queries.report(scope, at)
    erased = list(queries.erasures_for(scope)[: queries.SHOWN])
    context = {
        "report": report,
        "groups": [
            (_("Habis masa simpannya, dihapus malam ini"), "habis", report.waiting),
            (_("Habis dalam 30 hari"), "segera", report.soon),
            (_("Disimpan lebih lama"), "tahan", report.held),
        ],
        "erased": [
            {"one": one, "label": label_of(one.kind), "rule": Rule(one.amount, one.unit, one.reason).told}
            for one in erased
        ],
        "opens": {code for code, kind in SEALED.items() if request.user.may(kind.opens, at)},
        "shown": queries.SHOWN,
        "job": queries.last_run(),
        "may_change": request.user.may(Permission.PROCESSING_MANAGE, at),
        "tomorrow": (today_in(at) + timedelta(days=1)).isoformat(),
        "trail": register_trail(at, _("Masa simpan")),
    }
    return render(request, "privacy/retention.html", context)


@require_POST
@requires(Permission.PROCESSING_MANAGE)
def run_now(request: ScopedRequest) -> HttpResponse:
    """Erase what has had its time now instead of at night."""
    services.ask_for_retention(by=request.user, region=office_of(request))
    messages.success(request, _("Penghapusan sedang dijalankan; hasilnya muncul di halaman ini."))
    return redirect("privacy:retention")


@require_POST
@requires(Permission.PROCESSING_MANAGE)
def prolong(request: ScopedRequest, kept_id: UUID) -> HttpResponse:
    """Keep one thing until a day, with the reason; a day that is over takes that back."""
    scope = request.scope.narrowed(office_of(request))
    kept = queries.kept_of(scope, kept_id)
    if kept is None:
        raise Http404
    try:
        until = date.fromisoformat(request.POST.get("sampai", ""))
        services.keep_longer(by=request.user, kept=kept, until=until, reason=request.POST.get("alasan", ""))
    except ValueError:
        messages.error(
            request, _("Belum disimpan. Tanggalnya belum diisi. Tulis hari terakhir penyimpanannya.")
        )
    except services.PrivacyRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s disimpan sampai hari yang ditulis.") % {"name": kept.name})
    return redirect("privacy:retention")
