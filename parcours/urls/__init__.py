"""Addresses of pathways, one module a room; each address stands with the right it asks for."""

from django.urls import include, path

from parcours.urls import exits, notes, partners, people, referrals, sheets, steps

app_pages = [
    *people.pages,
    *steps.pages,
    *notes.pages,
    *partners.pages,
    *referrals.pages,
    *exits.pages,
    *sheets.pages,
]

urlpatterns = [path("", include((app_pages, "parcours")))]
