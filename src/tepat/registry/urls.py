from django.urls import path

from . import claim_views, correction_views, family_holds, views
from .subject_copy.views import subject_copy

app_name = "registry"
urlpatterns = [
    path("daftar/", views.family_list, name="families"),
    path("daftar/cari/", views.search, name="search"),
    path("daftar/kolom/", views.choose_columns, name="columns"),
    path("daftar/usulan/", claim_views.claims, name="claims"),
    path("daftar/usulan/putuskan/", claim_views.decide, name="decide_claims"),
    path("daftar/unduh/<slug:kind>/", views.export, name="export"),
    path("daftar/<uuid:family_id>/", views.family, name="family"),
    path("daftar/<uuid:family_id>/perbaiki/", correction_views.correct, name="correct"),
    path("daftar/<uuid:family_id>/salinan/", subject_copy, name="subject_copy"),
    path("daftar/<uuid:family_id>/tahan/", family_holds.place, name="place_hold"),
    path("daftar/<uuid:family_id>/tahan/<uuid:hold_id>/lepas/", family_holds.lift, name="lift_hold"),
    path("daftar/<uuid:family_id>/nomor/<uuid:number_id>/", views.reveal, name="reveal"),
]
