"""Assessments, objectives, steps and the plan."""

from accounts.access import page
from parcours.views import assessments, steps

EDIT = "parcours.edit_parcours"

pages = [
    page("parcours/<int:pk>/bilans/", assessments.assessment_list, name="assessment_list", access=EDIT),
    page("parcours/<int:pk>/bilans/<slug:moment>/", assessments.assessment_edit, name="assessment_edit", access=EDIT),
    page("parcours/<int:pk>/objectifs/nouveau/", assessments.objective_create, name="objective_create", access=EDIT),
    page("objectifs/<int:pk>/", assessments.objective_edit, name="objective_edit", access=EDIT),
    page("parcours/<int:pk>/etapes/nouvelle/", steps.step_create, name="step_create", access=EDIT),
    page("etapes/<int:pk>/", steps.step_edit, name="step_edit", access=EDIT),
    page("etapes/<int:pk>/etat/", steps.step_state, name="step_state", access=EDIT),
    page("parcours/<int:pk>/plan.pdf", steps.plan_pdf, name="plan_pdf", access=EDIT),
]
