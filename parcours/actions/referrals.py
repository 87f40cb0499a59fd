"""A referral's life: prepared, sent, answered, ended. Each change of state is one transition, kept with who and when."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.alerts import follow_alerts
from parcours.models import Parcours, Referral, ReferralLink, ReferralState, ReferralTransition
from parcours.models.referral import ENDED, NEXT_STATES, SILENT
from participants.actions.tasks import ask, settle
from participants.models import Task

State, Kind = ReferralState, ReferralTransition.Kind
CHANGEABLE = ("theme", "need", "availability", "service", "contact", "language")
# What a partner tells later may skip a step that nobody had noted.
_THROUGH = {
    (State.WAITING, State.FIRST_MISSED): State.ACCEPTED,
    (State.WAITING, State.ONGOING): State.FIRST_MET,
    (State.WAITING, State.CLOSED): State.FIRST_MET,
}


class ReferralError(Exception):
    """What cannot be done to a referral, with the sentence the page shows."""


class ReferralMovedError(ReferralError):
    """The referral is no longer as the page showed it."""


def lock_referral(referral: Referral) -> Referral:
    """Return the referral as it stands now, locked until the transaction ends: every verb starts so."""
    return Referral.objects.select_for_update(of=("self",)).with_people().get(pk=referral.pk)


@transaction.atomic
def prepare_referral(
    parcours: Parcours,
    *,
    theme: str,
    need: str,
    partner,
    availability: str = "",
    service=None,
    contact=None,
    language: str = "fr",
    step=None,
    by,
) -> Referral:
    """Write a draft: one need for one partner. Raises ``ReferralError``."""
    _refuse_parts_of_another(partner, service, contact)
    if partner.closed_on is not None:
        raise ReferralError(_("Ce partenaire ne travaille plus avec nous."))
    return Referral.objects.create(
        parcours=parcours,
        step=step,
        theme=theme,
        need=need,
        availability=availability,
        partner=partner,
        service=service,
        contact=contact,
        language=language,
        created_by=by,
    )


@transaction.atomic
def change_referral(referral: Referral, *, by, **facts) -> Referral:
    """Change a draft. Raises ``ReferralError`` once the person has agreed: they agreed to these words."""
    referral = lock_referral(referral)
    if referral.state != State.DRAFT:
        raise ReferralError(_("La personne a donné son accord à ce texte : préparez une autre orientation."))
    _refuse_parts_of_another(referral.partner, facts.get("service"), facts.get("contact"))
    for name in CHANGEABLE:
        if name in facts:
            setattr(referral, name, facts[name])
    referral.save(update_fields=CHANGEABLE)
    return referral


@transaction.atomic
def move_referral(
    referral: Referral,
    *,
    to: str,
    words: str = "",
    need_met: str = "",
    refused_by: str = "",
    proposed_on: date | None = None,
    seen: int | None = None,
    by=None,
    link: ReferralLink | None = None,
) -> Referral:
    """Bring a referral to another state of the trade (``NEXT_STATES``). Raises ``ReferralError``.

    ``by`` is a colleague, or ``link`` the link whose holder writes. ``seen`` is the last event their page showed: what
    came since is read first (``ReferralMovedError``). What the partner owes an answer to is answered at the first state
    beyond; an ended referral closes its links.
    """
    referral = lock_referral(referral)
    if seen is not None and seen != referral.last_event:
        raise ReferralMovedError(
            _("Entre-temps, cette orientation a bougé : elle est « %(state)s ». Relisez, puis notez à nouveau.")
            % {"state": referral.get_state_display()}
        )
    _refuse_move(referral, to, words=words, need_met=need_met, refused_by=refused_by)
    record(referral, to=to, words=words, proposed_on=proposed_on, by=by, link=link)
    if referral.state in SILENT and to not in (State.CANCELLED, State.EXPIRED, *SILENT):
        referral.answered_at = timezone.now()
    if to not in SILENT:
        # A move answers the date that was proposed; a question waits for its answer.
        asks = referral.transitions.unanswered_questions()
        referral.awaits_us = referral.awaits_us and to not in ENDED and asks.exists()
        if to != State.EXPIRED:
            referral.alerted_at = None  # the silence is over: only a new one may end in an expiry
    if proposed_on is not None:
        referral.proposed_on = proposed_on
    referral.state = to
    referral.need_met, referral.refused_by = (
        need_met if to == State.CLOSED else "",
        refused_by if to == State.REFUSED else "",
    )
    referral.save(
        update_fields=["state", "need_met", "refused_by", "answered_at", "proposed_on", "awaits_us", "alerted_at"]
    )
    if to in ENDED:
        close_links(referral)
    after_event(referral, by=by, link=None if to == State.RECEIVED else link)  # an opening is no answer
    return referral


@transaction.atomic
def tell_outcome(referral: Referral, *, to: str, words: str, need_met: str, link: ReferralLink) -> Referral:
    """Write what the partner says happened, and move as far as the trade allows. Raises ``ReferralError``."""
    referral = lock_referral(referral)
    record(referral, kind=Kind.TOLD, to=to, words=words, link=link)
    through = _THROUGH.get((referral.state, to))
    if through is not None:
        referral = move_referral(referral, to=through, link=link)
    if to in NEXT_STATES[referral.state]:
        by_whom = Referral.RefusedBy.PARTNER if to == State.REFUSED else ""
        reason = words if to == State.REFUSED else ""  # else the words are told already, once
        return move_referral(referral, to=to, words=reason, need_met=need_met, refused_by=by_whom, link=link)
    after_event(referral, link=link)
    return referral


def record(referral: Referral, *, kind: str = Kind.MOVED, to: str = "", words: str = "", **facts) -> ReferralTransition:
    """Keep one event: for a move, from where to where; ``by``, ``link`` and ``proposed_on`` as they are."""
    return ReferralTransition.objects.create(
        referral=referral,
        kind=kind,
        from_state=referral.state if kind == Kind.MOVED else "",
        to_state=to,
        words=words,
        **facts,
    )


def close_links(referral: Referral) -> None:
    """Close every link of a referral, sent or not yet."""
    for link in referral.links.not_revoked():
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])


def after_event(referral: Referral, *, by=None, link: ReferralLink | None = None) -> None:
    """Tell the counsellor what a link's holder wrote, settle what a colleague has seen, and follow the file's alerts."""
    if link is not None:
        note_last_word(referral)
        tell_counsellor(referral)
    elif by is not None:
        settle(answer_key(referral))
    if link is not None or by is not None:
        settle(outcome_key(referral))
    if referral.state not in SILENT:
        settle(alert_key(referral))
    if not referral.is_open:
        settle(address_key(referral), unsent_key(referral))
    follow_alerts(referral.parcours)


def note_last_word(referral: Referral) -> None:
    """Let silence count from now: its reminder and its alert, and the task it left, start over."""
    referral.last_word_at, referral.reminded_at = timezone.now(), None
    if referral.state != State.EXPIRED:
        referral.alerted_at = None
    referral.save(update_fields=["last_word_at", "reminded_at", "alerted_at", "awaits_us"])
    settle(alert_key(referral))


def tell_counsellor(referral: Referral) -> Task:
    """Ask the person's counsellor to read what a partner wrote."""
    words = _("Lire la réponse de %(partner)s.") % {"partner": referral.partner.name}
    today = timezone.localdate()
    return ask_counsellor(referral, words, key=answer_key(referral), due_on=today, kind=Task.Kind.PARTNER_ANSWER)


