"""Addresses that belong to no area."""

from django.urls import path

from tepat.platform.accounts.views import set_language

from . import trust, views

urlpatterns = [
    path("", views.home, name="home"),
    path("wilayah/", views.choose_region, name="choose_region"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("percaya/", trust.explain, name="trust"),
    path("percaya/tepat-ca.crt", trust.certificate, name="trust_certificate"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
