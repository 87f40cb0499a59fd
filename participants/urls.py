"""Addresses of people, imports, conventions and allowances, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from participants.views import allowances

people_pages = []

import_pages = []

convention_pages = []

allowance_pages = [
    page("defraiements/", allowances.line_list, name="line_list", access="participants.see_allowances"),
    page(
        "defraiements/approbation/", allowances.line_approve, name="line_approve", access="participants.approve_lines"
    ),
    page(
        "defraiements/<int:pk>/liberation/",
        allowances.line_release,
        name="line_release",
        access="participants.approve_lines",
    ),
    page(
        "defraiements/<int:pk>/correction/",
        allowances.line_correct,
        name="line_correct",
        access="participants.approve_lines",
    ),
    page("registre/", allowances.register, name="register", access="participants.see_allowances"),
    page("registre/<int:year>/", allowances.register, name="register_year", access="participants.see_allowances"),
    page(
        "registre/<int:year>/pdf/", allowances.register_pdf, name="register_pdf", access="participants.see_allowances"
    ),
]

app_pages = [*people_pages, *import_pages, *convention_pages, *allowance_pages]

urlpatterns = [path("", include((app_pages, "participants")))]
