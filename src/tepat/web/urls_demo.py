"""Addresses that exist only in the demo: the style page."""

from django.urls import path

from . import gaya

urlpatterns = [path("gaya/", gaya.show, name="gaya"), path("gaya/nomor/", gaya.reveal, name="gaya_reveal")]
