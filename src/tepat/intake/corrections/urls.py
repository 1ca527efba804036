from django.urls import path

from . import views

app_name = "corrections"
urlpatterns = [
    path("masuk/<uuid:batch_id>/tertahan/", views.held, name="held"),
    path("masuk/<uuid:batch_id>/tertahan/unduh/", views.held_file, name="held_file"),
    path("masuk/<uuid:batch_id>/tertahan/unggah/", views.give_back, name="give_back"),
    path("masuk/<uuid:batch_id>/tertahan/berkas/<uuid:correction_id>/", views.given_back, name="given_back"),
    path("masuk/<uuid:batch_id>/usulan/terima/", views.take, name="take"),
    path("masuk/<uuid:batch_id>/usulan/<int:finding_id>/<slug:choice>/", views.decide, name="decide"),
    path("masuk/<uuid:batch_id>/perbaikan/batal/", views.undo, name="undo"),
]
