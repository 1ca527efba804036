from django.urls import path

from . import views

app_name = "mapping"
urlpatterns = [
    path("masuk/<uuid:batch_id>/kolom/", views.columns, name="columns"),
    path("masuk/<uuid:batch_id>/kolom/berkas/", views.bring, name="bring"),
    path("masuk/tata-letak/", views.layouts, name="layouts"),
    path("masuk/tata-letak/<uuid:layout_id>/", views.layout_file, name="layout_file"),
]
