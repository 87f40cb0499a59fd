"""Assessments, strengths first, at three moments; and objectives in the person's words."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from parcours.actions.assessments import Answer, save_assessment
from parcours.models import Assessment, Objective, Theme, ThemeAssessment
from participants.models import Restriction
from tests.fixtures import make_user
from tests.parcours.factories import AssessmentFactory, ObjectiveFactory, ParcoursFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "done_on": "2026-01-05",
    "strengths": "Sait peindre.",
    "situation_money": "urgent",
    "words_money": "J'ai des lettres que je n'ouvre plus.",
    "situation_health": "no_answer",
    "situation_housing": "fine",
}


@pytest.fixture
def parcours(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor)


@pytest.fixture
def address(parcours):
    """Return the address of the assessment of a moment."""
    return lambda moment: reverse("parcours:assessment_edit", args=[parcours.participant.pk, moment])


def answers_of(parcours, moment="entry"):
    assessment = Assessment.objects.get(parcours=parcours, moment=moment)
    return {theme: (answer.situation, answer.words) for theme, answer in assessment.answers.items()}


def test_assessment_is_kept_without_the_themes_left_out(as_counsellor, parcours, address, counsellor):
    answer = as_counsellor.post(address("entry"), TYPED)

    assert answer.url == reverse("parcours:assessment_list", args=[parcours.participant.pk])
    assessment = Assessment.objects.get(parcours=parcours)
    assert (assessment.strengths, assessment.done_on, assessment.done_by) == (
        "Sait peindre.",
        date(2026, 1, 5),
        counsellor,
    )
    assert answers_of(parcours) == {
        "housing": ("fine", ""),
        "money": ("urgent", "J'ai des lettres que je n'ouvre plus."),
        "health": ("no_answer", ""),
    }


def test_correction_keeps_the_author_and_one_row_a_theme(parcours, programme, counsellor):
    colleague = make_user(programme)
    facts = {"moment": "entry", "done_on": date(2026, 1, 5), "strengths": "Peint."}
    save_assessment(parcours, **facts, answers={"work": Answer("fine"), "money": Answer("urgent")}, by=counsellor)

    save_assessment(parcours, **facts, answers={"work": Answer("work_on", "Le soir.")}, by=colleague)

    assert Assessment.objects.get(parcours=parcours).done_by == counsellor
    assert answers_of(parcours) == {"work": ("work_on", "Le soir.")}


def test_form_shows_what_is_known_and_what_was_said_before(as_counsellor, parcours, address):
    entry = AssessmentFactory(parcours=parcours)
    ThemeAssessment.objects.create(assessment=entry, theme="money", situation="urgent", words="Des lettres.")
    ThemeAssessment.objects.create(assessment=entry, theme="work", situation="fine")

    known = as_counsellor.get(address("entry")).context["form"]
    later = as_counsellor.get(address("middle")).context["form"]

    assert [known["strengths"].value(), known["situation_money"].value()] == [entry.strengths, "urgent"]
    assert known["situation_money"].help_text == ""
    assert [later[f"situation_{theme}"].help_text for theme in ("money", "work", "health")] == [
        "À l'entrée : à régler vite · « Des lettres. »",
        "À l'entrée : ça va",
        "",
    ]
    assert later["situation_money"].value() is None


def test_exit_looks_back_at_the_latest_moment_before(as_counsellor, parcours, address):
    for moment, situation in (("entry", "urgent"), ("middle", "work_on"), ("exit", "fine")):
        assessment = AssessmentFactory(parcours=parcours, moment=moment)
        ThemeAssessment.objects.create(assessment=assessment, theme="money", situation=situation)

    form = as_counsellor.get(address("exit")).context["form"]

    assert form["situation_money"].help_text == "À mi-parcours : à travailler"


def test_strengths_come_first_then_the_themes_in_their_order(as_counsellor, address):
    page = as_counsellor.get(address("entry")).content.decode()

    places = [page.index(f'name="{name}"') for name in ("strengths", *(f"situation_{theme}" for theme in Theme))]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"strengths": ""}, ["strengths"]),
        ({"situation_work": "danse"}, ["situation_work"]),
        ({"words_family": "Deux enfants."}, ["situation_family"]),
        ({"words_money": "x" * 301}, ["words_money"]),
        ({"done_on": "9999-12-31"}, ["done_on"]),
        ({"strengths": "Son numéro : 85.07.30-033.28"}, ["strengths"]),
    ],
)
def test_bad_input_keeps_what_was_typed(as_counsellor, parcours, address, sent, wrong):
    typed = TYPED | sent

    page = as_counsellor.post(address("entry"), typed)

    form = page.context["form"]
    assert (page.status_code, sorted(form.errors)) == (200, wrong)
    assert {name: form[name].value() for name in typed} == typed
    assert not Assessment.objects.exists()


def test_unknown_moment_is_not_found(as_counsellor, address):
    assert as_counsellor.get(address("demain")).status_code == 404


def test_restrictions_stay_words_under_the_form(as_counsellor, parcours, address):
    person, today = parcours.participant, timezone.localdate()
    Restriction.objects.create(participant=person, words="pas de port de charges")
    Restriction.objects.create(participant=person, words="pas d'échelle", ends_on=today - timedelta(days=1))

    page = as_counsellor.get(address("entry"))

    assert [found.words for found in page.context["restrictions"]] == ["pas de port de charges"]
    assert reverse("participants:restriction_create", args=[person.pk]) in page.content.decode()


def test_comparison_shows_the_moments_side_by_side(as_counsellor, parcours, address):
    for moment, situation in (("entry", "urgent"), ("middle", "fine")):
        assessment = AssessmentFactory(parcours=parcours, moment=moment)
        ThemeAssessment.objects.create(assessment=assessment, theme="money", situation=situation)

    page = as_counsellor.get(reverse("parcours:assessment_list", args=[parcours.participant.pk]))

    shown = {theme: [said and said.situation for _moment, said in answers] for theme, answers in page.context["rows"]}
    assert shown == {theme: [None, None] for theme in Theme} | {Theme.MONEY: ["urgent", "fine"]}
    assert address("exit") in page.content.decode()


def test_comparison_without_assessment_offers_the_first(as_counsellor, parcours, address):
    page = as_counsellor.get(reverse("parcours:assessment_list", args=[parcours.participant.pk])).content.decode()

    assert "Pas encore de bilan" in page
    assert address("entry") in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("assessment_list", 6), ("assessment_edit", 7)])
def test_pages_take_the_same_queries(as_counsellor, parcours, name, queries, rows, django_assert_num_queries):
    for moment in Assessment.Moment.values[:rows]:
        assessment = AssessmentFactory(parcours=parcours, moment=moment)
        for theme in Theme.values[: rows * 3]:
            ThemeAssessment.objects.create(assessment=assessment, theme=theme, situation="fine")
    for number in range(rows):
        Restriction.objects.create(participant=parcours.participant, words=f"pas de charges {number}")
    moment = ["middle"] if name == "assessment_edit" else []

    with django_assert_num_queries(queries):
        as_counsellor.get(reverse(f"parcours:{name}", args=[parcours.participant.pk, *moment]))


@pytest.mark.parametrize("rows", [1, 3])
def test_part_of_the_persons_page_shows_open_themes_without_a_query(parcours, rows, django_assert_num_queries):
    for moment in Assessment.Moment.values[:rows]:
        assessment = AssessmentFactory(parcours=parcours, moment=moment, strengths=f"Forces {moment}")
        for theme, situation in (("money", "urgent"), ("housing", "work_on"), ("work", "fine")):
            ThemeAssessment.objects.create(assessment=assessment, theme=theme, situation=situation)
    assessments = list(parcours.assessments.prefetch_related("themes"))
    person = parcours.participant

    with django_assert_num_queries(0):
        part = render_to_string("parcours/_assessments.html", {"assessments": assessments, "person": person})

    assert f"Forces {Assessment.Moment.values[rows - 1]}" in part
    create = reverse("parcours:step_create", args=[person.pk])
    assert [part.count(f'href="{create}?theme={theme}"') for theme in ("housing", "money", "work")] == [1, 1, 0]
    assert part.index("theme=housing") < part.index("theme=money")


def test_objective_is_kept_in_the_persons_words(as_counsellor, parcours, counsellor):
    typed = {"words": "Je veux travailler dehors.", "theme": "", "set_on": "2026-01-05"}

    answer = as_counsellor.post(reverse("parcours:objective_create", args=[parcours.participant.pk]), typed)

    objective = Objective.objects.get(parcours=parcours)
    assert answer.url == f"{parcours.get_absolute_url()}#objectifs"
    assert (objective.words, objective.set_on, objective.recorded_by, objective.is_open) == (
        "Je veux travailler dehors.",
        date(2026, 1, 5),
        counsellor,
        True,
    )


@pytest.mark.parametrize("end", ["reached_on", "dropped_on"])
def test_objective_ends_on_a_day_and_keeps_its_author(as_counsellor, parcours, programme, end):
    author = make_user(programme)
    objective = ObjectiveFactory(parcours=parcours, recorded_by=author)
    typed = {"words": objective.words, "theme": "work", "set_on": "2026-01-05", end: "2026-02-01"}

    as_counsellor.post(reverse("parcours:objective_edit", args=[objective.pk]), typed)

    objective.refresh_from_db()
    assert (getattr(objective, end), objective.is_open, objective.recorded_by) == (date(2026, 2, 1), False, author)


def test_objective_is_not_both_reached_and_let_go(as_counsellor, parcours):
    objective = ObjectiveFactory(parcours=parcours)
    typed = {
        "words": "Un mot nouveau",
        "theme": "",
        "set_on": "2026-01-05",
        "reached_on": "2026-02-01",
        "dropped_on": "2026-02-01",
    }

    page = as_counsellor.post(reverse("parcours:objective_edit", args=[objective.pk]), typed)

    form = page.context["form"]
    assert form.non_field_errors() == ["Un objectif est atteint ou abandonné, pas les deux."]
    assert form["words"].value() == "Un mot nouveau"


@pytest.mark.parametrize("rows", [1, 3])
def test_objectives_of_the_persons_page_make_no_query(parcours, rows, django_assert_num_queries):
    objectives = [ObjectiveFactory(parcours=parcours, theme="work") for _ in range(rows)]
    context = {"person": parcours.participant, "objectives": objectives}

    with django_assert_num_queries(0):
        part = render_to_string("parcours/_objectives.html", context)

    assert part.count("« Je veux travailler dehors. »") == rows


@pytest.mark.parametrize("end", ["reached_on", "dropped_on"])
def test_objective_does_not_end_before_it_is_set(as_counsellor, parcours, end):
    objective = ObjectiveFactory(parcours=parcours)
    typed = {"words": "Un mot nouveau", "theme": "", "set_on": "2026-01-05", end: "2026-01-04"}

    page = as_counsellor.post(reverse("parcours:objective_edit", args=[objective.pk]), typed)

    assert page.context["form"].non_field_errors() == ["Un objectif se fixe avant d'être atteint ou abandonné."]
    objective.refresh_from_db()
    assert objective.is_open
