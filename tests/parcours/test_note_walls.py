"""Two walls around a confidential note: each holds alone, and with both down the honeytoken is found."""

import os

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import rows_seen_by
from parcours.actions.notes import edit_note, name_readers, open_note, write_note
from parcours.models import Note, NoteReading, NoteVersion
from parcours.querysets.note import NoteQuerySet
from participants import sealing
from participants.models import PersonKey
from participants.sealing import SealError
from tests.fixtures import client_of, make_user
from tests.parcours.factories import ParcoursFactory

pytestmark = pytest.mark.django_db
WORDS = "Zzhoneytoken"
PROBLEM = "Ce texte ne s&#x27;ouvre pas : il a été altéré, ou sa clé n&#x27;existe plus."
TABLES = ("parcours_note", "parcours_noteversion", "parcours_notereading")
OTHERS = [Role.COUNSELLOR, Role.OPERATIONS, Role.COORDINATOR, Role.ADMINISTRATOR, Role.HOUSING]


@pytest.fixture
def person(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor).participant


@pytest.fixture
def note(person, counsellor):
    """A confidential note of the counsellor, edited and read once: it has a version and a reading."""
    written = write_note(person, level="confidential", text="Avant", by=counsellor)
    written = edit_note(written, text=WORDS, by=counsellor)
    open_note(written, by=counsellor)
    return written


@pytest.fixture
def without_filter(monkeypatch):
    """Let the application's filter show every note of the programme: the only patch of our own code."""
    monkeypatch.setattr(NoteQuerySet, "visible_to", lambda notes, user: notes.filter(programme=user.active_programme))


@pytest.fixture
def without_rows(as_owner, note):
    """Take row-level security off; the test's rollback puts it back."""
    with as_owner():
        run("SET CONSTRAINTS ALL IMMEDIATE")  # no event may wait on a table that changes
        for table in TABLES:
            run(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def seen_of(user, note) -> list[str]:
    """Return what a person gets of a note's text, list, pages and log."""
    client = client_of(user)
    pages = [
        client.get(reverse("parcours:note_list", args=[note.participant_id])),
        client.get(reverse("parcours:note_edit", args=[note.pk])),
        client.post(reverse("parcours:note_read", args=[note.pk])),
        client.get(reverse("parcours:note_readers", args=[note.pk])),
    ]
    return [page.content.decode() for page in pages if page.status_code == 200]


def finds(user, note) -> bool:
    """Tell whether the honeytoken, or even the existence of the note, reaches somebody."""
    return any(WORDS in page or f"note-{note.pk}" in page for page in seen_of(user, note))


@pytest.mark.parametrize("role", OTHERS)
def test_rows_hold_with_the_filter_off(programme, note, without_filter, role):
    other = make_user(programme, role)

    assert not finds(other, note)
    with rows_seen_by(other):
        assert (Note.objects.count(), NoteVersion.objects.count(), NoteReading.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("role", OTHERS)
def test_filter_holds_with_the_rows_off(programme, note, without_rows, role):
    other = make_user(programme, role)

    assert Note.objects.count() == 1  # the wall is down indeed
    assert not finds(other, note)
    assert list(Note.objects.visible_to(other)) == []
    assert list(NoteReading.objects.visible_to(other)) == []


def test_both_off_and_the_honeytoken_is_found(programme, note, without_rows, without_filter):
    assert finds(make_user(programme, Role.COUNSELLOR), note)


def test_author_finds_it_with_both_on(counsellor, note):
    assert finds(counsellor, note)


def test_without_a_user_said_no_confidential_row_exists(note):
    assert [run(f"SELECT count(*) FROM {table}") for table in TABLES] == [[(0,)], [(0,)], [(0,)]]
    assert run("SELECT current_user") == [(settings.WEB_ROLE,)]


def test_nobody_writes_a_confidential_note_as_somebody_else(counsellor, programme, note):
    other = make_user(programme, Role.COUNSELLOR)
    columns = "uid, programme_id, participant_id, level, author_id, body, sealed, reader_ids, written_at"
    copy = f"INSERT INTO parcours_note ({columns}) VALUES (gen_random_uuid(), %s, %s, 'confidential', %s, '', 'x', '{{}}', now())"
    values = (programme.pk, note.participant_id, counsellor.pk)
    with rows_seen_by(counsellor):
        assert run(copy, *values) == 1
    with rows_seen_by(other), pytest.raises(DatabaseError, match="row-level security"):
        run(copy, *values)
    with pytest.raises(DatabaseError, match="row-level security"):
        run(copy, *values)


def test_named_reader_reads_and_changes_nothing(counsellor, programme, note):
    reader = make_user(programme, Role.COUNSELLOR)
    name_readers(note, readers=[reader], by=counsellor)

    with rows_seen_by(reader):
        assert run("SELECT count(*) FROM parcours_note") == [(1,)]
        assert run("UPDATE parcours_note SET reader_ids = '{}'") == 0
        assert run("SELECT count(*) FROM parcours_notereading") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parcours_notereading SET read_at = now()",
        "DELETE FROM parcours_notereading",
        "UPDATE parcours_noteversion SET body = ''",
        "DELETE FROM parcours_noteversion",
        "DELETE FROM parcours_note",
    ],
)
def test_logs_only_grow_and_notes_stay(counsellor, note, statement):
    with rows_seen_by(counsellor), pytest.raises(DatabaseError, match="permission denied"):
        run(statement)


