from django.urls import path

from . import views

app_name = "intake"
urlpatterns = [
    path("masuk/", views.batches, name="batches"),
    path("masuk/baru/", views.upload, name="upload"),
    path("masuk/<uuid:batch_id>/", views.batch, name="batch"),
    path("masuk/<uuid:batch_id>/kemajuan/", views.progress, name="progress"),
    path("masuk/<uuid:batch_id>/temuan/", views.findings, name="findings"),
    path("masuk/<uuid:batch_id>/temuan/unduh/<slug:kind>/", views.findings_file, name="findings_file"),
    path("masuk/<uuid:batch_id>/temuan/<int:finding_id>/nilai/", views.reveal_value, name="reveal_value"),
    path("masuk/<uuid:batch_id>/serah-terima/", views.hand_over, name="hand_over"),
    path("masuk/<uuid:batch_id>/lanjutkan/", views.resume, name="resume"),
    path("masuk/<uuid:batch_id>/terima/", views.accept, name="accept"),
    path("masuk/<uuid:batch_id>/tolak/", views.refuse, name="refuse"),
    path("masuk/<uuid:batch_id>/tolak-tertahan/", views.refuse, {"only_held": True}, name="refuse_held"),
    path("masuk/<uuid:batch_id>/tarik/", views.withdraw, name="withdraw"),
    path("kelengkapan/", views.completeness, name="completeness"),
    path("kelengkapan/<uuid:list_id>/", views.completeness, name="completeness_of"),
]
