from django.urls import path

from . import views

app_name = "operating"
urlpatterns = [
    path("sistem/", views.page, name="page"),
    path("sistem/keadaan/", views.state, name="state"),
    path("metrics", views.exposed, name="metrics"),
]
