"""One-time links: shown once to be handed over, and opened by whom they were made for."""

from base64 import b64encode
from io import BytesIO

import qrcode
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathImage

from tepat.platform.accounts import services
from tepat.platform.accounts.access import ScopedRequest
from tepat.platform.accounts.refusals import AccountRefused

from .forms import AcceptForm
from .invited import invited_by
from .steps import step_of, users_trail


def link_page(request: ScopedRequest, invited: services.Invited) -> HttpResponse:
    """The link and its picture, which no other page shows again; sent by mail too where that can be."""
    link = request.build_absolute_uri(reverse("people:accept", args=[invited.secret]))
    job = services.mail_invitation(by=request.user, invited=invited, link=link)
    context = {
        "link": link,
        "job": job,
        "picture": qr_picture(link),
        "invitation": invited.invitation,
        "person": invited.invitation.user,
        "trail": users_trail(request.region, step_of(invited.invitation.user), _("Tautan sekali pakai")),
    }
    return render(request, "people/link.html", context)


def qr_picture(text: str) -> str:
    """A QR code as an address that an <img> shows, made here."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage).save(drawn)
    return "data:image/svg+xml;base64," + b64encode(drawn.getvalue()).decode()


@require_http_methods(["GET", "POST"])
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a link; whoever guesses at links is held back."""
    if not ratelimit.consume(request, action="invitation"):
        held_back: HttpResponse = ratelimit.respond_429(request)
        return held_back
    user = invited_by(token)
    if user is None:
        return render(request, "people/accept.html", {"gone": True}, status=404)
    form = AcceptForm(request.POST or None, initial={"full_name": user.full_name})
    refused = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.accept_invitation(
                by=None, secret=token, full_name=typed["full_name"], password=typed["password"]
            )
        except AccountRefused as trouble:
            refused = str(trouble)
        else:
            messages.success(request, _("Kata sandi Anda terpasang. Masuklah dengan nama pengguna Anda."))
            return redirect("account_login")
    context = {"form": form, "person": user, "refused": refused}
    return render(request, "people/accept.html", context, status=422 if refused or form.errors else 200)
