"""What a person reads on their own sheet: their own facts, the register's totals, and nothing else."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.roles import Role
from accounts.scope import rows_seen_by
from chantiers.models import Relay
from config.templatetags.formats import long_date
from parcours.actions.sheets import make_sheet_link
from parcours.models import Note, NoteReading
from parcours.own_sheet import own_sheet_of
from participants.actions.allowances import VolunteeringDay, approve_lines, correct_line, set_days
from participants.models import AllowanceLine, IncomePeriod
from participants.register import register_of
from participants.sealing import place_of, seal
from tests.factories import (
    AttendanceFactory,
    ChantierFactory,
    EnrolmentFactory,
    PlacementFactory,
    SessionFactory,
    make_payable,
)
from tests.fixtures import make_user
from tests.parcours.factories import ContactFactory, NoteFactory, ParcoursFactory, StepFactory

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)
CLOSED = {"state": "closed", "closed_at": "2025-06-01T12:00Z"}


@pytest.fixture
def chantier(programme):
    return ChantierFactory(programme=programme, site__name="Cour du Canal", site__address="Quai des Essais 1")


@pytest.fixture
def parcours(chantier, counsellor):
    """Aïcha's pathway; she is in the group of the worksite."""
    names = {"first_name": "Aïcha", "last_name": "Benomar", "address": "Rue Secrète 12", "phone": "0470 99 88 77"}
    person = PlacementFactory(chantier=chantier, **{f"participant__{name}": value for name, value in names.items()})
    enrolment = person.participant.enrolments.get()
    return ParcoursFactory(enrolment=enrolment, referent=counsellor)


@pytest.fixture
def aicha(parcours):
    return parcours.enrolment.participant


@pytest.fixture
def link(parcours, counsellor):
    return make_sheet_link(parcours.enrolment, language="fr", by=counsellor)[0]


@pytest.fixture
def address(parcours, counsellor):
    """The path of Aïcha's sheet."""
    return path_of(parcours, counsellor)


def path_of(parcours, by, language="fr"):
    token = make_sheet_link(parcours.enrolment, language=language, by=by)[1].split("/")[-2]
    return reverse("parcours:own_sheet", args=[token])


def volunteer(person, programme, *days, amount="30.00"):
    """Give a person lines on some days of 2025, next to those there are."""
    own = AllowanceLine.objects.filter(participant=person).values_list("day", "programme", "expected_amount")
    known = {day: VolunteeringDay(of, expected) for day, of, expected in own.distinct("day").order_by("day")}
    wanted = {day: VolunteeringDay(programme.pk, Decimal(amount)) for day in days}
    set_days(person.pk, 2025, known | wanted)


def note_of(person, programme, author):
    """A confidential note, sealed as the action does."""
    with rows_seen_by(author):
        note = Note(programme=programme, participant=person, author=author, level="confidential")
        note.sealed = seal(person.pk, "SECRET-DE-LA-NOTE", place=place_of(note, "sealed"))
        note.save(force_insert=True)
    return note


def read(note, reader, role=Role.COUNSELLOR, at="2025-05-06T09:00Z"):
    with rows_seen_by(note.author):
        Note.objects.filter(pk=note.pk).update(reader_ids=[reader.pk])
    with rows_seen_by(reader):
        NoteReading.objects.bulk_create(
            [NoteReading(note=note, participant_id=note.participant_id, reader=reader, reader_role=role, read_at=at)]
        )


def test_dates_hold_sessions_the_appointment_and_dated_steps(parcours, chantier, link):
    SessionFactory(chantier=chantier, on=TODAY + timedelta(days=3))
    SessionFactory(chantier=chantier, on=TODAY + timedelta(days=4), state="cancelled", cancel_reason="weather")
    SessionFactory(chantier=chantier, on=TODAY - timedelta(days=1))
    SessionFactory(chantier=ChantierFactory(programme=parcours.enrolment.programme), on=TODAY)
    ContactFactory(parcours=parcours, held_on=TODAY, next_on=TODAY + timedelta(days=2))
    StepFactory(parcours=parcours, due_on=TODAY + timedelta(days=9))
    StepFactory(parcours=parcours, due_on=None)

    dates = own_sheet_of(link, TODAY).dates

    assert [(one.kind, (one.day - TODAY).days, one.place, one.words) for one in dates] == [
        ("contact", 2, "", ""),
        ("session", 3, "Cour du Canal, Quai des Essais 1", ""),
        ("step", 9, "", "Passer le test de français"),
    ]


