"""Addresses that belong to no area."""

from django.urls import path
from django.views.i18n import set_language

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("wilayah/", views.choose_region, name="choose_region"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
