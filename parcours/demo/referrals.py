"""Sixty demo referrals: every state of the trade, answered by a link or noted by a colleague."""

import random
from datetime import date, time, timedelta

from accounts.demo import Days, Team, clock_at, moment_of, working_day_before
from parcours.actions.agreements import record_agreement, withdraw_agreement
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import answer_by_link, open_link, send_by
from parcours.actions.referrals import move_referral, prepare_referral
from parcours.demo.partners import THEMES, partner_for
from parcours.demo.walks import Walk
from parcours.models import Fact, Partner, Referral, ReferralState

State = ReferralState
NUMBER = 60
NEEDS = {
    "housing": "Comprendre la lettre de charges.",
    "work": "Préparer un entretien d’embauche.",
    "training": "Trouver une formation de peinture.",
    "papers": "Demander une attestation.",
    "money": "Faire le point sur des dettes.",
    "mobility": "Passer le permis théorique.",
    "health": "Trouver un médecin près de chez soi.",
    "family": "Trouver une place d’accueil pour un enfant.",
    "language": "Apprendre à lire le français.",
    "digital": "Apprendre à utiliser l’e-mail.",
}
# The states in which the referrals of pathways that go on, and of those that ended, are left.
GOING_ON = [
    State.SENT, State.ACCEPTED, State.WAITING, State.FIRST_MET, State.ONGOING, State.DRAFT, State.AGREED, State.RECEIVED,
    State.CLOSED, State.REFUSED, State.FIRST_MISSED, State.CANCELLED, State.EXPIRED,
]  # fmt: skip
ENDED = [State.CLOSED, State.CLOSED, State.REFUSED, State.CLOSED, State.EXPIRED, State.CANCELLED]
NEED_MET = ["yes", "partly", "yes", "no"]
# State → the moves that lead there once sent, in order.
MOVES = {
    State.RECEIVED: ("received",),
    State.ACCEPTED: ("received", "accepted"),
    State.WAITING: ("received", "waiting"),
    State.REFUSED: ("received", "refused"),
    State.FIRST_MET: ("accepted", "first_met"),
    State.FIRST_MISSED: ("accepted", "first_missed"),
    State.ONGOING: ("accepted", "first_met", "ongoing"),
    State.CLOSED: ("accepted", "first_met", "ongoing", "closed"),
}


def make_referrals(days: Days, team: Team, walks: list[Walk], partners: list[Partner], chance: random.Random) -> None:
    """Prepare sixty referrals and take each to its state."""
    for number in range(NUMBER):
        walk = walks[number % len(walks)]
        states = ENDED if walk.exited_on else GOING_ON
        state = states[(number + number // len(walks)) % len(states)]
        sent_on = _sent_on(walk, state, number, days, chance)
        referral = _prepare(walk, number, sent_on, partners)
        if state != State.DRAFT:
            _take_to(referral, state, number, sent_on, days, walk, team)


def _sent_on(walk: Walk, state: str, number: int, days: Days, chance: random.Random) -> date:
    if walk.exited_on:
        return working_day_before(walk.exited_on, 55 + number % 12)
    ago = {State.SENT: 3 + number % 14, State.EXPIRED: 34, State.DRAFT: 2, State.AGREED: 2, State.CLOSED: 40}
    return working_day_before(days.today, ago.get(state, 16 + chance.randrange(10)))


def _prepare(walk: Walk, number: int, sent_on: date, partners: list[Partner]) -> Referral:
    theme = THEMES[(number * 3) % len(THEMES)]
    partner = partner_for(theme, partners, number)
    with clock_at(working_day_before(sent_on, 2)):
        return prepare_referral(
            walk.parcours,
            theme=theme,
            need=NEEDS[theme],
            availability="le matin",
            partner=partner,
            service=partner.services.all()[0],
            contact=partner.contacts.first(),
            language=walk.parcours.language,
            by=walk.referent,
        )


def _take_to(referral: Referral, state: str, number: int, sent_on: date, days: Days, walk: Walk, team: Team) -> None:
    facts = [Fact.NAME, Fact.PHONE, Fact.NEED, *([Fact.LANGUAGES] if number % 2 else [])]
    with clock_at(working_day_before(sent_on, 1)):
        record_agreement(
            referral, facts=facts, way="signed", agreed_on=working_day_before(sent_on, 1), by=walk.referent
        )
    if state == State.AGREED:
        return
    by_link = number % 3 == 0
    with clock_at(sent_on, time(14)):
        path = send_by(referral, way="copy" if by_link else "fiche", by=walk.referent)
    last = working_day_before(walk.exited_on or days.today, 1)
    token = path.strip("/").split("/")[-1] if path else ""
    if state == State.CANCELLED:
        with clock_at(min(sent_on + timedelta(days=5), last)):
            withdraw_agreement(referral, words="préfère attendre", by=walk.referent)
    elif state == State.EXPIRED:
        _expire(referral, sent_on, last, walk, team)
    else:
        _move(referral, MOVES.get(state, ()), number, sent_on, last, walk, token)


def _expire(referral: Referral, sent_on: date, last: date, walk: Walk, team: Team) -> None:
    for days in (10, 20):  # the reminder, then the alert
        alert_on = sent_on + timedelta(days=days)
        with clock_at(alert_on, time(5)):
            run_referral_clock(team.programme, now=moment_of(alert_on, time(5)))
    with clock_at(min(alert_on + timedelta(days=3), last)):
        move_referral(referral, to=State.EXPIRED, by=walk.referent)


def _move(
    referral: Referral, moves: tuple[str, ...], number: int, sent_on: date, last: date, walk: Walk, token: str
) -> None:
    day, holder = sent_on, ""
    for to in moves:
        day = min(day + timedelta(days=4), last)
        with clock_at(day, time(11)):
            if token and to in ("received", "accepted", "waiting", "refused"):
                holder = holder or open_link(token, "")
                if to != State.RECEIVED:
                    _answer(token, holder, to, day)
            else:
                _note(referral, to, number, walk)


def _answer(token: str, holder: str, to: str, day: date) -> None:
    words = {"waiting": "Deux mois d’attente.", "refused": "Le groupe est complet."}.get(to, "")
    proposed_on = day + timedelta(days=6) if to == State.ACCEPTED else None
    answer_by_link(token, holder, answer=to, words=words, proposed_on=proposed_on)


def _note(referral: Referral, to: str, number: int, walk: Walk) -> None:
    facts: dict[str, str] = {}
    if to == State.CLOSED:
        facts["need_met"] = NEED_MET[number % len(NEED_MET)]
    if to == State.REFUSED:
        facts |= {"refused_by": "person" if number % 2 else "partner", "words": "ne convient pas"}
    move_referral(referral, to=to, by=walk.referent, **facts)
