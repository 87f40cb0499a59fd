"""Alerts become one task each, and go when what they tell is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Programme
from accounts.roles import Role
from parcours.actions.alerts import follow_alerts, follow_every_alert
from parcours.jobs import run_a_programme
from participants.actions.tasks import ask, finish, settle
from participants.models import IncomePeriod, PreStartCheck, Task
from tests.factories import AttendanceFactory, ChantierFactory, ConventionFactory, PlacementFactory, SessionFactory
from tests.parcours.factories import (
    ContactFactory,
    OutcomeFactory,
    ParcoursFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway without any contact for forty days."""
    return ParcoursFactory(programme=programme, referent=counsellor, opened_on=TODAY - timedelta(days=40))


def open_tasks():
    return list(Task.objects.open().values_list("kind", "words"))


def test_silence_asks_once_and_a_contact_settles_it(parcours, counsellor):
    for _ in range(2):
        follow_alerts(parcours)

    assert open_tasks() == [("no_contact", "Pas de contact depuis 40 jours.")]
    task = Task.objects.get()
    assert (task.assignee, task.url) == (counsellor, parcours.get_absolute_url())
    ContactFactory(parcours=parcours)
    follow_alerts(parcours)
    assert open_tasks() == []
    assert Task.objects.get().done_by is None


def test_alert_settled_by_hand_does_not_come_back_tomorrow(parcours, counsellor):
    follow_alerts(parcours)
    finish(Task.objects.get(), by=counsellor)

    follow_alerts(parcours, today=TODAY + timedelta(days=1))
    assert open_tasks() == []
    follow_alerts(parcours, today=TODAY + timedelta(days=30))

    assert len(open_tasks()) == 1


def test_each_silent_partner_and_each_end_is_its_own_alert(parcours, programme):
    person = parcours.enrolment.participant
    ContactFactory(parcours=parcours)
    make_sent(ReferralFactory(parcours=parcours, partner__name="Un"), days_ago=10)
    make_sent(ReferralFactory(parcours=parcours, partner__name="Deux"), days_ago=9)
    ConventionFactory(participant=person, programme=programme, starts_on=TODAY, ends_on=TODAY + timedelta(days=30))
    PreStartCheck.objects.create(
        participant=person, kind="residence", done_on=TODAY, valid_until=TODAY + timedelta(days=31)
    )

    follow_alerts(parcours)

    roles = sorted(Task.objects.open().values_list("kind", "role"))
    assert roles == [("ending", "counsellor"), ("ending", "operations"), ("partner_silent", "counsellor")]


def test_late_step_asks_for_itself(parcours):
    ContactFactory(parcours=parcours)
    StepFactory(parcours=parcours, words="Passer le test", due_on=TODAY - timedelta(days=1))

    follow_alerts(parcours)

    assert [kind for kind, _words in open_tasks()] == ["step"]
    assert "« Passer le test » était prévu" in Task.objects.get().words


def test_two_checks_that_end_the_same_day_are_two_alerts_and_one_that_lasts_is_none(parcours):
    person = parcours.enrolment.participant
    ContactFactory(parcours=parcours)
    soon = TODAY + timedelta(days=10)
    for kind, until in (("residence", soon), ("c45b", soon), ("medical", soon), ("medical", None)):
        PreStartCheck.objects.create(participant=person, kind=kind, done_on=TODAY, valid_until=until)
    IncomePeriod.objects.create(participant=person, kind="onem", starts_on=TODAY - timedelta(9), ends_on=TODAY)
    IncomePeriod.objects.create(participant=person, kind="onem", starts_on=TODAY + timedelta(1))

    follow_alerts(parcours)

    assert [kind for kind, _words in open_tasks()] == ["ending", "ending"]


def test_two_unannounced_absences_in_a_row_ask_for_news(programme, counsellor):
    chantier = ChantierFactory(programme=programme)
    person = PlacementFactory(chantier=chantier).participant
    parcours = ParcoursFactory(enrolment=person.enrolments.get(), referent=counsellor, opened_on=TODAY)
    for number, state in enumerate(["P", "AN", "NC", "AN"]):
        session = SessionFactory(
            chantier=chantier,
            on=chantier.starts_on + timedelta(days=number),
            state="closed",
            closed_at=timezone.now(),
        )
        AttendanceFactory(session=session, participant=person, state=state)

    follow_alerts(parcours)

    assert open_tasks() == [("absences", "Deux absences non annoncées de suite : prenez des nouvelles.")]


def test_closed_file_asks_for_nothing_any_more(parcours, programme):
    follow_every_alert(programme, today=TODAY)
    assert len(open_tasks()) == 1
    OutcomeFactory(parcours=parcours)

    follow_every_alert(programme, today=TODAY)

    assert open_tasks() == []


def test_morning_runs_twice_to_the_same_effect(parcours, programme):
    Programme.objects.filter(pk=programme.pk).update(starts_on=TODAY, ends_on=TODAY)
    for _ in range(2):
        run_a_programme(programme.pk)

    assert len(open_tasks()) == 1
    assert Task.objects.count() == 1


def test_same_key_opens_one_task_at_a_time(programme, counsellor):
    facts = {"kind": Task.Kind.OTHER, "programme_id": programme.pk, "due_on": TODAY, "key": "x:1"}
    first = ask("Une fois", **facts)
    again = ask("Deux fois", **facts)
    settle("x:1", by=counsellor)
    after = ask("Trois fois", **facts)

    assert (first.pk, Task.objects.get(pk=first.pk).words) == (again.pk, "Deux fois")
    assert after.pk != first.pk
    assert Task.objects.filter(role=Role.COUNSELLOR).count() == 2
