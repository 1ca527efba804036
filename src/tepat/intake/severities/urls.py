from django.urls import path

from . import views

app_name = "severities"
urlpatterns = [
    path("pengaturan/pemeriksaan/", views.severities, name="severities"),
    path("pengaturan/pemeriksaan/bawaan/", views.reset, name="reset"),
]
