"""Addresses of people, imports, conventions and allowances, each with the right it asks for."""

from django.urls import include, path

people_pages = []

import_pages = []

convention_pages = []

allowance_pages = []

app_pages = [*people_pages, *import_pages, *convention_pages, *allowance_pages]

urlpatterns = [path("", include((app_pages, "participants")))]
