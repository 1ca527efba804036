"""The way to the office's provider and back; 404 when none is set."""

from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import path

from . import views

OFFICE = {"provider_id": "kantor"}
urlpatterns = [
    path("akun/masuk/kantor/", views.to_office, OFFICE, name="openid_connect_login"),
    path("akun/masuk/kantor/kembali/", callback, OFFICE, name="openid_connect_callback"),
]
