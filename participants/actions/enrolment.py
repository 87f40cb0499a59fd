"""What is done to a person's place in a programme."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction

from config.database.refusals import sentence_of
from participants.models import Enrolment


class ExitError(Exception):
    """An exit that cannot be written as asked, with the sentence to show."""


@transaction.atomic
def record_entry(participant_ids: Collection[int], programme, day: date) -> int:
    """Record ``day`` as the entry of the people who have none yet, and freeze their months without work that day.

    The entry is the first day in a group. An entry on record is never moved; returns how many were written.
    """
    waiting = Enrolment.objects.current().without_entry().filter(participant__in=participant_ids, programme=programme)
    enrolments = list(waiting.select_for_update(of=("self",)).select_related("evidence"))
    for enrolment in enrolments:
        enrolment.entered_on = day
        if enrolment.months_at_entry is None and hasattr(enrolment, "evidence"):
            enrolment.months_at_entry = enrolment.evidence.months_on(day)
    Enrolment.objects.bulk_update(enrolments, ["entered_on", "months_at_entry"])
    return len(enrolments)


@transaction.atomic
def record_exit(enrolment: Enrolment, day: date) -> None:
    """Record ``day`` as the exit of an enrolment, or move it; raises ``ExitError`` when it precedes the entry."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    enrolment.exited_on = day
    try:
        with transaction.atomic():
            enrolment.save(update_fields=["exited_on"])
    except IntegrityError as error:
        raise ExitError(sentence_of(error, Enrolment)) from error
