"""Pages that belong to no area: home, the region switch, the icon and the manifest of the site."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from .context import SESSION_REGION, Frame
from .home import home_for

ACCENT = "#0F5C5C"


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the user."""
    frame = Frame(request)
    waiting = home_for(frame.user, frame.region_code) if frame.user else None
    return render(request, "home.html", {"home": waiting})


@login_required
@require_POST
def choose_region(request: HttpRequest) -> HttpResponse:
    """Take another region within the user's own as the one that pages start from."""
    code = request.POST.get("region", "")
    if not Frame(request).may_choose(code):
        raise PermissionDenied(_("Wilayah itu di luar wilayah tugas Anda."))
    request.session[SESSION_REGION] = code
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=settings.TEPAT_HTTPS)
    return redirect(back if safe else "/")


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for /favicon.ico whatever the page says."""
    return redirect(static("web/favicon.svg"))


@require_safe
@cache_control(max_age=86_400, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows when the site is put on its home screen."""
    return JsonResponse(
        {
            "name": "Tepat",
            "short_name": "Tepat",
            "description": _("Satu daftar keluarga miskin ekstrem, dari berkas kementerian sampai nol."),
            "lang": "id",
            "start_url": "/",
            "display": "standalone",
            "background_color": "#FAF9F7",
            "theme_color": ACCENT,
            "icons": [{"src": static("web/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )
