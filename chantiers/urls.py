"""Addresses of sites, worksites, sessions and attendance, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from chantiers.views import attendance as views
from chantiers.views import chantiers, imports, placements, relays, sessions, sites
from chantiers.views.conventions import convention_draft, convention_group
from chantiers.views.schedule import schedule, week
from chantiers.views.sign_in_sheet import sign_in_sheet
from chantiers.views.today import today

SEE, EDIT = "chantiers.see_sessions", "chantiers.edit_sessions"

worksite_pages = [
    page("sites/", sites.site_list, name="site_list", access=SEE),
    page("sites/ajouter/", sites.site_create, name="site_create", access=EDIT),
    page("sites/<int:pk>/modifier/", sites.site_edit, name="site_edit", access=EDIT),
    page("chantiers/", chantiers.chantier_list, name="chantier_list", access=SEE),
    page("chantiers/ajouter/", chantiers.chantier_create, name="chantier_create", access=EDIT),
    page("chantiers/<int:pk>/", chantiers.chantier_detail, name="chantier_detail", access=SEE),
    page("chantiers/<int:pk>/modifier/", chantiers.chantier_edit, name="chantier_edit", access=EDIT),
    page("chantiers/<int:pk>/etat/", chantiers.chantier_state, name="chantier_state", access=EDIT),
    page("chantiers/<int:pk>/groupe/ajouter/", placements.placement_create, name="placement_create", access=EDIT),
    page("chantiers/importer/", imports.planning_import, name="planning_import", access=EDIT),
    page("chantiers/importer/<int:pk>/", imports.planning_preview, name="planning_preview", access=EDIT),
    page("places/<int:pk>/modifier/", placements.placement_edit, name="placement_edit", access=EDIT),
]

session_pages = [
    page("semaine/", week, name="week", access=SEE),
    page("agenda/", schedule, name="schedule", access="chantiers.see_schedule"),
    page("chantiers/<int:pk>/seances/ajouter/", sessions.session_create, name="session_create", access=EDIT),
    page("chantiers/<int:pk>/seances/serie/", sessions.session_series, name="session_series", access=EDIT),
    page(
        "chantiers/<int:pk>/seances/supprimer/",
        sessions.session_delete_upcoming,
        name="session_delete_upcoming",
        access=EDIT,
    ),
    page("seances/<int:pk>/modifier/", sessions.session_edit, name="session_edit", access=EDIT),
    page("seances/<int:pk>/annuler/", sessions.session_cancel, name="session_cancel", access=EDIT),
    page("seances/<int:pk>/retablir/", sessions.session_restore, name="session_restore", access=EDIT),
    page("seances/<int:pk>/feuille/", sign_in_sheet, name="sign_in_sheet", access="chantiers.see_attendance"),
]

attendance_pages = [
    page(
        "presences/importer/",
        imports.attendance_import,
        name="attendance_import",
        access="chantiers.record_attendance",
    ),
    page(
        "presences/importer/<int:pk>/",
        imports.attendance_preview,
        name="attendance_preview",
        access="chantiers.record_attendance",
    ),
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

convention_pages = [
    page(
        "chantiers/<int:pk>/conventions/",
        convention_group,
        name="convention_group",
        access="participants.sign_conventions",
    ),
    page(
        "participants/<int:pk>/conventions/nouvelle/",
        convention_draft,
        name="convention_draft",
        access="participants.sign_conventions",
    ),
]

RELAY = "chantiers.send_relay"

relay_pages = [
    page("relais/envoyes/", relays.relay_sent, name="relay_sent", access=RELAY),
    page("seances/<int:pk>/relais/<int:person>/", relays.relay_create, name="relay_create", access=RELAY),
    page("participants/<int:pk>/relais/", relays.relay_create_for_person, name="relay_create_for_person", access=RELAY),
]

app_pages = [*worksite_pages, *session_pages, *attendance_pages, *convention_pages, *relay_pages]

urlpatterns = [path("", include((app_pages, "chantiers")))]
