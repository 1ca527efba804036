from django.urls import path

from . import views

app_name = "changes"
urlpatterns = [
    path("masuk/<uuid:batch_id>/perubahan/", views.changes, name="of_batch"),
    path("masuk/<uuid:batch_id>/perubahan/kemajuan/", views.preview_progress, name="preview_progress"),
    path("masuk/<uuid:batch_id>/perubahan/hitung/", views.count_again, name="count_again"),
    path("masuk/<uuid:batch_id>/perubahan/unduh/", views.changes_file, name="file"),
    path("pertanyaan/", views.questions, name="questions"),
    path("pertanyaan/jawab/", views.answer, name="answer"),
]
