from django.urls import path

from . import keeping_views, views

app_name = "privacy"
urlpatterns = [
    path("data-pribadi/", views.register, name="register"),
    path("data-pribadi/unduh/<slug:kind>/", views.register_file, name="register_file"),
    path("data-pribadi/masa-simpan/", keeping_views.retention, name="retention"),
    path("data-pribadi/masa-simpan/jalankan/", keeping_views.run_now, name="run"),
    path("data-pribadi/masa-simpan/<uuid:kept_id>/", keeping_views.prolong, name="prolong"),
    path("data-pribadi/kegiatan/<slug:processing>/", views.entry, name="entry"),
]
