from django.urls import path

from . import views

app_name = "packs"
urlpatterns = [
    path("paket/", views.rounds, name="rounds"),
    path("paket/baru/", views.send_out, name="send_out"),
    path("paket/<uuid:round_id>/", views.pack_round, name="round"),
    path("paket/<uuid:round_id>/kemajuan/", views.progress, name="progress"),
    path("paket/<uuid:round_id>/unduh/", views.fetch_all, name="fetch_all"),
    path("paket/<uuid:round_id>/<uuid:pack_id>/<slug:kind>/", views.fetch, name="fetch"),
]
