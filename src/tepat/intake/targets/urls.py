from django.urls import path

from . import views

app_name = "targets"
urlpatterns = [
    path("sasaran/", views.target_lists, name="lists"),
    path("sasaran/baru/<uuid:list_id>/", views.new_version, name="new_version"),
    path("sasaran/<uuid:list_id>/", views.target_list, name="list"),
    path("sasaran/<uuid:list_id>/kemajuan/", views.progress, name="progress"),
]
