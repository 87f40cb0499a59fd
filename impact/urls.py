"""Addresses of figures, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from impact import views

app_pages = [
    page("impact/", views.first_figures, name="first_figures", access="impact.see_reports"),
    page(
        "impact/premiers-chiffres.pdf", views.first_figures_pdf, name="first_figures_pdf", access="impact.see_reports"
    ),
]

urlpatterns = [path("", include((app_pages, "impact")))]
