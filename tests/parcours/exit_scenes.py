"""Somebody who left some days ago, and the news they give."""

from datetime import date, timedelta

from django.utils import timezone

from parcours.actions.exits import record_exit
from parcours.actions.follow_ups import record_answers
from tests.parcours.factories import ParcoursFactory


def left(programme, counsellor, *, days_ago=0, situation="permanent", name="Sortie", **parcours):
    """Return the exit, so many days ago, of somebody called ``name``."""
    day = timezone.localdate() - timedelta(days=days_ago)
    walked = ParcoursFactory(
        programme=programme,
        referent=counsellor,
        enrolment__participant__last_name=name,
        enrolment__entered_on=date(2025, 3, 3),
        opened_on=day - timedelta(days=5),
        **parcours,
    )
    return record_exit(walked, situation=situation, exited_on=day, evidence="person", by=counsellor)


def answer(follow_up, by, **facts):
    usual = {"situation": "permanent", "answered_on": timezone.localdate()}
    return record_answers(follow_up, **usual | facts, by=by)
