"""Steps: proposed, corrected, moved on by the trade's rules, and their pages."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parcours.actions.steps import ENDS_WITH_A_REASON, StepError, change_step, create_step, move_step
from parcours.forms.steps import KIND_GROUPS, StepForm
from parcours.models import Step, StepKind, StepState, StepTransition
from parcours.models.step import ENDED, NEXT_STATES
from participants.models import Task
from tests.fixtures import make_user
from tests.parcours.factories import ParcoursFactory, StepFactory

pytestmark = pytest.mark.django_db

ALLOWED = [(before, to) for before in StepState for to in StepState if to in NEXT_STATES[before]]
REFUSED = [(before, to) for before in StepState for to in StepState if to not in NEXT_STATES[before]]
TYPED = {"kind": "fle", "words": "Passer le test", "theme": "language", "who": "vous", "place": "Maison communale"}


@pytest.fixture
def parcours(programme, counsellor):
    return ParcoursFactory(programme=programme, referent=counsellor)


def step_in(state, **fields):
    return StepFactory(state=state, ended_on=date(2026, 1, 5) if state in ENDED else None, **fields)


def transitions_of(step):
    return list(step.transitions.values_list("from_state", "to_state", "reason", "by"))


def test_step_is_proposed_with_its_first_transition(parcours, counsellor):
    step = create_step(parcours, **TYPED, by=counsellor)

    assert (step.state, step.created_by, transitions_of(step)) == (
        "proposed",
        counsellor,
        [("", "proposed", "", counsellor.pk)],
    )


@pytest.mark.parametrize(("before", "to"), ALLOWED)
def test_allowed_move_is_written_with_its_transition(parcours, counsellor, before, to):
    step = step_in(before, parcours=parcours)

    moved = move_step(step, to=to, by=counsellor, reason=" Elle préfère attendre. ")

    step.refresh_from_db()
    assert (moved.pk, step.state) == (step.pk, to)
    assert step.ended_on == (timezone.localdate() if to in ENDED else None)
    assert transitions_of(step) == [(before, to, "Elle préfère attendre.", counsellor.pk)]


@pytest.mark.parametrize(("before", "to"), REFUSED)
def test_other_move_is_refused_in_words(parcours, counsellor, before, to):
    step = step_in(before, parcours=parcours)

    with pytest.raises(StepError) as refusal:
        move_step(step, to=to, by=counsellor, reason="Un essai.")

    assert str(refusal.value) == f"Cette étape est « {before.label} » : elle ne devient pas « {to.label} »."
    step.refresh_from_db()
    assert (step.state, transitions_of(step)) == (before, [])


@pytest.mark.parametrize("to", ENDS_WITH_A_REASON)
def test_early_end_asks_why(parcours, counsellor, to):
    step = step_in(StepState.ACCEPTED if to == "declined" else StepState.ONGOING, parcours=parcours)

    with pytest.raises(StepError, match="Dites pourquoi, en une phrase") as refusal:
        move_step(step, to=to, by=counsellor, reason="   ")

    assert refusal.value.field == "reason"


class AnySequence(TestCase):
    """Whatever is asked in whatever order, a step only walks along the trade's arrows."""

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(list(StepState)), max_size=8))
    def test_any_sequence_keeps_the_rules(self, asked):
        step = StepFactory()
        by = step.parcours.referent
        state, moves = StepState.PROPOSED, []
        for to in asked:
            if to in NEXT_STATES[state]:
                move_step(step, to=to, by=by, reason="Parce que.")
                moves.append((state, to))
                state = to
            else:
                with pytest.raises(StepError):
                    move_step(step, to=to, by=by, reason="Parce que.")
        step.refresh_from_db()
        assert (step.state, step.ended_on is not None) == (state, state in ENDED)
        assert list(step.transitions.values_list("from_state", "to_state")) == moves


def test_move_reads_the_step_as_it_stands_now(parcours, counsellor):
    step = StepFactory(parcours=parcours)
    move_step(step, to="declined", by=counsellor, reason="Ne veut pas.")

    with pytest.raises(StepError):
        move_step(step, to="accepted", by=counsellor)  # this copy still says "proposed"


def test_correction_never_writes_the_state(parcours, counsellor):
    stale = StepFactory(parcours=parcours)
    move_step(stale, to="accepted", by=counsellor)

    change_step(stale, words="Passer l'examen")

    fresh = Step.objects.get(pk=stale.pk)
    assert (fresh.words, fresh.state) == ("Passer l'examen", "accepted")
    with pytest.raises(TypeError, match="state"):
        change_step(stale, state="done")


def test_step_brings_the_alerts_up_to_date(programme, counsellor):
    silent = ParcoursFactory(
        programme=programme, referent=counsellor, opened_on=timezone.localdate() - timedelta(days=40)
    )

    create_step(silent, **TYPED, by=counsellor)

    assert Task.objects.filter(kind=Task.Kind.NO_CONTACT, assignee=counsellor).count() == 1


