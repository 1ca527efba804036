from django.urls import path

from .batches import views as batches
from .completeness import behind_views as behind
from .completeness import purpose_views as purposes
from .completeness import report_views as completeness_report
from .completeness import views as completeness
from .findings import views as findings

app_name = "intake"
urlpatterns = [
    path("masuk/", batches.batches, name="batches"),
    path("masuk/baru/", batches.upload, name="upload"),
    path("masuk/<uuid:batch_id>/", batches.batch, name="batch"),
    path("masuk/<uuid:batch_id>/kemajuan/", batches.progress, name="progress"),
    path("masuk/<uuid:batch_id>/temuan/", findings.findings, name="findings"),
    path("masuk/<uuid:batch_id>/temuan/unduh/<slug:kind>/", findings.findings_file, name="findings_file"),
    path("masuk/<uuid:batch_id>/temuan/<int:finding_id>/nilai/", findings.reveal_value, name="reveal_value"),
    path("masuk/<uuid:batch_id>/serah-terima/", batches.hand_over, name="hand_over"),
    path("masuk/<uuid:batch_id>/lanjutkan/", batches.resume, name="resume"),
    path("masuk/<uuid:batch_id>/terima/", batches.accept, name="accept"),
    path("masuk/<uuid:batch_id>/tolak/", batches.refuse, name="refuse"),
    path("masuk/<uuid:batch_id>/tolak-tertahan/", batches.refuse, {"only_held": True}, name="refuse_held"),
    path("masuk/<uuid:batch_id>/tarik/", batches.withdraw, name="withdraw"),
    path("kelengkapan/", completeness.completeness, name="completeness"),
    path("kelengkapan/<uuid:list_id>/", completeness.completeness, name="completeness_of"),
    path("kelengkapan/<uuid:list_id>/keluarga/", behind.families_behind, name="families_behind"),
    path(
        "kelengkapan/<uuid:list_id>/keluarga/unduh/<slug:kind>/",
        behind.families_behind_file,
        name="families_behind_file",
    ),
    path(
        "kelengkapan/<uuid:list_id>/unduh/<slug:kind>/",
        completeness_report.report,
        name="completeness_report",
    ),
    path("kelengkapan/antarkabupaten/", completeness_report.regencies, name="regencies"),
    path("pengaturan/keperluan/", purposes.purposes, name="purposes"),
]
