"""Drafts: sealed, one's own, offered again, gone once sent."""

import base64
import json
import os
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from accounts.scope import rows_seen_by
from config.templatetags.formats import clock, plain_date
from parcours.actions.drafts import draft_of, keep_draft
from parcours.models import Contact, Draft, Note
from participants.forms.fields import OTHER_PROGRAMME
from participants.sealing import NOT_SEALED
from tests.accounts.test_sessions import after
from tests.fixtures import client_of, make_user
from tests.parcours.factories import NoteFactory, ParcoursFactory
from tests.parcours.test_contacts import typed

pytestmark = pytest.mark.django_db
WORDS = "Zzhoneytoken"


@pytest.fixture
def person(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor).participant


def save(client, person, form="note", **fields):
    return client.post(reverse("parcours:draft_save", args=[person.pk, form]), fields)


def stored():
    """Return every draft as the owner of the tables sees it, walls down."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE parcours_draft DISABLE ROW LEVEL SECURITY")
        cursor.execute("SELECT sealed FROM parcours_draft")
        return [bytes(sealed) for (sealed,) in cursor.fetchall()]


def test_draft_is_offered_again_with_its_level_and_its_day(as_counsellor, counsellor, person):
    answer = save(as_counsellor, person, level="confidential", text=WORDS, hors_sujet="x")
    saved_at = draft_of(person.pk, "note", by=counsellor).saved_at
    assert json.loads(answer.content) == {"saved_at": clock(saved_at)}

    page = as_counsellor.get(reverse("parcours:note_create", args=[person.pk]))

    assert f"Brouillon repris du {plain_date(saved_at)} à {clock(saved_at)}." in page.content.decode()
    form = page.context["form"]
    assert (form["level"].value(), form["text"].value()) == ("confidential", WORDS)


def test_draft_of_a_contact_comes_back_on_its_form(as_counsellor, person):
    save(as_counsellor, person, "contact", **typed(sentence=WORDS, next_choice="2weeks"))

    form = as_counsellor.get(reverse("parcours:contact_create", args=[person.pk])).context["contact_form"]

    assert (form["sentence"].value(), form["next_choice"].value()) == (WORDS, "2weeks")


def test_draft_is_sealed_and_holds_no_national_number(as_counsellor, counsellor, person, as_owner):
    save(as_counsellor, person, text=f"{WORDS} 85.07.30-033.28")

    assert draft_of(person.pk, "note", by=counsellor).fields == {"text": [f"{WORDS} [NISS omis]"]}
    with as_owner():
        (sealed,) = stored()
    assert WORDS.encode() not in sealed


def test_only_its_author_has_it(as_counsellor, counsellor, person, programme):
    save(as_counsellor, person, text=WORDS)
    colleague = make_user(programme, Role.COUNSELLOR)

    page = client_of(colleague).get(reverse("parcours:note_create", args=[person.pk])).content.decode()

    assert WORDS not in page
    assert Draft.objects.count() == 0
    with rows_seen_by(colleague):
        assert Draft.objects.count() == 0
    with rows_seen_by(counsellor):
        assert Draft.objects.count() == 1


def test_sent_note_and_contact_take_their_draft_away(as_counsellor, counsellor, person):
    save(as_counsellor, person, text=WORDS)
    save(as_counsellor, person, "contact", sentence=WORDS)

    as_counsellor.post(reverse("parcours:note_create", args=[person.pk]), {"level": "follow_up", "text": "Fin."})
    as_counsellor.post(reverse("parcours:contact_create", args=[person.pk]), typed())

    assert (Note.objects.count(), Contact.objects.count()) == (1, 1)
    with rows_seen_by(counsellor):
        assert Draft.objects.count() == 0


def test_draft_is_thrown_away_on_demand(as_counsellor, counsellor, person):
    save(as_counsellor, person, text=WORDS)

    response = as_counsellor.post(reverse("parcours:draft_delete", args=[person.pk, "note"]), {"record": ""})

    assert response.url == reverse("parcours:note_create", args=[person.pk])
    assert draft_of(person.pk, "note", by=counsellor) is None


def test_draft_over_a_note_leaves_that_of_a_new_one(as_counsellor, counsellor, programme, person):
    note = NoteFactory(programme=programme, participant=person, author=counsellor)
    save(as_counsellor, person, text="Nouvelle")
    save(as_counsellor, person, text=WORDS, record=note.pk)

    page = as_counsellor.get(reverse("parcours:note_edit", args=[note.pk]))
    assert page.context["form"]["text"].value() == WORDS

    as_counsellor.post(reverse("parcours:note_edit", args=[note.pk]), {"text": WORDS})
    assert draft_of(person.pk, "note", record=str(note.pk), by=counsellor) is None
    assert draft_of(person.pk, "note", by=counsellor).fields == {"text": ["Nouvelle"]}


def test_nothing_is_lost_when_the_session_ends_before_it_is_sent(as_counsellor, counsellor, person):
    path = reverse("parcours:note_create", args=[person.pk])
    save(as_counsellor, person, level="follow_up", text=WORDS)

    with after(31):
        response = as_counsellor.post(path, {"level": "follow_up", "text": WORDS})

    assert response.url.startswith(reverse("account_login"))
    assert Note.objects.count() == 0
    assert client_of(counsellor).get(path).context["form"]["text"].value() == WORDS


def test_staying_renews_the_session(as_counsellor):
    stay = reverse("accounts:stay")
    as_counsellor.get(reverse("parcours:caseload"))

    for minutes in (25, 50):
        with after(minutes):
            assert as_counsellor.post(stay).status_code == 204
    with after(81):
        assert as_counsellor.post(stay).status_code == 302


def test_draft_that_does_not_open_says_so_and_can_be_written_anew(as_counsellor, counsellor, person):
    save(as_counsellor, person, text=WORDS)
    with rows_seen_by(counsellor):
        Draft.objects.update(uid=uuid4())  # as if moved to another row

    page = as_counsellor.get(reverse("parcours:note_create", args=[person.pk]))

    assert page.context["draft"].problem == "Ce texte ne s'ouvre pas : il a été altéré, ou sa clé n'existe plus."
    assert page.context["form"]["text"].value() is None
    keep_draft(person.pk, "note", {"text": ["encore"]}, by=counsellor)
    assert draft_of(person.pk, "note", by=counsellor).fields == {"text": ["encore"]}


def test_draft_of_another_form_or_person_does_not_exist(as_counsellor, as_operations, person):
    assert save(as_counsellor, person, "autre", text=WORDS).status_code == 404
    assert save(as_operations, person, "contact", sentence=WORDS).status_code == 404


def test_draft_of_a_form_opened_in_another_programme_is_neither_kept_nor_dropped(as_counsellor, counsellor, person):
    save(as_counsellor, person, text="Avant", programme=counsellor.active_programme_id)
    elsewhere = {"text": WORDS, "programme": counsellor.active_programme_id + 1}

    answer = save(as_counsellor, person, **elsewhere)
    as_counsellor.post(reverse("parcours:draft_delete", args=[person.pk, "note"]), elsewhere)

    assert (answer.status_code, answer.json()) == (409, {"problem": str(OTHER_PROGRAMME)})
    assert draft_of(person.pk, "note", by=counsellor).fields == {"text": ["Avant"]}


def test_draft_that_cannot_be_sealed_says_so(as_counsellor, counsellor, person, settings):
    save(as_counsellor, person, text="Avant")
    settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode()

    answer = save(as_counsellor, person, text=WORDS)

    assert (answer.status_code, answer.json()) == (503, {"problem": str(NOT_SEALED)})


def test_confidential_draft_is_not_offered_once_one_has_left_the_counsel(as_counsellor, counsellor, person):
    save(as_counsellor, person, level="confidential", text=WORDS)
    Membership.objects.filter(user=counsellor).update(role=Role.OPERATIONS)

    page = client_of(User.objects.get(pk=counsellor.pk)).get(reverse("parcours:note_create", args=[person.pk]))

    assert (page.status_code, page.context["draft"], WORDS in page.content.decode()) == (200, None, False)