def test_every_kind_stands_in_one_group():
    grouped = [kind for _group, kinds in KIND_GROUPS for kind in kinds]

    assert sorted(grouped) == sorted(StepKind.values)
    assert [group for group, _kinds in StepForm().fields["kind"].choices][1:] == [
        str(group) for group, _ in KIND_GROUPS
    ]


def test_step_is_added_from_its_page(as_counsellor, parcours, counsellor):
    answer = as_counsellor.post(
        reverse("parcours:step_create", args=[parcours.participant.pk]), TYPED | {"due_on": "2026-03-04"}
    )

    step = Step.objects.get(parcours=parcours)
    assert answer.url == f"{parcours.get_absolute_url()}#etapes"
    assert (step.words, step.due_on, step.created_by) == ("Passer le test", date(2026, 3, 4), counsellor)


def test_theme_of_the_address_is_chosen(as_counsellor, parcours):
    address = reverse("parcours:step_create", args=[parcours.participant.pk])

    page = as_counsellor.get(address, {"theme": "money"}).content.decode()

    assert '<option value="money" selected>' in page


def test_bad_input_keeps_what_was_typed(as_counsellor, parcours):
    typed = TYPED | {"words": "Elle a dit 85.07.30-033.28", "due_on": "jamais", "kind": "danse"}

    page = as_counsellor.post(reverse("parcours:step_create", args=[parcours.participant.pk]), typed)

    form = page.context["form"]
    assert (page.status_code, sorted(form.errors)) == (200, ["due_on", "kind", "words"])
    assert [form["words"].value(), form["who"].value(), form["due_on"].value()] == [typed["words"], "vous", "jamais"]
    assert not Step.objects.exists()


def test_step_is_corrected_from_its_page(as_counsellor, parcours):
    step = StepFactory(parcours=parcours)

    as_counsellor.post(reverse("parcours:step_edit", args=[step.pk]), TYPED | {"words": "Autre chose", "due_on": ""})

    step.refresh_from_db()
    assert (step.words, step.due_on) == ("Autre chose", None)


def test_state_moves_from_the_page_and_the_history_says_who(as_counsellor, parcours, counsellor):
    step = create_step(parcours, **TYPED, by=counsellor)

    answer = as_counsellor.post(
        reverse("parcours:step_state", args=[step.pk]), {"state": "declined", "reason": "Trop loin."}
    )

    assert answer.url == step.get_absolute_url()
    page = as_counsellor.get(answer.url)
    said = [(move.get_to_state_display(), move.reason, move.by) for move in page.context["transitions"]]
    assert said == [("proposée", "", counsellor), ("refusée", "Trop loin.", counsellor)]
    assert "« Trop loin. »" in page.content.decode()
    assert "Noter le nouvel état" not in page.content.decode()  # it has ended


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"state": "dropped", "reason": ""}, {"reason": ["Dites pourquoi, en une phrase."]}),
        ({"state": "", "reason": "Parce que."}, {"state": ["Ce champ est obligatoire."]}),
        (
            {"state": "done", "reason": "Déjà."},
            {"state": ["Sélectionnez un choix valide. done n’en fait pas partie."]},
        ),
    ],
)
def test_bad_move_keeps_what_was_typed(as_counsellor, parcours, sent, wrong):
    step = StepFactory(parcours=parcours)

    page = as_counsellor.post(reverse("parcours:step_state", args=[step.pk]), sent)

    form = page.context["state_form"]
    assert (page.status_code, dict(form.errors)) == (200, wrong)
    assert (form["state"].value(), form["reason"].value()) == (sent["state"], sent["reason"])
    assert not StepTransition.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_step_page_takes_the_same_queries_whatever_happened(
    as_counsellor, parcours, programme, rows, django_assert_num_queries
):
    step = StepFactory(parcours=parcours)
    for state in (StepState.PROPOSED, StepState.ACCEPTED, StepState.ONGOING)[:rows]:
        StepTransition.objects.create(step=step, to_state=state, by=make_user(programme))

    with django_assert_num_queries(5):
        as_counsellor.get(step.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_steps_of_the_persons_page_make_no_query(parcours, rows, django_assert_num_queries):
    today = timezone.localdate()
    context = {
        "person": parcours.participant,
        "today": today,
        "steps": [StepFactory(parcours=parcours, due_on=today - timedelta(days=1)) for _ in range(rows)],
        "ended_steps": [step_in(StepState.DONE, parcours=parcours) for _ in range(rows)],
    }

    with django_assert_num_queries(0):
        part = render_to_string("parcours/_steps.html", context)

    assert (part.count("en retard"), part.count("terminée")) == (rows, rows)
    assert "vous · Centre d&#x27;essai · pour le " in part


def test_person_without_steps_is_told_so(parcours):
    part = render_to_string(
        "parcours/_steps.html",
        {"person": parcours.participant, "today": timezone.localdate(), "steps": [], "ended_steps": []},
    )

    assert "Aucune étape à venir." in part
    assert "Imprimer le plan" not in part
