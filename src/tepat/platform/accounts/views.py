"""Pages of one's own account, and the login around allauth's."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from allauth.account.views import LoginView
from allauth.core.ratelimit import respond_429
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from tepat.platform.regions import queries as regions

from . import devices, kept_forms, services
from .access import ENDED, FORM, person
from .factors.requirement import factors_of
from .middleware import BEGAN
from .models import OpenSession, User
from .scopes import regions_of


class Login(LoginView):
    """The login page; says why a session ended, and answers 429 when there were too many attempts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`ended` is the sentence about the session that ended, if one did."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        get = self.request.GET.get
        ended = [_why_ended(get(ENDED, "")), _what_of_the_form(get(FORM, ""))]
        office = settings.SOCIALACCOUNT_PROVIDERS and settings.TEPAT_OIDC_NAME
        return {**context, "ended": " ".join(filter(None, ended)), "office": office}

    def form_invalid(self, form: BaseForm) -> HttpResponseBase:
        """allauth would show the limit as an error of the form."""
        if any(error.code == "too_many_login_attempts" for error in form.non_field_errors().as_data()):
            refused: HttpResponse = respond_429(self.request)
            return refused
        answer: HttpResponse = super().form_invalid(form)
        return answer


def _why_ended(reason: str) -> str:
    if reason == "idle":
        return _(
            "Sesi Anda berakhir karena %(minutes)s menit tidak dipakai. "
            "Setelah masuk, Anda kembali ke halaman tadi."
        ) % {"minutes": settings.TEPAT_SESSION_IDLE_MINUTES}
    if reason == "hours":
        return _(
            "Sesi Anda berakhir karena sudah %(hours)s jam. Setelah masuk, Anda kembali ke halaman tadi."
        ) % {"hours": settings.TEPAT_SESSION_HOURS}
    return ""


def _what_of_the_form(word: str) -> str:
    if word == "tersimpan":
        return _("Isian yang Anda kirim disimpan; setelah masuk, Anda dapat mengirimnya lagi.")
    if word == "hilang":
        return _(
            "Isian yang baru dikirim tidak tersimpan. "
            "Tombol kembali peramban biasanya masih menyimpannya; salin dahulu sebelum masuk."
        )
    return ""


@require_safe
@never_cache
@login_required
def kept_form(request: HttpRequest) -> HttpResponse:
    """What one sent after one's session had ended, to be sent again."""
    typed = kept_forms.kept_for(_own(request))
    if typed is None:
        return redirect("home")
    return render(request, "accounts/kept_form.html", {"typed": typed})


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who am I here: name, job title, roles and where they hold, when the session ends."""
    user = _own(request)
    held = user.assignments
    paths = regions.path_names(line.region_code for line in held)
    factors = factors_of(user)
    began, here = request.session.get(BEGAN), request.session.get(devices.DEVICE)
    return render(
        request,
        "accounts/account.html",
        {
            "person": user,
            "roles": [
                {
                    "title": line.role.title,
                    "region": " › ".join(paths[line.region_code]),
                    "code": line.region_code,
                    "since": line.valid_from,
                    "acting_for": line.acting_for,
                    "sees_names": line.role.sees_names,
                }
                for line in held
            ],
            "home_region": next(iter(regions_of(user)), ""),
            "idle_minutes": settings.TEPAT_SESSION_IDLE_MINUTES,
            "ends_at": datetime.fromtimestamp(began + settings.TEPAT_SESSION_HOURS * 3600, UTC)
            if began
            else None,
            "has_factor": Authenticator.Type.TOTP in factors,
            "passkeys_on": settings.TEPAT_PASSKEYS,
            "passkeys": factors.get(Authenticator.Type.WEBAUTHN, []),
            "sessions": [
                {"row": row, "device": devices.in_words(row.agent), "here": str(row.id) == here}
                for row in OpenSession.objects.holding().filter(user=user)
            ],
            "languages": settings.LANGUAGES,
        },
    )


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End one's sessions on every other device."""
    user = _own(request)
    services.end_sessions(by=user, user=user)
    update_session_auth_hash(request, user)
    messages.success(request, _("Sesi Anda di perangkat lain sudah diakhiri."))
    return redirect("account")


@require_POST
@login_required
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one's session on one other device."""
    user = _own(request)
    session = get_object_or_404(OpenSession.objects.filter(user=user), pk=session_id)
    services.end_session(by=user, session=session)
    messages.success(request, _("Sesi di perangkat itu sudah diakhiri."))
    return redirect("account")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the screens; kept with the account of whoever is logged in."""
    user, language = person(request), request.POST.get("language", "")
    if user is not None and language in dict(settings.LANGUAGES):
        services.choose_language(by=user, language=language)
    return i18n.set_language(request)


def _own(request: HttpRequest) -> User:
    user = person(request)
    assert user is not None
    return user