def ask_counsellor(referral: Referral, words: str, *, key: str, due_on: date, kind: str = Task.Kind.OTHER) -> Task:
    """Ask the person's counsellor for something about a referral; ``words`` say nothing of the need."""
    return ask(
        words,
        kind=kind,
        programme_id=referral.parcours.enrolment.programme_id,
        participant_id=referral.parcours.enrolment.participant_id,
        due_on=due_on,
        key=key,
        assignee=referral.parcours.referent,
        url=referral.get_absolute_url(),
    )


def answer_key(referral: Referral) -> str:
    """Return the name of the task "a partner wrote"."""
    return f"referral-answer:{referral.pk}"


def alert_key(referral: Referral) -> str:
    """Return the name of the task "twenty days of silence"."""
    return f"referral-alert:{referral.pk}"


def outcome_key(referral: Referral) -> str:
    """Return the name of the task "ask this partner what happened"."""
    return f"referral-outcome:{referral.pk}"


def unsent_key(referral: Referral) -> str:
    """Return the name of the task "a link did not leave"."""
    return f"referral-unsent:{referral.pk}"


def address_key(referral: Referral) -> str:
    """Return the name of the task "the partner's address changed"."""
    return f"referral-address:{referral.pk}"


def _refuse_move(referral: Referral, to: str, *, words: str, need_met: str, refused_by: str) -> None:
    if to in (State.AGREED, State.SENT) or to not in NEXT_STATES[referral.state]:
        raise ReferralError(
            _("Cette orientation est « %(state)s » : ce changement n'est pas possible.")
            % {"state": referral.get_state_display()}
        )
    if to == State.EXPIRED and referral.alerted_at is None:
        raise ReferralError(_("Une orientation n'expire qu'après l'alerte de vingt jours."))
    if to == State.CLOSED and not need_met:
        raise ReferralError(_("Dites si le besoin est couvert."))
    if to == State.REFUSED and not refused_by:
        raise ReferralError(_("Dites qui refuse."))
    if to in (State.REFUSED, State.CANCELLED) and not words:
        raise ReferralError(_("Dites pourquoi, en une phrase."))


def _refuse_parts_of_another(partner, service, contact) -> None:
    if any(part is not None and part.partner_id != partner.pk for part in (service, contact)):
        raise ReferralError(_("Ce service ou ce contact est d'un autre partenaire."))
