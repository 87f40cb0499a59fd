"""The caseload, the person's page, handovers and figures."""

from accounts.access import page
from parcours.views import caseload, people

EDIT = "parcours.edit_parcours"

pages = [
    page("parcours/", caseload.caseload, name="caseload", access=EDIT),
    page("parcours/chiffres/", caseload.figures, name="figures", access="parcours.see_figures"),
    page("parcours/entrees/", caseload.entry_files, name="entry_files", access=EDIT),
    page("parcours/<int:pk>/", people.person, name="person", access=EDIT),
    page("parcours/<int:pk>/ouvrir/", people.parcours_open, name="parcours_open", access=EDIT),
    page("parcours/<int:pk>/histoire/", people.timeline, name="timeline", access=EDIT),
]
