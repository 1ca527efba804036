from django.urls import path

from . import views

app_name = "exposure"
urlpatterns = [
    path("tersentuh/", views.exposure, name="exposure"),
    path("tersentuh/xlsx/", views.file, name="file"),
]
