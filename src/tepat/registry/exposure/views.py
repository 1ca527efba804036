"""The page that says whose data were touched, and the file for telling them and the agency."""

from typing import IO
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions

from . import queries
from .asking import Asked
from .forms import ExposureForm, ReasonForm
from .reporting import PROCESSING, write

# The newest acts that the page shows; the file has them all.
SHOWN = 50


def _asked(request: ScopedRequest, form: ExposureForm) -> Asked:
    said = form.cleaned_data
    scope = request.scope.narrowed(request.region)
    return Asked(said["dari"], said["sampai"], scope, request.region, form.users)


def _page(
    request: ScopedRequest, form: ExposureForm, reason: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "reason": reason or ReasonForm(),
        "trail": [*regions.trail(request.region), _("Kebocoran")],
    }
    if form.is_bound and form.is_valid():
        asked = _asked(request, form)
        villages = queries.by_village(asked)
        districts = queries.by_district(villages)
        acts = list(queries.newest_acts(asked, SHOWN))
        said = {"dari": asked.first, "sampai": asked.last, "akun": form.cleaned_data["akun"]}
        context |= {
            "asked": asked,
            "districts": districts,
            "districts_summed": [district for district, _villages in districts],
            "total": queries.total(villages),
            "acts": acts,
            "names": regions.names({act.region_code for act in acts}),
            "shown": SHOWN,
            "file": f"{reverse('exposure:file')}?{urlencode(said)}",
        }
    return render(
        request, "exposure/exposure.html", context, status=422 if form.is_bound and form.errors else status
    )


@require_GET
@requires(Permission.EXPOSURE_REPORT)
def exposure(request: ScopedRequest) -> HttpResponse:
    """The form and, once days are given, counts by village and the newest acts."""
    bound = "dari" in request.GET
    return _page(request, ExposureForm(request.GET if bound else None, scope=request.scope))


@exports(PROCESSING)
@require_POST
@never_cache
@requires(Permission.EXPOSURE_REPORT)
def file(request: ScopedRequest) -> HttpResponseBase:
    """The whole of it as XLSX; making it is recorded with its reason."""
    form, reason = ExposureForm(request.GET, scope=request.scope), ReasonForm(request.POST)
    if not (form.is_valid() and reason.is_valid()):
        return _page(request, form, reason, status=422)
    asked = _asked(request, form)

    why = reason.cleaned_data["alasan"]

    def fill(file: IO[bytes], mark: Mark) -> int:
        return write(request.user, file, asked, why, mark)["families"]

    mark = mark_for(request.user, PROCESSING, request.region, purpose=why)
    return download(f"data-tersentuh-{asked.first}-{asked.last}.xlsx", mark, fill)
