"""The person's own sheet, relays, and what the administrative page shows of a pathway."""

from accounts.access import PUBLIC, page
from parcours.views import next_step, relays, sheets

EDIT = "parcours.edit_parcours"
TAKE_UP = "parcours.take_up_relay"

pages = [
    page("parcours/<int:pk>/fiche/", sheets.sheet_manage, name="sheet_manage", access=EDIT),
    page("parcours/<int:pk>/fiche/lien/", sheets.sheet_make, name="sheet_make", access=EDIT),
    page("parcours/<int:pk>/fiche/fermer/", sheets.sheet_revoke, name="sheet_revoke", access=EDIT),
    page("f/<str:token>/", sheets.own_sheet, name="own_sheet", access=PUBLIC),
    page("parcours/relais/", relays.relay_list, name="relay_list", access=TAKE_UP),
    page("relais/<int:pk>/prendre/", relays.relay_take_up, name="relay_take_up", access=TAKE_UP),
    page("parcours/<int:pk>/prochain/", next_step.next_step, name="next_step", access="parcours.see_next_step"),
]
