"""Addresses of sites, worksites, sessions and attendance, each with the right it asks for."""

from django.urls import include, path

worksite_pages = []

session_pages = []

attendance_pages = []

app_pages = [*worksite_pages, *session_pages, *attendance_pages]

urlpatterns = [path("", include((app_pages, "chantiers")))]
