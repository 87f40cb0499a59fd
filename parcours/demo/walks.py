"""The demo pathways themselves: opened before a first day, assessed, with objectives and steps at every state."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.demo import Days, Team, clock_at, working_day_before
from accounts.models import User
from parcours.actions.assessments import Answer, save_assessment, save_objective
from parcours.actions.parcours import hand_over, open_parcours
from parcours.actions.steps import create_step, move_step
from parcours.models import Objective, Parcours, Step, StepKind, StepState, Theme
from parcours.models.step import NEXT_STATES
from participants.demo import Resident
from participants.demo.residents import EARLIER_GROUPS, first_day_of
from participants.models import Enrolment

WALKING_GROUPS = (*EARLIER_GROUPS, "cage", "caves")
ALSO = "in_both_programmes"  # she waits for a place, and her pathway is open
DUTCH_SPEAKERS = "néerlandais, français"
WISHES = [
    ("Je veux travailler dehors, avec mes mains.", Theme.WORK),
    ("Je veux parler français sans avoir peur.", Theme.LANGUAGE),
    ("Je veux un papier qui dit ce que je sais faire.", Theme.TRAINING),
    ("Je veux remplir mes papiers moi-même.", Theme.DIGITAL),
    ("Je veux que mes enfants soient bien pendant que je travaille.", Theme.FAMILY),
    ("Je veux passer mon permis.", Theme.MOBILITY),
    ("Je veux payer mes dettes et respirer.", Theme.MONEY),
]
STRENGTHS = [
    "Ponctuelle, connaît tout le quartier, sait peindre. Sa sœur l’aide beaucoup.",
    "Patient, bricole depuis toujours, parle trois langues. Son voisin peut le conduire.",
    "A tenu un magasin, aime accueillir. Demande de l’aide quand il en faut.",
    "Apprend vite, soigneuse, a déjà suivi une formation. Son père la soutient.",
]
STEPS = [
    (StepKind.LANGUAGE_TEST, Theme.LANGUAGE, "Passer le test de français", "vous", "au centre de test"),
    (StepKind.FLE, Theme.LANGUAGE, "Suivre le cours de français du soir", "vous", "près de chez vous"),
    (StepKind.JOB_SEARCH, Theme.WORK, "Écrire le CV ensemble", "vous et nous", "à la mission locale"),
    (StepKind.DIGITAL_WORKSHOP, Theme.DIGITAL, "Apprendre à envoyer un e-mail", "vous", "à l’espace numérique"),
    (StepKind.RIGHTS, Theme.PAPERS, "Demander l’attestation", "vous et nous", "à la commune"),
    (StepKind.CHILDCARE, Theme.FAMILY, "Visiter la crèche", "vous", ""),
    (StepKind.DEBT, Theme.MONEY, "Rencontrer la médiation de dettes", "vous", ""),
    (StepKind.REFRESHER, Theme.TRAINING, "Tester le niveau en calcul", "vous", "au centre de formation"),
    (StepKind.LICENCE, Theme.MOBILITY, "S’inscrire à l’examen théorique", "vous", ""),
]
# How a step goes on to each state: the first moves, in order.
WAYS = {
    StepState.PROPOSED: (),
    StepState.ACCEPTED: ("accepted",),
    StepState.DIRECTED: ("accepted", "directed"),
    StepState.CONFIRMED: ("accepted", "directed", "confirmed"),
    StepState.ONGOING: ("accepted", "ongoing"),
    StepState.DONE: ("accepted", "ongoing", "done"),
    StepState.DROPPED: ("accepted", "ongoing", "dropped"),
    StepState.DECLINED: ("declined",),
    StepState.NO_OUTCOME: ("accepted", "no_outcome"),
}
WHY = {
    StepState.DROPPED: "préfère attendre",
    StepState.DECLINED: "pas pour le moment",
    StepState.NO_OUTCOME: "le service a fermé",
}


@dataclass(frozen=True)
class Walk:
    """A demo pathway: its person's story, its number in the list, and its place in time."""

    number: int
    resident: Resident
    parcours: Parcours
    referent: User
    opened_on: date
    exited_on: date | None


def open_walks(days: Days, team: Team, residents: list[Resident], chance: random.Random) -> list[Walk]:
    """Open a pathway for everybody of the two cohorts, and for one person who waits for a place: forty of them."""
    walking = [one for one in residents if one.group in WALKING_GROUPS or one.story == ALSO]
    walks = [_open(number, resident, days, team) for number, resident in enumerate(walking)]
    for walk in walks:
        _assess(walk, days, chance)
        _set_objectives(walk, days)
        _take_steps(walk, days, chance)
    _hand_one_over(next(walk for walk in walks if walk.exited_on is None), days, team)
    return walks


