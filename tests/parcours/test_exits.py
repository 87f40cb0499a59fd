"""Exits: recorded once, on time or late, corrected, read by each funder as its table says on that day."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from accounts.roles import Role
from parcours.actions.alerts import follow_alerts
from parcours.actions.exits import ExitError, correct_exit, record_exit
from parcours.models import FollowUp, FunderReading, Outcome, Situation
from parcours.models.follow_up import months_after
from parcours.models.outcome import IN_TRAINING, IN_WORK
from participants.documents import UploadRefusedError
from participants.models import Document, Enrolment, Task
from tests.factories import EnrolmentFactory
from tests.parcours.factories import OutcomeFactory, ParcoursFactory
from tests.visitor import words_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway under way."""
    return ParcoursFactory(programme=programme, referent=counsellor, opened_on=date(2025, 3, 3))


def leave(parcours, **facts):
    """Record an exit of today to a lasting job, unless the story says otherwise."""
    usual = {"situation": "permanent", "exited_on": timezone.localdate(), "evidence": "person"}
    return record_exit(parcours, **usual | facts, by=parcours.referent)


def answers(**facts):
    """What the form sends."""
    today = timezone.localdate().isoformat()
    return {"situation": "permanent", "exited_on": today, "evidence": "contract"} | facts


def exit_page(parcours, name="exit_edit"):
    return reverse(f"parcours:{name}", args=[parcours.enrolment.participant_id])


@given(day=st.dates(date(1990, 1, 1), date(2090, 12, 31)), months=st.integers(0, 36))
def test_months_later_keep_the_day_or_take_the_months_last(day, months):
    later = months_after(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later >= day
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
    ],
)
def test_end_of_month_is_kept(day, months, expected):
    assert months_after(day, months) == expected


def test_exit_dates_the_place_and_plans_four_follow_ups(parcours):
    leave(parcours, exited_on=date(2025, 8, 31))

    parcours.enrolment.refresh_from_db()
    assert parcours.enrolment.exited_on == date(2025, 8, 31)
    assert [(one.wave, one.due_on, one.state) for one in FollowUp.objects.all()] == [
        ("28d", date(2025, 9, 28), "due"),
        ("3m", date(2025, 11, 30), "due"),
        ("6m", date(2026, 2, 28), "due"),  # domain rule 27
        ("12m", date(2026, 8, 31), "due"),
    ]


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (27, False), (28, False), (29, True)])
def test_exit_is_late_after_the_28th_day(parcours, days, is_late):
    recorded_at = datetime(2025, 9, 1, 10, tzinfo=UTC) + timedelta(days=days)

    outcome = OutcomeFactory(parcours=parcours, exited_on=date(2025, 9, 1), recorded_at=recorded_at)

    assert outcome.is_late is is_late


def test_last_evening_of_the_28th_day_in_brussels_is_on_time(parcours):
    recorded_at = datetime(2025, 9, 29, 21, 59, tzinfo=UTC)  # 23:59 in Brussels

    outcome = OutcomeFactory(parcours=parcours, exited_on=date(2025, 9, 1), recorded_at=recorded_at)

    assert not outcome.is_late
    outcome.recorded_at += timedelta(minutes=1)
    assert outcome.is_late


def test_late_exit_says_so(as_counsellor, parcours):
    leave(parcours, exited_on=timezone.localdate() - timedelta(days=29))

    assert "encodée après le 28e jour" in as_counsellor.get(exit_page(parcours, "exit_detail")).content.decode()


def test_exit_settles_the_tasks_it_answers_and_no_other(parcours, programme):
    person = parcours.enrolment.participant
    follow_alerts(parcours)  # nobody has spoken with the person since the opening
    for key in (f"job_found:{person.pk}:{programme.pk}:7", f"job_found:{person.pk}:{programme.pk}1", "autre"):
        Task.objects.create(
            programme=programme, participant=person, role=Role.COUNSELLOR, kind="other", words="…", key=key,
            due_on=timezone.localdate(),
        )  # fmt: skip
    assert Task.objects.open().filter(key__startswith="alert:").count() == 1

    leave(parcours)

    assert sorted(Task.objects.open().values_list("key", flat=True)) == [
        "autre",
        f"job_found:{person.pk}:{programme.pk}1",
    ]
    assert Task.objects.done().get(key=f"job_found:{person.pk}:{programme.pk}:7").done_by == parcours.referent


def test_alerts_stay_away_after_the_exit(parcours):
    leave(parcours)

    follow_alerts(parcours)

    assert Task.objects.open().count() == 0


def test_second_exit_a_day_to_come_and_a_day_before_the_entry_are_refused(parcours):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day, words in ((tomorrow, "à venir"), (date(2025, 3, 2), "La sortie vient après l'entrée.")):
        with pytest.raises(ExitError, match=words):
            leave(parcours, exited_on=day)
    assert Outcome.objects.count() == FollowUp.objects.count() == 0
    leave(parcours)

    with pytest.raises(ExitError, match="corrigez-la"):
        leave(parcours)


