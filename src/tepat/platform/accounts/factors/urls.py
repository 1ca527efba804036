"""Under the names that allauth's mfa links to; its page of all factors is a part of one's own account here."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("akun/pastikan/", reauthenticate, name="account_reauthenticate"),
    path("akun/pastikan/kode/", base.reauthenticate, name="mfa_reauthenticate"),
    path("akun/masuk/kode/", base.authenticate, name="mfa_authenticate"),
    path("akun/kode/", login_required(RedirectView.as_view(pattern_name="account")), name="mfa_index"),
    path("akun/kode/pasang/", views.Activate.as_view(), name="mfa_activate_totp"),
    path("akun/kode/lepas/", views.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("akun/kode/cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/kode/cadangan/baru/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
]
if settings.TEPAT_PASSKEYS:
    to_account = login_required(RedirectView.as_view(pattern_name="account"))
    urlpatterns += [
        path("akun/kunci/", to_account, name="mfa_list_webauthn"),
        path("akun/kunci/baru/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
        path("akun/kunci/pastikan/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
        path("akun/kunci/<int:pk>/lepas/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    ]
