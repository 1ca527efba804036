from django.urls import path

from tepat.platform.health import healthz, readyz

from . import views

app_name = "jobs"
urlpatterns = [
    path("pekerjaan/", views.jobs, name="jobs"),
    path("pekerjaan/<uuid:job_id>/", views.job, name="job"),
    path("pekerjaan/<uuid:job_id>/kemajuan/", views.fragment, name="fragment"),
    path("pekerjaan/<uuid:job_id>/batalkan/", views.cancel, name="cancel"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
