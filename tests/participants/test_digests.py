"""The morning mail: a number, once a day, in the colleague's language, never about whom."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from participants.actions.digests import send_digest
from participants.models import Task
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def a_task(programme, *, role=Role.COUNSELLOR, assignee=None, due_on=TODAY, done_at=None):
    person = EnrolmentFactory(programme=programme, participant__last_name="Secretnom").participant
    return Task.objects.create(
        programme=programme,
        participant=person,
        role=role,
        assignee=assignee,
        kind=Task.Kind.RELAY,
        words="Un relais attend",
        due_on=due_on,
        done_at=done_at,
    )


def tell_the_team(programme):
    """Return how many mails left."""
    return sum(send_digest(user, programme, today=TODAY) for user in User.objects.team_of(programme))


def test_each_colleague_is_told_a_number_once_a_day(programme, counsellor, operations, housing):
    a_task(programme)
    a_task(programme, assignee=counsellor, due_on=TODAY - timedelta(days=3))
    a_task(programme, assignee=counsellor, due_on=TODAY + timedelta(days=1))
    a_task(programme, done_at=timezone.now())
    a_task(programme, role=Role.OPERATIONS)

    assert [tell_the_team(programme) for _ in range(2)] == [2, 0]

    told = {message.to[0]: message.subject for message in mail.outbox}
    assert told == {counsellor.email: "2 tâches vous attendent", operations.email: "1 tâche vous attend"}
    assert "Secretnom" not in mail.outbox[0].body
    assert "relais" not in mail.outbox[0].body


def test_mail_speaks_the_colleagues_language(programme, counsellor):
    User.objects.filter(pk=counsellor.pk).update(language="nl")
    a_task(programme)

    tell_the_team(programme)

    assert mail.outbox[0].subject == "1 taak wacht op u"
    assert "Uw lijst:" in mail.outbox[0].body


def test_nobody_is_told_nothing(programme, counsellor, stranger, other_programme):
    a_task(other_programme, role=Role.HOUSING)

    assert tell_the_team(programme) == 0
    assert mail.outbox == []
