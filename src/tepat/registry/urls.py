from django.urls import path

from . import views

app_name = "registry"
urlpatterns = [
    path("daftar/", views.family_list, name="families"),
    path("daftar/cari/", views.search, name="search"),
    path("daftar/unduh/<slug:kind>/", views.export, name="export"),
    path("daftar/<uuid:family_id>/", views.family, name="family"),
    path("daftar/<uuid:family_id>/nomor/<uuid:number_id>/", views.reveal, name="reveal"),
]
