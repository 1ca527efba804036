"""How allauth's login behaves here: closed for sign-up, in Indonesian, each coming and going on the trail."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.platform.audit.middleware import client_ip

from . import devices, kept_forms, services
from .access import person
from .middleware import BEGAN, KEPT_FORM
from .models import User

_JUST_LOGGED_IN = 300


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by administrators; there is no sign-up and no letter by e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Nama pengguna atau kata sandi salah. Periksa huruf besar-kecil, lalu coba lagi."
        ),
        "invalid_login": gettext_lazy("Nama pengguna atau kata sandi salah."),
        "enter_current_password": gettext_lazy("Kata sandi yang sekarang salah."),
        "incorrect_password": gettext_lazy("Kata sandi yang sekarang salah."),
        "too_many_login_attempts": gettext_lazy("Terlalu banyak percobaan. Tunggu lima menit."),
        "rate_limited": gettext_lazy("Terlalu banyak percobaan. Tunggu sebentar."),
        "same_as_current": gettext_lazy("Kata sandi baru harus lain dari yang sekarang."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the very host that was asked: no other name of it, no other site."""
        host = self.request.get_host() if self.request else None
        return bool(url_has_allowed_host_and_scheme(url, {host} if host else None))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count by; the same one that the trail keeps."""
        return client_ip(request) or "unknown"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not just after the login: who comes to enrol has typed the password a moment ago."""
        began = self.request.session.get(BEGAN) if self.request else None
        just_now = began is not None and time.time() - began < _JUST_LOGGED_IN
        return not just_now and bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """In Indonesian."""
        words = {
            "reauthenticate": _("Pakai kata sandi"),
            "mfa_reauthenticate": _("Pakai kode"),
            "mfa_reauthenticate:webauthn": _("Pakai kunci sandi"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: what happened stands on the trail, and no mail server is assumed."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put the failed login on the trail."""
        services.record_refused_login(by=None, username=str(credentials.get("username", "")))

    def login(self, request: HttpRequest, user: User) -> None:
        """Put the login on the trail."""
        super().login(request, user)
        services.record_login(by=user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Bring the person's language along, unless another was chosen in this browser.

        Whose form came after the session had ended sees it first.
        """
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if (form := kept_forms.kept_for(user)) is not None:
            request.session[KEPT_FORM] = form.action
            response = redirect("kept_form")
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def logout(self, request: HttpRequest) -> None:
        """Put the logout on the trail."""
        user = person(request)
        if user is not None:
            services.record_logout(by=user)
            devices.forget(request)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Change one's own password through the service, so that it is on the trail."""
        services.set_password(by=user, user=user, password=password)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say to somebody with the right password that the account is closed."""
        return render(request, "account/account_inactive.html", status=403)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to the login page."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Of allauth's messages only the one about the password says something that the page does not."""
        if message_template == "account/messages/password_changed.txt":
            messages.success(request, _("Kata sandi sudah diganti. Sesi Anda di perangkat lain berakhir."))
