from django.urls import path

from . import views

app_name = "exchange"
urlpatterns = [
    path("rujukan/", views.referrals, name="referrals"),
    path("rujukan/baru/", views.refer, name="refer"),
    path("rujukan/<uuid:referral_id>/", views.referral, name="referral"),
    path("rujukan/<uuid:referral_id>/kemajuan/", views.progress, name="progress"),
    path("rujukan/<uuid:referral_id>/unduh/", views.fetch, name="fetch"),
    path("rujukan/<uuid:referral_id>/jawab/", views.give_answer, name="give_answer"),
    path("rujukan/jawaban/<uuid:answer_id>/", views.answer, name="answer"),
    path("rujukan/jawaban/<uuid:answer_id>/kemajuan/", views.answer_progress, name="answer_progress"),
    path("rujukan/jawaban/<uuid:answer_id>/terapkan/", views.apply, name="apply"),
]