def _open(number: int, resident: Resident, days: Days, team: Team) -> Walk:
    enrolment = Enrolment.objects.get(participant=resident.person, programme=team.programme)
    first_day = enrolment.entered_on or first_day_of(resident.group, days)
    opened_on = working_day_before(min(first_day, days.today), 9)
    referent = team.colleague if number % 3 == 2 else team.counsellor
    language = "nl" if DUTCH_SPEAKERS in ", ".join(resident.person.languages) else "fr"
    with clock_at(opened_on):
        parcours = open_parcours(enrolment, referent=referent, opened_on=opened_on, language=language, by=referent)
    return Walk(number, resident, parcours, referent, opened_on, enrolment.exited_on)


def _assess(walk: Walk, days: Days, chance: random.Random) -> None:
    """Assess at entry; midway once the pathway is ten weeks old; at exit for those who left."""
    moments = [("entry", walk.opened_on)]
    if (days.today - walk.opened_on).days > 80:
        moments.append(("middle", working_day_before(walk.opened_on + timedelta(days=62), 0)))
    if walk.exited_on:
        moments.append(("exit", working_day_before(walk.exited_on, 0)))
    for later, (moment, day) in enumerate(moments):
        themes = {
            theme: Answer(chance.choice(_likely(number + walk.number, later))) for number, theme in enumerate(Theme)
        }
        with clock_at(day):
            save_assessment(
                walk.parcours,
                moment=moment,
                done_on=day,
                strengths=STRENGTHS[walk.number % len(STRENGTHS)],
                answers=themes,
                by=walk.referent,
            )


def _likely(number: int, later: int) -> list[str]:
    """Return the situations among which one is drawn: fewer worries as time goes on."""
    if number % 5 == 0:
        return ["work_on", "urgent"] if later == 0 else ["work_on", "fine"]
    return [["strength", "fine"], ["fine"], ["fine", "work_on"], ["no_answer", "fine"]][number % 4]


def _set_objectives(walk: Walk, days: Days) -> None:
    for offset in range(1 + walk.number % 2):
        words, theme = WISHES[(walk.number + offset * 3) % len(WISHES)]
        with clock_at(walk.opened_on):
            save_objective(
                Objective(
                    parcours=walk.parcours,
                    words=words,
                    theme=theme,
                    set_on=walk.opened_on,
                    reached_on=walk.exited_on if walk.exited_on and walk.number % 3 == 0 else None,
                ),
                by=walk.referent,
            )


def _take_steps(walk: Walk, days: Days, chance: random.Random) -> None:
    """Add two to four steps: those of people who left have ended, the others are at every state."""
    for offset in range(2 + walk.number % 3):
        kind, theme, words, who, place = STEPS[(walk.number * 2 + offset) % len(STEPS)]
        proposed_on = working_day_before(walk.opened_on + timedelta(days=3 + 9 * offset), 0)
        if proposed_on >= days.today:
            return
        state = _state_for(walk, offset)
        due_on = _due_on(walk, offset, proposed_on, days)
        with clock_at(proposed_on):
            step = create_step(
                walk.parcours,
                kind=kind,
                theme=theme,
                words=words,
                who=who,
                place=place,
                due_on=due_on,
                by=walk.referent,
            )
        _move(step, state, walk, proposed_on, days)


def _state_for(walk: Walk, offset: int) -> StepState:
    ended = [state for state in StepState if not NEXT_STATES[state]]
    if walk.exited_on:
        return ended[(walk.number + offset) % 2 * (walk.number % 4)]
    return list(StepState)[(walk.number + 2 * offset) % len(StepState)]


def _due_on(walk: Walk, offset: int, proposed_on: date, days: Days) -> date | None:
    """Give dates so that every queue has somebody: late, this week, later, none."""
    if walk.exited_on:
        return proposed_on + timedelta(days=20)
    pattern = (walk.number + offset) % 8
    if pattern == 5:
        return None
    return max(proposed_on, days.today + timedelta(days={7: -6, 1: 4}.get(pattern, 15 + 3 * pattern)))


def _move(step: Step, state: StepState, walk: Walk, proposed_on: date, days: Days) -> None:
    day = proposed_on
    for to in WAYS[state]:
        day = min(day + timedelta(days=4), working_day_before(walk.exited_on or days.today, 1))
        with clock_at(max(day, proposed_on)):
            move_step(step, to=to, by=walk.referent, reason=WHY.get(StepState(to), ""))


def _hand_one_over(walk: Walk, days: Days, team: Team) -> None:
    """Let one file change hands last month, with its trace."""
    other = team.counsellor if walk.referent == team.colleague else team.colleague
    with clock_at(working_day_before(days.today, 20)):
        hand_over(walk.parcours, to=other, reason="changement de secteur", by=walk.referent)
