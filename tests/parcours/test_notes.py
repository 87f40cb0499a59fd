"""Notes: levels and roles, readers named first, edits kept, readings written with the text or not at all."""

import base64
import os
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import rows_seen_by
from parcours.actions.notes import NoteError, edit_note, name_readers, open_note, write_note
from parcours.models import Level, Note, NoteReading, NoteVersion
from parcours.readers import readers_of
from participants.forms.fields import OTHER_PROGRAMME
from participants.sealing import NOT_SEALED, place_of, unseal
from tests.fixtures import client_of, make_user
from tests.parcours.factories import NoteFactory, ParcoursFactory, PartnerFactory

pytestmark = pytest.mark.django_db
WORDS = "Zzhoneytoken"


@pytest.fixture
def person(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor).participant


@pytest.fixture
def colleague(programme):
    return make_user(programme, Role.COUNSELLOR, first_name="Nadia", last_name="Autre")


@pytest.fixture
def note(person, counsellor):
    """A confidential note of the counsellor."""
    return write_note(person, level="confidential", text=WORDS, by=counsellor)


def listed(user, person):
    return client_of(user).get(reverse("parcours:note_list", args=[person.pk]))


def read(user, note):
    return client_of(user).post(reverse("parcours:note_read", args=[note.pk]))


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        ("practical", {Role.OPERATIONS, Role.COUNSELLOR}),
        ("follow_up", {Role.COUNSELLOR}),
        ("shared", {Role.COUNSELLOR}),
        ("confidential", set()),
    ],
)
def test_each_level_is_listed_to_its_readers_alone(programme, person, counsellor, level, readers):
    shared = {"partner": PartnerFactory(programme=programme), "consented_on": timezone.localdate()}
    write_note(person, level=level, text=WORDS, by=counsellor, **(shared if level == "shared" else {}))

    pages = {role: listed(make_user(programme, role), person) for role in Role}

    assert {role for role, page in pages.items() if WORDS in page.content.decode()} == readers
    assert {role for role, page in pages.items() if page.status_code == 200} == {Role.OPERATIONS, Role.COUNSELLOR}


def test_list_shows_a_confidential_note_locked_even_to_its_author(counsellor, person, note):
    response = listed(counsellor, person)

    assert WORDS not in response.content.decode()
    assert reverse("parcours:note_read", args=[note.pk]) in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


def test_list_is_a_fragment_for_htmx(as_counsellor, person):
    NoteFactory(programme=person.enrolments.get().programme, participant=person, body=WORDS)
    path = reverse("parcours:note_list", args=[person.pk])

    fragment = as_counsellor.get(path, headers={"HX-Request": "true"}).content.decode()

    assert WORDS in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize(("role", "levels"), [(Role.OPERATIONS, ["practical"]), (Role.COUNSELLOR, Level.values)])
def test_levels_offered_are_those_one_reads(programme, person, role, levels):
    page = client_of(make_user(programme, role)).get(reverse("parcours:note_create", args=[person.pk]))

    assert [level for level, _label in page.context["form"].fields["level"].choices] == levels


def test_readers_are_named_before_the_text(as_counsellor, operations, person, colleague):
    page = as_counsellor.get(reverse("parcours:note_create", args=[person.pk])).content.decode()

    assert f"Lue par : vous, {operations} et Nadia Autre." in page
    assert "Lue par : vous et Nadia Autre." in page
    assert page.index("Lue par") < page.index("<textarea")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "shared"}, "Une note partagée nomme un partenaire et la date de l&#x27;accord."),
        ({"level": "follow_up", "readers": True}, "Vous avez coché des collègues : prenez le niveau"),
        ({"level": "follow_up", "partner": True}, "Vous avez choisi un partenaire : prenez le niveau"),
        ({"level": "shared", "partner": True, "consented_on": "2999-01-01"}, "ne peut pas venir plus tard"),
        ({"text": ""}, "Ce champ est obligatoire."),
        ({"text": "85.07.30-033.28"}, "Retirez le numéro national"),
    ],
)
def test_refused_note_says_why(as_counsellor, programme, person, colleague, changes, said):
    known = {"readers": [colleague.pk], "partner": PartnerFactory(programme=programme).pk}
    values = {name: known[name] if value is True else value for name, value in changes.items()}

    path = reverse("parcours:note_create", args=[person.pk])
    page = as_counsellor.post(path, {"level": "follow_up", "text": WORDS} | values).content.decode()

    assert said in page
    assert Note.objects.count() == 0


