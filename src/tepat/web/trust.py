"""How a device of the office comes to trust the site: `tepat serve --lan` answers this without HTTPS.

Outside an office's network none of it is there.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tepat.platform.crypto import certificates

# What is answered without HTTPS; it asks nobody who he is and shows nothing of anybody.
OPEN = ("/percaya/", "/healthz", "/readyz", "/favicon.ico", "/manifest.webmanifest")


class TrustFirst:
    """On an office's network whoever comes without HTTPS is led to the page that explains it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TEPAT_LAN and not request.is_secure() and not request.path.startswith(OPEN):
            return redirect("trust")
        return self.get_response(request)


@require_safe
@never_cache
def explain(request: HttpRequest) -> HttpResponse:
    """Step by step for each kind of device, with the fingerprint to compare."""
    _only_on_the_office_network()
    language = "en" if request.GET.get("bahasa") == "en" else "id"
    _content, fingerprint = certificates.authority_as_told()
    with translation.override(language):
        return render(
            request,
            "trust.html",
            {
                "site": f"https://{settings.TEPAT_LAN}/",
                "other": "id" if language == "en" else "en",
                "fingerprint": [fingerprint[:47], fingerprint[48:]],
                "file": reverse("trust_certificate"),
                "is_secure": request.is_secure(),
            },
        )


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The authority's certificate, in the form and under the type that devices install."""
    _only_on_the_office_network()
    content, _fingerprint = certificates.authority_as_told()
    return HttpResponse(
        content,
        content_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": 'attachment; filename="tepat-ca.crt"'},
    )


def _only_on_the_office_network() -> None:
    if not settings.TEPAT_LAN:
        raise Http404
