"""The plan printed for the person: their objectives, the steps to come and those taken, and nothing else."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from config.pdf import render_pdf
from parcours.models import Parcours

LANGUAGES = ("fr", "nl")


def plan_of(parcours: Parcours) -> dict:
    """Return what the plan says: no restriction, no note, no situation of a theme, no type of step."""
    programme = parcours.enrolment.programme
    return {
        "first_name": parcours.participant.first_name,
        "objectives": list(parcours.objectives.open()),
        "steps": list(parcours.steps.open()),
        "taken": list(parcours.steps.taken().order_by("ended_on", "pk")),
        "referent": parcours.referent,
        "duty_line": programme.duty_line,
        "today": timezone.localdate(),
        "is_demo": programme.is_demo,
    }


def plan_pdf_of(parcours: Parcours, language: str = "") -> bytes:
    """Return the plan as a PDF in ``language``, else in the person's; raises ``PdfLibraryError``.

    What colleagues typed stays in the language they typed it in.
    """
    language = language if language in LANGUAGES else parcours.language
    with translation.override(language):
        title = _("Votre plan")
    return render_pdf("pdf/plan.html", plan_of(parcours), title=title, language=language)
