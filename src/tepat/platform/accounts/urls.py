from allauth.account.views import logout, password_change
from django.urls import include, path

from . import views

urlpatterns = [
    path("akun/", views.account, name="account"),
    path("akun/isian/", views.kept_form, name="kept_form"),
    path("akun/masuk/", views.Login.as_view(), name="account_login"),
    path("akun/keluar/", logout, name="account_logout"),
    path("akun/sandi/", password_change, name="account_change_password"),
    path("", include("tepat.platform.accounts.factors.urls")),
    path("", include("tepat.platform.accounts.office.urls")),
    path("akun/sesi/", views.end_other_sessions, name="account_end_sessions"),
    path("akun/sesi/<uuid:session_id>/", views.end_session, name="account_end_session"),
]