def test_corrected_day_moves_what_is_due_and_leaves_what_is_done(parcours, counsellor):
    outcome = leave(parcours, exited_on=date(2025, 9, 1))
    done = outcome.follow_ups.get(wave="28d")
    done.state, done.situation, done.answered_on = "answered", "permanent", date(2025, 10, 2)
    done.recorded_by, done.recorded_at = counsellor, timezone.now()
    done.save()

    correct_exit(outcome, exited_on=date(2025, 10, 1), by=counsellor)

    assert list(outcome.follow_ups.values_list("wave", "due_on")) == [
        ("28d", date(2025, 9, 29)),
        ("3m", date(2026, 1, 1)),
        ("6m", date(2026, 4, 1)),
        ("12m", date(2026, 10, 1)),
    ]
    parcours.enrolment.refresh_from_db()
    assert parcours.enrolment.exited_on == date(2025, 10, 1)


def test_correction_does_not_make_a_late_entry_early(parcours, counsellor):
    outcome = leave(parcours)
    before = outcome.recorded_at

    corrected = correct_exit(outcome, situation="short", by=counsellor)

    assert (corrected.recorded_at, corrected.situation) == (before, "short")


def test_place_and_start_are_kept_for_work_and_training_only(parcours, counsellor):
    outcome = leave(parcours, organisation="Atelier du Canal", starts_on=timezone.localdate())
    assert outcome.organisation == "Atelier du Canal"

    outcome = correct_exit(outcome, situation="moved", by=counsellor)

    assert (outcome.organisation, outcome.starts_on) == ("", None)


@pytest.mark.parametrize("funder", FunderReading.Funder.values)
def test_every_situation_has_a_reading_of_each_funder(funder):
    read = FunderReading.objects.on(date(2025, 1, 1)).filter(funder=funder).values_list("situation", flat=True)

    assert sorted(read) == sorted(Situation.values)


@pytest.mark.parametrize("situation", [*(one for one in IN_WORK if one != "short"), *IN_TRAINING])
def test_month_of_work_or_a_training_is_positive_everywhere(situation):
    """Domain §5: Brussels' positive exit."""
    counts = FunderReading.objects.of_situation(situation).on(date(2026, 1, 1)).values_list("counts", flat=True)

    assert list(counts) == ["positive"] * 4


def test_exit_follows_the_reading_of_its_day(programme, counsellor):
    """What the figures will count: the reading that held on the day of each exit."""
    for day in (date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1)):
        OutcomeFactory(parcours__programme=programme, parcours__referent=counsellor, situation="short", exited_on=day)
    FunderReading.objects.create(
        funder="actiris", situation="short", counts="positive", valid_from=date(2025, 7, 1), source="convention 2025"
    )

    exits = Outcome.objects.with_reading("actiris").order_by("exited_on")

    assert [one.counts_as for one in exits] == [None, "neutral", "positive"]
    assert [one.counts_as for one in Outcome.objects.with_reading("esf").order_by("exited_on")] == [
        None,
        "positive",
        "positive",
    ]


def readings_shown(client, parcours):
    page = html.document_fromstring(client.get(exit_page(parcours, "exit_detail")).content.decode())
    return {words_of(row.find("th")): words_of(row.findall("td")[0]) for row in page.xpath("//tbody/tr")}


def test_administrator_adds_a_dated_reading_and_the_exit_page_follows_it(as_administrator, as_counsellor, parcours):
    leave(parcours, situation="short")
    assert readings_shown(as_counsellor, parcours) == {
        "Actiris": "neutre",
        "COCOF": "neutre",
        "FSE+": "positive",
        "CRU": "neutre",
    }
    for counts, day in (("positive", timezone.localdate()), ("negative", timezone.localdate() + timedelta(days=1))):
        response = as_administrator.post(
            reverse("admin:parcours_funderreading_add"),
            {"funder": "cru", "situation": "short", "counts": counts, "valid_from": day, "source": "arrêté"},
        )
        assert response.status_code == 302

    assert readings_shown(as_counsellor, parcours)["CRU"] == "positive"


def test_form_preselects_no_answer_and_offers_not_to_answer(as_counsellor, parcours):
    page = html.document_fromstring(as_counsellor.get(exit_page(parcours)).content.decode())

    for question in ("searching", "in_training", "qualified", "in_work"):
        choices = page.xpath(f"//input[@name='{question}']")
        assert [choice.get("value") for choice in choices] == ["yes", "no", "no_answer"]
        assert page.xpath(f"//input[@name='{question}'][@checked]") == []
    groups = page.xpath("//select[@name='situation']/optgroup")
    assert [group.get("label") for group in groups] == ["Emploi", "Formation", "Autre"]
    assert len(page.xpath("//select[@name='situation']//option[@value!='']")) == len(Situation)


