from django.urls import path

from tepat.intake.additions import views as additions

from . import views

app_name = "returns"
urlpatterns = [
    path("paket/<uuid:round_id>/kembali/", views.give_back, name="give_back"),
    path("paket/kembali/<uuid:return_id>/", views.returned, name="returned"),
    path("paket/kembali/<uuid:return_id>/kemajuan/", views.progress, name="progress"),
    path("paket/kembali/<uuid:return_id>/sisihkan/", views.put_away, name="put_away"),
    path("paket/kembali/<uuid:return_id>/baru/", views.new_rows, name="new_rows"),
    path("paket/kembali/<uuid:return_id>/baru/putuskan/", additions.decide, name="decide_new"),
]
