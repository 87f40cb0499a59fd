"""Addresses of parcours, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from parcours import views

app_pages = [page("parcours/", views.home, name="home", access="parcours.edit_parcours")]

urlpatterns = [path("", include((app_pages, "parcours")))]
