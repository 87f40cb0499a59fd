"""Assessments and objectives written as the person tells them."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from parcours.models import Assessment, Objective, Parcours, ThemeAssessment


class Answer(NamedTuple):
    """What is said of one theme: the situation (``ThemeAssessment.Situation``) and the person's words."""

    situation: str
    words: str = ""


@transaction.atomic
def save_assessment(
    parcours: Parcours, *, moment: str, done_on: date, strengths: str, answers: dict[str, Answer], by: User
) -> Assessment:
    """Write the assessment of one moment, new or corrected: a theme left out of ``answers`` keeps no row.

    ``by`` is kept as its author the first time only; the history says who corrected it.
    """
    Parcours.objects.select_for_update(of=("self",)).get(pk=parcours.pk)  # two tabs make one assessment
    facts = {"done_on": done_on, "strengths": strengths}
    assessment, _created = Assessment.objects.update_or_create(
        parcours=parcours, moment=moment, defaults=facts, create_defaults=facts | {"done_by": by}
    )
    known = {row.theme: row for row in assessment.themes.all()}
    for theme, row in known.items():
        if theme not in answers:
            row.delete()
    for theme, answer in answers.items():
        _write_answer(known.get(theme) or ThemeAssessment(assessment=assessment, theme=theme), answer)
    return assessment


def _write_answer(row: ThemeAssessment, answer: Answer) -> None:
    if row.pk and (row.situation, row.words) == answer:
        return
    row.situation, row.words = answer
    row.save()


def save_objective(objective: Objective, *, by: User) -> Objective:
    """Write an objective in the person's words; ``by`` is kept as who first wrote it."""
    if objective.pk is None:
        objective.recorded_by = by
    objective.save()
    return objective
