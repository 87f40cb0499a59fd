"""Contacts: three taps, a date counted from today, corrections, and the alerts that follow."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from parcours.actions.alerts import follow_alerts
from parcours.forms.contacts import quick_days
from parcours.models import Contact
from participants.forms.fields import OTHER_PROGRAMME
from participants.models import Task
from tests.parcours.factories import ContactFactory, ParcoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcours(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor)


def address(parcours):
    return reverse("parcours:contact_create", args=[parcours.participant.pk])


def typed(**changes):
    """What the form sends after three taps."""
    today = timezone.localdate().isoformat()
    taps = {"kind": "call", "sentence": "Cherche une crèche.", "next_choice": "1week"}
    return taps | {"held_on": today, "is_honoured": "True", "next_on": ""} | changes


def test_three_taps_keep_a_contact(as_counsellor, counsellor, parcours):
    response = as_counsellor.post(address(parcours), typed())

    today = timezone.localdate()
    kept = Contact.objects.values_list("parcours", "kind", "sentence", "held_on", "next_on", "is_honoured", "by")
    assert list(kept) == [
        (parcours.pk, "call", "Cherche une crèche.", today, today + timedelta(days=7), True, counsellor.pk)
    ]
    assert response.url == parcours.get_absolute_url()


@pytest.mark.parametrize(
    ("today", "choice", "next_on"),
    [
        ("2026-03-04", "1week", "2026-03-11"),
        ("2026-03-04", "2weeks", "2026-03-18"),
        ("2026-01-31", "1month", "2026-02-28"),
        ("2026-12-15", "1month", "2027-01-15"),
    ],
)
def test_quick_choices_count_from_today(today, choice, next_on):
    assert quick_days(date.fromisoformat(today))[choice] == date.fromisoformat(next_on)


def test_a_date_of_ones_own_or_none(as_counsellor, parcours):
    day = timezone.localdate() + timedelta(days=40)
    as_counsellor.post(address(parcours), typed(next_choice="day", next_on=day.isoformat()))
    as_counsellor.post(address(parcours), typed(next_choice="none", next_on="pas une date"))

    assert sorted(Contact.objects.values_list("next_on", flat=True), key=str) == [day, None]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": ""}, "Ce champ est obligatoire."),
        ({"next_choice": ""}, "Ce champ est obligatoire."),
        ({"next_choice": "day"}, "Choisissez la date."),
        ({"held_on": "2999-01-01"}, "Ce jour n&#x27;est pas encore venu : notez-le comme prochain contact."),
        ({"next_choice": "day", "next_on": "2020-01-01"}, "Le prochain contact vient après celui-ci."),
        ({"sentence": "Son NISS est 85.07.30-033.28"}, "Retirez le numéro national : il ne se garde pas ici."),
    ],
)
def test_refused_contact_says_why_and_keeps_what_was_typed(as_counsellor, parcours, changes, said):
    page = as_counsellor.post(address(parcours), {"sentence": "Reste là."} | typed(**changes)).content.decode()

    assert said in page
    assert changes.get("sentence", "Cherche une crèche.") in page
    assert Contact.objects.count() == 0


def test_contact_settles_the_alert_of_silence(as_counsellor, counsellor, programme):
    silent = ParcoursFactory(
        programme=programme, referent=counsellor, opened_on=timezone.localdate() - timedelta(days=40)
    )
    follow_alerts(silent)
    assert [task.kind for task in Task.objects.open()] == [Task.Kind.NO_CONTACT]

    as_counsellor.post(address(silent), typed(is_honoured="False"))
    assert Task.objects.open().count() == 1

    as_counsellor.post(address(silent), typed())
    assert Task.objects.open().count() == 0


def test_a_colleague_corrects_and_the_author_stays(as_counsellor, parcours):
    contact = ContactFactory(parcours=parcours, next_on=timezone.localdate() + timedelta(days=9))
    path = reverse("parcours:contact_edit", args=[contact.pk])
    form = as_counsellor.get(path).context["contact_form"]
    assert (form["next_choice"].value(), form["next_on"].value()) == ("day", contact.next_on)

    as_counsellor.post(path, typed(kind="visit", sentence="Vue sur place.", next_choice="none"))

    contact.refresh_from_db()
    assert (contact.kind, contact.sentence, contact.next_on) == ("visit", "Vue sur place.", None)
    assert contact.by == parcours.referent


def test_contact_opened_in_another_programme_is_refused_and_kept_on_the_page(as_counsellor, programme, parcours):
    assert as_counsellor.get(address(parcours)).context["contact_form"]["programme"].value() == programme.pk

    page = as_counsellor.post(address(parcours), typed(programme=programme.pk + 1))

    form = page.context["contact_form"]
    assert (form.non_field_errors(), form["sentence"].value()) == ([OTHER_PROGRAMME], "Cherche une crèche.")
    assert f'name="programme" value="{programme.pk + 1}"' in page.content.decode()
    assert Contact.objects.count() == 0


def test_appointment_that_stands_is_kept_unless_another_is_chosen(as_counsellor, counsellor, parcours):
    standing = timezone.localdate() + timedelta(days=3)
    ContactFactory(parcours=parcours, next_on=standing)

    page = html.document_fromstring(as_counsellor.get(address(parcours)).content.decode())
    assert page.xpath("//input[@name='next_choice'][@checked]/@value") == ["keep"]
    answer = as_counsellor.post(address(parcours), typed(next_choice="keep"))

    assert answer.status_code == 302
    assert Contact.objects.latest("pk").next_on == standing