def test_dates_show_the_next_six_sessions(chantier, link):
    for days in range(0, 32, 4):
        SessionFactory(chantier=chantier, on=TODAY + timedelta(days=days))

    assert [(one.day - TODAY).days for one in own_sheet_of(link, TODAY).dates] == [0, 4, 8, 12, 16, 20]


def test_no_date_outlives_the_place_in_the_group(parcours, aicha, chantier, link):
    aicha.placements.update(ends_on=TODAY, state="left")
    SessionFactory(chantier=chantier, on=TODAY + timedelta(days=1))

    assert own_sheet_of(link, TODAY).dates == []


def test_hours_count_presences_of_closed_sessions_of_the_year(aicha, chantier, link):
    for number, state in enumerate(("P", "D", "AP")):
        session = SessionFactory(chantier=chantier, on=date(2025, 5, 5 + number), **CLOSED)
        AttendanceFactory(session=session, participant=aicha, state=state)
    AttendanceFactory(session=SessionFactory(chantier=chantier, on=date(2025, 5, 9)), participant=aicha)

    assert own_sheet_of(link, TODAY).minutes == 2 * 360


def test_totals_equal_the_register(aicha, chantier, programme, link, coordinator, other_programme):
    make_payable(aicha, programme)
    EnrolmentFactory(participant=aicha, programme=other_programme)
    volunteer(aicha, programme, date(2025, 4, 1), date(2025, 4, 2), date(2025, 4, 3))
    volunteer(aicha, other_programme, date(2025, 4, 4))  # held: nothing is signed there
    approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=coordinator)
    corrected = AllowanceLine.objects.get(day=date(2025, 4, 1))
    correct_line(corrected, net=Decimal("12.50"), reason="Partie plus tôt", by=coordinator)
    volunteer(aicha, programme, date(2025, 4, 7))  # proposed

    (year,) = own_sheet_of(link, TODAY).years

    (row,) = register_of(programme, 2025).people
    assert (year.approved, year.waiting) == (row.approved, row.held) == (Decimal("72.50"), Decimal("30.00"))
    # What waits may still be approved, in the other programme too: the person is not told that it is left.
    assert year.left == Decimal("1692.51") - Decimal("72.50") - Decimal("30.00") - Decimal("30.00")


def test_lines_of_a_merged_record_count_as_in_the_register(aicha, programme, link, coordinator):
    make_payable(aicha, programme)
    volunteer(aicha, programme, date(2025, 4, 1))
    twin = EnrolmentFactory(programme=programme).participant
    volunteer(twin, programme, date(2025, 4, 2))
    twin.merged_into = aicha
    twin.save()

    (year,) = own_sheet_of(link, TODAY).years

    (row,) = register_of(programme, 2025).people
    assert (year.approved, year.waiting) == (row.approved, row.held) == (Decimal("0.00"), Decimal("60.00"))


def test_last_year_stays_while_something_waits(aicha, programme, link, coordinator):
    make_payable(aicha, programme)
    volunteer(aicha, programme, date(2025, 12, 1))
    assert [year.year for year in own_sheet_of(link, date(2026, 1, 5)).years] == [2026, 2025]

    approve_lines(AllowanceLine.objects.values_list("pk", flat=True), by=coordinator)

    assert [year.year for year in own_sheet_of(link, date(2026, 1, 5)).years] == [2026]


def test_steps_are_words_taken_and_to_come(parcours, link):
    StepFactory(parcours=parcours, words="Venir à l'accueil", state="done", ended_on=TODAY)
    StepFactory(parcours=parcours, words="Laissée", state="dropped", ended_on=TODAY)
    StepFactory(parcours=parcours, words="Passer le test", state="proposed")

    sheet = own_sheet_of(link, TODAY)

    assert [step.words for step in sheet.taken] == ["Venir à l'accueil"]
    assert [step.words for step in sheet.to_come] == ["Passer le test"]


def test_readings_are_a_role_and_a_day_and_only_that_persons(client, parcours, aicha, programme, counsellor, address):
    colleague = make_user(programme, Role.COUNSELLOR, first_name="Lecteur", last_name="Indiscret")
    note = note_of(aicha, programme, counsellor)
    read(note, colleague)
    read(note, colleague, at="2025-05-06T15:00Z")
    somebody = EnrolmentFactory(programme=programme).participant
    read(note_of(somebody, programme, counsellor), colleague, at="2025-05-13T09:00Z")

    page = client.get(address).content.decode()

    assert page.count("<li>Conseil, ") == 1
    assert "<li>Conseil, mardi 6 mai 2025</li>" in page
    for hidden in ("13 mai", "Lecteur", "Indiscret", "SECRET-DE-LA-NOTE"):
        assert hidden not in page


