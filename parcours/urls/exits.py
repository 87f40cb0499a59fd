"""Exits and follow-ups; files passed on, and one's list as a file."""

from accounts.access import page
from parcours.views import exits, follow_ups, handovers

EDIT, EXITS = "parcours.edit_parcours", "parcours.edit_exits"

pages = [
    page("parcours/<int:pk>/sortie/", exits.exit_edit, name="exit_edit", access=EXITS),
    page("parcours/<int:pk>/sortie/detail/", exits.exit_detail, name="exit_detail", access=EXITS),
    page("suivis/", follow_ups.follow_up_list, name="follow_up_list", access=EXITS),
    page("suivis/<int:pk>/", follow_ups.follow_up, name="follow_up", access=EXITS),
    page("suivis/<int:pk>/essai/", follow_ups.attempt_create, name="attempt_create", access=EXITS),
    page("suivis/<int:pk>/non-jointe/", follow_ups.follow_up_unreached, name="follow_up_unreached", access=EXITS),
    page("suivis/<int:pk>/refus/", follow_ups.follow_up_declined, name="follow_up_declined", access=EXITS),
    page("parcours/<int:pk>/passer/", handovers.handover_create, name="handover_create", access=EDIT),
    page("parcours/passer/", handovers.handover_many, name="handover_many", access=EDIT),
    page("parcours/liste.csv", handovers.caseload_csv, name="caseload_csv", access=EDIT),
]
