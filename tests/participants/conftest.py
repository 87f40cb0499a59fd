"""Conventions in each of their states, and somebody a list may name."""

from datetime import date

import pytest

from participants.actions.conventions import PaperSignature, issue_convention, sign_convention
from participants.models import Convention
from tests.factories import ConventionFactory, EnrolmentFactory, ParticipantFactory


@pytest.fixture
def make_draft(programme):
    """Draft a convention of the programme, for a new person unless one is given."""

    def make(**fields):
        person = fields.pop("participant", None) or ParticipantFactory()
        if not person.enrolments.exists():
            EnrolmentFactory(participant=person, programme=fields.get("programme", programme))
        nothing = {"year": None, "number": None, "issued_at": None, "pdf": "", "pdf_sha256": "", "signed_on": None}
        draft = ConventionFactory(
            **{"programme": programme, "participant": person, "state": "draft"} | nothing | fields
        )
        return Convention.objects.get(pk=draft.pk)

    return make


@pytest.fixture
def draft(make_draft):
    """A draft that lacks nothing."""
    return make_draft()


@pytest.fixture
def issued(draft, operations):
    """An issued convention."""
    return issue_convention(draft, by=operations)


@pytest.fixture
def paper():
    """Return both signatures as written on the paper."""

    def write(signed_on=date(2026, 3, 2), *, volunteer_on=None):
        return [
            PaperSignature("volunteer", "Fatima Benali", "Molenbeek", volunteer_on or signed_on),
            PaperSignature("organisation", "Camille Équipe", "Molenbeek", signed_on),
        ]

    return write


@pytest.fixture
def signed(issued, paper, operations):
    """A signed convention."""
    return sign_convention(issued, signatures=paper(), by=operations)


@pytest.fixture
def namesake(programme):
    """Awa Diallo: the birth date and the first name of a line of the lists to import, under another surname."""
    person = ParticipantFactory(last_name="Diallo", first_name="Awa", birth_date=date(1970, 12, 3))
    EnrolmentFactory(participant=person, programme=programme)
    return person


@pytest.fixture
def person(programme):
    """Somebody enrolled in the programme."""
    return EnrolmentFactory(
        programme=programme, participant=ParticipantFactory(first_name="Fatima", last_name="Benali")
    ).participant
