from django.urls import path

from . import views

urlpatterns = [path("jejak/", views.trail, name="audit_trail")]