@pytest.mark.parametrize(
    "change",
    [
        "level = 'follow_up', body = 'x', sealed = NULL",
        "author_id = %s",
        "participant_id = %s",
        "uid = gen_random_uuid()",
    ],
)
def test_level_author_and_person_never_change(counsellor, programme, note, change):
    other = (
        ParcoursFactory(programme=programme).participant.pk
        if "participant" in change
        else (make_user(programme, Role.COUNSELLOR).pk)
    )
    with rows_seen_by(counsellor):
        assert run("UPDATE parcours_note SET edited_at = now()") == 1
        with pytest.raises(DatabaseError, match=r"keeps its level|row-level security"):
            run(f"UPDATE parcours_note SET {change}", *([other] if "%s" in change else []))


def test_reading_is_written_under_ones_own_name_and_about_its_person(counsellor, programme, note):
    other = make_user(programme, Role.COUNSELLOR)
    insert = (
        "INSERT INTO parcours_notereading (note_id, participant_id, reader_id, reader_role, read_at)"
        " VALUES (%s, %s, %s, 'counsellor', now())"
    )
    with rows_seen_by(counsellor):
        assert run(insert, note.pk, note.participant_id, counsellor.pk) == 1
        for values in (
            (note.pk, note.participant_id, other.pk),
            (note.pk, ParcoursFactory(programme=programme).participant.pk, counsellor.pk),
        ):
            with pytest.raises(DatabaseError, match="row-level security"):
                run(insert, *values)


def test_history_of_a_confidential_note_is_walled_too(counsellor, programme, person, note):
    reader, other = make_user(programme, Role.COUNSELLOR), make_user(programme, Role.COUNSELLOR)
    name_readers(note, readers=[reader], by=counsellor)
    write_note(person, level="follow_up", text="autre", by=counsellor)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    levels = "SELECT DISTINCT level FROM parcours_noteevent ORDER BY level"

    assert run(levels) == [("follow_up",)]
    for who, seen in ((counsellor, 2), (reader, 2), (other, 1)):
        with rows_seen_by(who):
            assert len(run(levels)) == seen


def test_named_reader_adds_no_old_text_and_reads_as_a_counsellor(counsellor, programme, note):
    reader = make_user(programme, Role.COUNSELLOR)
    name_readers(note, readers=[reader], by=counsellor)
    version = "INSERT INTO parcours_noteversion (uid, note_id, body, sealed, replaced_at) VALUES (gen_random_uuid(), %s, '', 'x', now())"
    reading = (
        "INSERT INTO parcours_notereading (note_id, participant_id, reader_id, reader_role, read_at)"
        " VALUES (%s, %s, %s, %s, now())"
    )
    with rows_seen_by(counsellor):
        assert run(version, note.pk) == 1
    with rows_seen_by(reader):
        with pytest.raises(DatabaseError, match="row-level security"):
            run(version, note.pk)
        with pytest.raises(DatabaseError, match="row-level security"):
            run(reading, note.pk, note.participant_id, reader.pk, "coordinator")
        assert run(reading, note.pk, note.participant_id, reader.pk, "counsellor") == 1


def closed_on_the_page(counsellor, note) -> bool:
    """Tell whether the page shows the sentence and nothing of the text, and no reading is kept."""
    with rows_seen_by(counsellor):
        before = NoteReading.objects.count()
    page = client_of(counsellor).post(reverse("parcours:note_read", args=[note.pk])).content.decode()
    with rows_seen_by(counsellor):
        after = NoteReading.objects.count()
    return PROBLEM in page and WORDS not in page and "<textarea" not in page and before == after


@pytest.mark.parametrize("position", [0, 1, 8, 9, 20, 21, 30, -1])
def test_altered_at_any_place_it_stays_closed(counsellor, note, position):
    """Version, key's number (first and last byte), nonce (same), text, tag."""
    altered = bytearray(note.sealed)
    altered[position] ^= 1
    with rows_seen_by(counsellor):
        Note.objects.filter(pk=note.pk).update(sealed=bytes(altered))
    note.sealed = bytes(altered)

    with pytest.raises(SealError):
        open_note(note, by=counsellor)
    assert closed_on_the_page(counsellor, note)


@pytest.mark.parametrize("where", ["another note", "another person", "a version"])
def test_moved_elsewhere_it_stays_closed(counsellor, programme, person, note, where):
    about = ParcoursFactory(programme=programme).participant if where == "another person" else person
    target = write_note(about, level="confidential", text="autre", by=counsellor)
    with rows_seen_by(counsellor):
        source = NoteVersion.objects.get().sealed if where == "a version" else note.sealed
        Note.objects.filter(pk=target.pk).update(sealed=bytes(source))

    assert closed_on_the_page(counsellor, target)


def test_under_another_master_key_it_stays_closed(counsellor, note, settings):
    assert not closed_on_the_page(counsellor, note)
    settings.MASTER_KEY = sealing.base64.b64encode(os.urandom(32)).decode()

    assert closed_on_the_page(counsellor, note)


def test_once_the_persons_key_is_destroyed_it_stays_closed(counsellor, note, as_owner):
    with as_owner():
        PersonKey.objects.filter(participant=note.participant_id).delete()

    assert closed_on_the_page(counsellor, note)


def test_history_holds_no_text_of_any_level(counsellor, programme, person, note):
    for level in ("practical", "follow_up"):
        edit_note(write_note(person, level=level, text=WORDS, by=counsellor), text=f"{WORDS} 2", by=counsellor)
    tables = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND (tablename LIKE '%%event'"
                 " OR tablename = 'pghistory_context')")  # fmt: skip
    found = [
        table for (table,) in tables if run(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", f"%{WORDS}%")
    ]

    assert found == []
    assert len(tables) > 20
    assert run("SELECT count(*) > 0 FROM parcours_note t WHERE t::text LIKE %s", f"%{WORDS}%") == [(True,)]