def test_operations_cannot_write_above_practical(operations, person):
    with pytest.raises(NoteError):
        write_note(person, level="follow_up", text=WORDS, by=operations)


def test_confidential_text_is_sealed(counsellor, note):
    with rows_seen_by(counsellor):
        kept = Note.objects.get(pk=note.pk)
    assert (kept.body, WORDS.encode() in bytes(kept.sealed)) == ("", False)
    assert unseal(kept.participant_id, kept.sealed, place=place_of(kept, "sealed")) == WORDS


def test_reading_shows_the_text_and_leaves_a_trace_for_the_author(counsellor, colleague, note):
    name_readers(note, readers=[colleague], by=counsellor)

    response = read(colleague, note)

    assert WORDS in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    log = client_of(counsellor).get(reverse("parcours:note_readers", args=[note.pk]))
    assert [(reading.reader, reading.reader_role) for reading in log.context["readings"]] == [(colleague, "counsellor")]


def test_named_reader_added_then_removed(counsellor, colleague, person, note):
    author, path = client_of(counsellor), reverse("parcours:note_readers", args=[note.pk])
    assert read(colleague, note).status_code == 404

    author.post(path, {"readers": [colleague.pk]})
    assert read(colleague, note).status_code == 200
    assert WORDS not in listed(colleague, person).content.decode()
    assert client_of(colleague).get(path).status_code == 404

    author.post(path, {})
    assert read(colleague, note).status_code == 404
    with rows_seen_by(counsellor), connection.cursor() as cursor:
        cursor.execute("SELECT reader_ids FROM parcours_noteevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [note.pk])
        assert cursor.fetchall() == [([],), ([colleague.pk],), ([],)]


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_counsellors_are_named(programme, counsellor, note, role):
    other = make_user(programme, role)
    with pytest.raises(NoteError):
        name_readers(note, readers=[other], by=counsellor)

    client_of(counsellor).post(reverse("parcours:note_readers", args=[note.pk]), {"readers": [other.pk]})
    with rows_seen_by(counsellor):
        assert Note.objects.get(pk=note.pk).reader_ids == []


def test_reading_and_text_come_together_or_not_at_all(counsellor, note, as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON parcours_notereading FROM apo_web")
    client = client_of(counsellor)
    client.raise_request_exception = False

    response = client.post(reverse("parcours:note_read", args=[note.pk]))

    assert (response.status_code, WORDS in response.content.decode()) == (500, False)


def test_a_get_opens_no_confidential_text(counsellor, note):
    client = client_of(counsellor)

    page = client.get(reverse("parcours:note_edit", args=[note.pk])).content.decode()

    assert WORDS not in page
    assert client.get(reverse("parcours:note_read", args=[note.pk])).status_code == 405
    with rows_seen_by(counsellor):
        assert NoteReading.objects.count() == 0


@pytest.mark.parametrize("level", ["follow_up", "confidential"])
def test_edit_keeps_the_old_text_as_a_version(counsellor, person, level):
    note = write_note(person, level=level, text="Avant", by=counsellor)

    client_of(counsellor).post(reverse("parcours:note_edit", args=[note.pk]), {"text": "Après"})

    with rows_seen_by(counsellor):
        version, changed = NoteVersion.objects.get(), Note.objects.get(pk=note.pk)
    if level == "follow_up":
        assert (version.body, version.sealed, changed.body) == ("Avant", None, "Après")
    else:
        assert (version.body, changed.body) == ("", "")
        assert unseal(person.pk, version.sealed, place=place_of(version, "sealed")) == "Avant"
        assert open_note(changed, by=counsellor) == "Après"


def test_only_the_author_edits(counsellor, colleague, person, note):
    plain = write_note(person, level="follow_up", text="Avant", by=counsellor)
    name_readers(note, readers=[colleague], by=counsellor)
    client = client_of(colleague)

    assert client.get(reverse("parcours:note_edit", args=[plain.pk])).context["form"] is None
    for target in (plain, note):
        client.post(reverse("parcours:note_edit", args=[target.pk]), {"text": WORDS * 2})
        with pytest.raises(NoteError):
            edit_note(target, text="Après", by=colleague)

    plain.refresh_from_db()
    assert plain.body == "Avant"
    assert open_note(note, by=counsellor) == WORDS


@pytest.mark.parametrize("number", [3, 50])
def test_list_asks_as_many_questions_for_3_notes_as_for_50(
    counsellor, programme, person, number, django_assert_num_queries
):
    for _each in range(number):
        NoteFactory(programme=programme, participant=person, author=make_user(programme, Role.COUNSELLOR))
    client = client_of(counsellor)
    client.get(reverse("parcours:note_list", args=[person.pk]))

    with django_assert_num_queries(10):
        client.get(reverse("parcours:note_list", args=[person.pk]))


def test_signed_out_visitor_reads_nothing(note):
    assert Client().post(reverse("parcours:note_read", args=[note.pk])).status_code == 302


@pytest.mark.parametrize(("role", "is_there"), [(Role.OPERATIONS, True), (Role.COORDINATOR, False)])
def test_administrative_page_leads_to_the_notes_of_its_reader(programme, person, role, is_there):
    page = client_of(make_user(programme, role)).get(person.get_absolute_url()).content.decode()

    list_url = reverse("parcours:note_list", args=[person.pk])
    assert (f'hx-get="{list_url}"' in page, f'href="{list_url}"' in page) == (is_there, is_there)


def test_shared_note_is_told_by_its_author_and_read_by_the_counsellors(counsellor, colleague, programme, person):
    partner = PartnerFactory(programme=programme, name="Atelier du Canal")
    note = write_note(person, level="shared", text=WORDS, partner=partner, consented_on=date(2026, 3, 4), by=counsellor)

    told = "à dire à Atelier du Canal par {}, avec l'accord du 4 mars 2026."
    assert readers_of(note, counsellor) == f"Lue par : vous et Nadia Autre ; {told.format('vous')}"
    assert readers_of(note, colleague) == f"Lue par : vous et {counsellor} ; {told.format(counsellor)}"


def test_note_opened_in_another_programme_is_refused_and_kept_on_the_page(as_counsellor, programme, person):
    path = reverse("parcours:note_create", args=[person.pk])
    assert as_counsellor.get(path).context["form"]["programme"].value() == programme.pk

    page = as_counsellor.post(path, {"level": "confidential", "text": WORDS, "programme": programme.pk + 1})

    assert page.context["form"].non_field_errors() == [OTHER_PROGRAMME]
    assert page.context["form"]["text"].value() == WORDS
    assert f'value="{programme.pk + 1}"' in page.content.decode()  # still refused until one goes back
    assert Note.objects.count() == 0
    as_counsellor.post(path, {"level": "follow_up", "text": WORDS, "programme": programme.pk})
    assert Note.objects.count() == 1


def test_without_its_key_what_is_typed_stays_on_the_page(as_counsellor, counsellor, person, note, settings):
    settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    typed = {"level": "confidential", "text": "Zznouveau"}

    for path in (reverse("parcours:note_create", args=[person.pk]), reverse("parcours:note_edit", args=[note.pk])):
        form = as_counsellor.post(path, typed).context["form"]
        assert (form.errors["text"], form["text"].value()) == ([NOT_SEALED], "Zznouveau")
    with rows_seen_by(counsellor):
        assert (Note.objects.count(), NoteVersion.objects.count()) == (1, 0)
