"""The counsellor's first page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import IncomePeriod, JobSeekerEvidence, PreStartCheck
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_each_gap_is_said_and_linked(as_counsellor, programme):
    enrolment = EnrolmentFactory(programme=programme, participant__emergency_phone="")
    IncomePeriod.objects.create(participant=enrolment.participant, kind="cpas")
    JobSeekerEvidence.objects.create(enrolment=enrolment, registered_since=timezone.localdate().replace(day=1))

    page = as_counsellor.get(reverse("parcours:entry_files")).content.decode()

    for words in ("CPAS non prévenu", "Moins de 24 mois sans travail", "Personne à prévenir non indiquée"):
        assert words in page


def test_complete_file_is_in_order(as_counsellor, programme):
    enrolment = EnrolmentFactory(programme=programme)
    IncomePeriod.objects.create(participant=enrolment.participant, kind="cpas")
    PreStartCheck.objects.create(participant=enrolment.participant, kind="cpas", done_on=date(2025, 1, 1))
    JobSeekerEvidence.objects.create(enrolment=enrolment, registered_since=date(2020, 1, 1))

    page = as_counsellor.get(reverse("parcours:entry_files")).content.decode()

    assert "En ordre" in page
    assert (
        enrolment.participant.full_name
        not in as_counsellor.get(reverse("parcours:entry_files") + "?etat=a-completer").content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_five_queries(as_counsellor, programme, rows, django_assert_num_queries):
    for _ in range(rows):
        EnrolmentFactory(programme=programme)

    with django_assert_num_queries(5):
        as_counsellor.get(reverse("parcours:entry_files"))


def test_empty_page_says_why(as_counsellor):
    assert "Aucun dossier" in as_counsellor.get(reverse("parcours:entry_files")).content.decode()
