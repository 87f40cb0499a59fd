"""Addresses of sites, worksites, sessions and attendance, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from chantiers.views import attendance as views
from chantiers.views.today import today

worksite_pages = []

session_pages = []

attendance_pages = [
    page("aujourdhui/", today, name="today", access="chantiers.record_attendance"),
    page("seances/<int:pk>/presences/", views.attendance, name="attendance", access="chantiers.see_attendance"),
    page("seances/<int:pk>/presences/<int:person>/", views.mark, name="mark", access="chantiers.record_attendance"),
    page(
        "seances/<int:pk>/presences/formulaire/",
        views.attendance_form,
        name="attendance_form",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/tous/",
        views.mark_everyone,
        name="mark_everyone",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/cloture/",
        views.attendance_close,
        name="attendance_close",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/reouverture/",
        views.attendance_reopen,
        name="attendance_reopen",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/coches/",
        views.attendance_ticks,
        name="attendance_ticks",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/remarque/",
        views.attendance_remark,
        name="attendance_remark",
        access="chantiers.record_attendance",
    ),
    page(
        "seances/<int:pk>/presences/<int:person>/correction/",
        views.attendance_correct,
        name="attendance_correct",
        access="chantiers.correct_attendance",
    ),
]

app_pages = [*worksite_pages, *session_pages, *attendance_pages]

urlpatterns = [path("", include((app_pages, "chantiers")))]
