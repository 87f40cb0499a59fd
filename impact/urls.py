"""Addresses of figures, each with the right it asks for."""

from django.urls import include, path

app_pages = []

urlpatterns = [path("", include((app_pages, "impact")))]
