from django.urls import path

from . import deputies, links, review, views

app_name = "people"
urlpatterns = [
    path("pengguna/", views.people, name="people"),
    path("pengguna/baru/", views.add, name="add"),
    path("pengguna/tinjauan/", review.review, name="review"),
    path("pengguna/tinjauan/xlsx/", review.review_file, name="review_file"),
    path("pengguna/<uuid:user_id>/", views.person, name="person"),
    path("pengguna/<uuid:user_id>/peran/", views.give_role, name="give_role"),
    path("pengguna/<uuid:user_id>/peran/<uuid:assignment_id>/akhiri/", views.end_role, name="end_role"),
    path("pengguna/<uuid:user_id>/tautan/", views.make_link, name="make_link"),
    path("pengguna/<uuid:user_id>/wakil/", deputies.deputies_of, name="deputies_of"),
    path("pengguna/<uuid:user_id>/<slug:deed>/", views.act, name="act"),
    path("akun/wakil/", deputies.deputies, name="deputies"),
    path("akun/wakil/<uuid:assignment_id>/akhiri/", deputies.end_deputy, name="end_deputy"),
    path("undangan/<str:token>/", links.accept, name="accept"),
]