def test_form_records_the_exit_with_its_document(as_counsellor, parcours, counsellor):
    proof = SimpleUploadedFile("contrat.pdf", PDF)

    response = as_counsellor.post(
        exit_page(parcours),
        answers(organisation="Atelier du Canal", in_work="yes", searching="no_answer", upload=proof),
    )

    assert response.url == exit_page(parcours, "exit_detail")
    outcome = Outcome.objects.get()
    assert (outcome.recorded_by, outcome.organisation, outcome.in_work) == (counsellor, "Atelier du Canal", "yes")
    assert (outcome.searching, outcome.qualified) == ("no_answer", "")
    assert outcome.document == Document.objects.get(participant=parcours.enrolment.participant)
    page = as_counsellor.get(response.url).content.decode()
    assert "Ne souhaite pas répondre" in page
    assert "Preuve de sortie" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"exited_on": "2999-01-01"},
        {"exited_on": "2025-03-02"},
        {"evidence": ""},
        {"organisation": "85.07.30-033.28"},
        {"upload": SimpleUploadedFile("contrat.exe", b"MZ")},
    ],
)
def test_refused_form_keeps_what_was_typed(as_counsellor, parcours, wrong):
    typed = {"organisation": "Atelier du Canal", "qualified": "no"}

    page = as_counsellor.post(exit_page(parcours), answers(**typed | wrong)).content.decode()

    document = html.document_fromstring(page)
    assert document.xpath("//*[@data-error-summary]")
    assert document.xpath("//input[@name='qualified'][@checked]/@value") == ["no"]
    assert document.xpath("//select[@name='situation']//option[@selected]/@value") == ["permanent"]
    assert document.xpath("//input[@name='organisation']/@value") == [(typed | wrong)["organisation"]]
    assert Outcome.objects.count() == FollowUp.objects.count() == Document.objects.count() == 0
    parcours.enrolment.refresh_from_db()
    assert parcours.enrolment.exited_on is None


def test_refused_upload_leaves_no_exit(parcours):
    with pytest.raises(UploadRefusedError):
        leave(parcours, upload=SimpleUploadedFile("contrat.exe", b"MZ"))

    assert Outcome.objects.count() == 0


def test_page_corrects_and_never_deletes(as_counsellor, parcours):
    leave(parcours)

    page = as_counsellor.get(exit_page(parcours)).content.decode()
    as_counsellor.post(exit_page(parcours), answers(situation="language", in_training="yes"))

    assert "Une sortie se corrige, elle ne s’efface pas" in page
    outcome = Outcome.objects.get()
    assert (outcome.situation, outcome.in_training) == ("language", "yes")


def test_person_without_exit_is_led_to_the_form(as_counsellor, parcours):
    assert as_counsellor.get(exit_page(parcours, "exit_detail")).url == exit_page(parcours)


@pytest.mark.parametrize("who", ["as_operations", "as_coordinator", "as_housing", "as_administrator"])
def test_exits_are_the_counsellors(request, who, parcours):
    client = request.getfixturevalue(who)

    assert {
        client.get(exit_page(parcours)).status_code,
        client.post(exit_page(parcours), answers()).status_code,
        client.get(exit_page(parcours, "exit_detail")).status_code,
        client.get(reverse("parcours:follow_up_list")).status_code,
    } == {403}
    assert Outcome.objects.count() == 0


def test_place_with_a_parcours_is_left_through_it_alone(as_operations, programme, parcours):
    with_one, without = parcours.enrolment, EnrolmentFactory(programme=programme)
    sent = {"source": "housing", "exited_on": timezone.localdate().isoformat()}
    addresses = [reverse("participants:enrolment_edit", args=[one.participant_id]) for one in (with_one, without)]

    assert "La sortie s’encode par le conseil" in as_operations.get(addresses[0]).content.decode()
    answers = [as_operations.post(address, sent).status_code for address in addresses]

    assert answers == [302, 302]
    places = [Enrolment.objects.get(pk=one.pk) for one in (with_one, without)]
    assert [(place.source, place.exited_on) for place in places] == [
        ("housing", None),
        ("housing", timezone.localdate()),
    ]


def test_evidence_of_an_exit_is_for_those_who_record_exits(as_counsellor, as_operations, as_coordinator, parcours):
    leave(parcours, upload=SimpleUploadedFile("contrat.pdf", PDF))
    document = Document.objects.get()
    person = parcours.enrolment.participant
    address = reverse("participants:document_download", args=[document.pk])

    clients = (as_counsellor, as_operations, as_coordinator)
    assert [client.get(address).status_code for client in clients] == [200, 404, 404]
    pages = [client.get(person.get_absolute_url()).content.decode() for client in clients]
    assert [address in page for page in pages] == [True, False, False]
    form = as_operations.get(reverse("participants:document_create", args=[person.pk])).context["form"]
    assert document.kind not in dict(form.fields["kind"].choices)