def test_readings_exist_for_the_open_link_only(parcours, aicha, programme, counsellor, link):
    read(note_of(aicha, programme, counsellor), counsellor)
    assert len(own_sheet_of(link, TODAY).readings) == 1

    link.revoked_at = timezone.now()
    link.save()

    assert own_sheet_of(link, TODAY).readings == []  # the database itself refuses


def test_page_holds_nothing_else(client, parcours, aicha, programme, counsellor, operations, address):
    IncomePeriod.objects.create(participant=aicha, kind="cpas")
    NoteFactory(programme=programme, participant=aicha, author=counsellor, body="Note de suivi")
    ContactFactory(parcours=parcours, sentence="Va mal", next_on=timezone.localdate())
    StepFactory(parcours=parcours, who="Madame Partenaire", place="Lieu discret", theme="health")
    Relay.objects.create(programme=programme, participant=aicha, sentence="Relais secret", sent_by=operations)

    page = client.get(address).content.decode()

    hidden = ("Benomar", "Rue Secrète", "0470", "CPAS", "Note de suivi", "Va mal", "Madame Partenaire", "Lieu discret")
    assert [words for words in (*hidden, "santé", "Relais secret", str(counsellor)) if words in page] == []
    assert "Bonjour Aïcha" in page
    assert "Passer le test de français" in page


def test_dutch_page_is_all_dutch(client, parcours, chantier, aicha, programme, counsellor):
    today = timezone.localdate()
    make_payable(aicha, programme, today.year)
    set_days(aicha.pk, today.year, {today: VolunteeringDay(programme.pk, Decimal("30.00"))})
    SessionFactory(chantier=chantier, on=today)
    ContactFactory(parcours=parcours, next_on=today)
    StepFactory(parcours=parcours, words="Stap een")
    StepFactory(parcours=parcours, words="Stap twee", state="done", ended_on=today)
    read(note_of(aicha, programme, counsellor), counsellor)
    address = path_of(parcours, counsellor, language="nl")

    french = client.get(address + "?langue=fr").content.decode()
    dutch = client.get(address).content.decode()

    assert 'lang="nl"' in dutch
    left = [line.strip() for line in french.splitlines() if line.strip() in {one.strip() for one in dutch.splitlines()}]
    assert [line for line in left if any(word in line for word in ("Vos ", "Votre ", " à ", "équipe", " année"))] == []
    for words in ("Dag Aïcha", "Uw volgende data", "Uw uren", "0 u 00", "Begeleiding, dinsdag 6 mei 2025"):
        assert words.replace("0 u 00", "0\u00a0u\u00a000") in dutch


@pytest.mark.parametrize(
    "name",
    ["residents/own_sheet.html", "residents/_own_sheet.html", "residents/own_sheet_closed.html", "pdf/own_sheet.html"],
)
def test_every_text_has_its_dutch(name):
    source = Path(settings.BASE_DIR, "templates", name).read_text(encoding="utf-8")
    texts = re.findall(r'{% translate "([^"]+)" %}', source)
    texts += [
        re.sub(r"{{ (\w+) }}", r"%(\1)s", text) for text in re.findall(r"{% blocktranslate[^%]*%}(.*?){% end", source)
    ]

    with translation.override("nl"):
        assert [text for text in texts if gettext(text) == text] == []
    assert len(texts) > 0


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2025, 6, 2)])
def test_first_of_the_month_is_french_only_in_french(day):
    with translation.override("nl"):
        assert long_date(day) == {1: "zondag 1 juni 2025", 2: "maandag 2 juni 2025"}[day.day]
    assert long_date(day) == {1: "dimanche 1er juin 2025", 2: "lundi 2 juin 2025"}[day.day]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries(client, parcours, chantier, aicha, programme, counsellor, rows, address,
                                     django_assert_num_queries):  # fmt: skip
    make_payable(aicha, programme, 2025)
    volunteer(aicha, programme, *(date(2025, 4, 1 + number) for number in range(rows)))
    for number in range(rows):
        SessionFactory(chantier=chantier, on=timezone.localdate() + timedelta(days=number))
        StepFactory(parcours=parcours)
        StepFactory(parcours=parcours, state="done", ended_on=TODAY)

    with django_assert_num_queries(16):
        client.get(address)
