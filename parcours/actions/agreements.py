"""The person's agreement: to exactly the ticked facts, frozen when they leave, withdrawn at any time."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.referrals import ReferralError, after_event, close_links, lock_referral, record
from parcours.actions.steps import move_step
from parcours.liaison import seal_of, told_facts
from parcours.models import Agreement, Disclosure, Referral, ReferralState, ReferralTransition, StepState

State, Kind = ReferralState, ReferralTransition.Kind


class FactsChangedError(ReferralError):
    """What would be told is no longer what the person read."""

    def __init__(self):
        super().__init__(_("Ces informations ont changé depuis l'accord : relisez-les avec la personne."))


@transaction.atomic
def record_agreement(
    referral: Referral, *, facts: Collection[str], way: str, agreed_on: date, by, seal: str | None = None
) -> Agreement:
    """Freeze what the person lets be told, before anything leaves; again before sending, it replaces the first one.

    ``seal`` is that of the rows on the page that the person read (``seal_of``). Raises ``ReferralError``.
    """
    referral = lock_referral(referral)
    if referral.state not in (State.DRAFT, State.AGREED):
        raise ReferralError(_("Cette orientation est partie : l'accord ne change plus."))
    if not facts:
        raise ReferralError(_("Cochez au moins une information."))
    if seal is not None and seal != seal_of(referral):
        raise ReferralError(_("Ces informations viennent de changer : relisez-les avec la personne."))
    agreement = Agreement.objects.filter(referral=referral).first() or Agreement(referral=referral)
    agreement.facts, agreement.way, agreement.agreed_on, agreement.recorded_by = list(facts), way, agreed_on, by
    agreement.disclosed = told_facts(referral, agreement.facts)
    agreement.save()
    if referral.state == State.DRAFT:
        record(referral, to=State.AGREED, by=by)
        referral.state = State.AGREED
        referral.save(update_fields=["state"])
    return agreement


@transaction.atomic
def send_referral(referral: Referral, *, by) -> Referral:
    """Let the referral leave with what the person read; its step becomes "orientée".

    Raises ``ReferralError``, when a fact changed meanwhile too.
    """
    referral = lock_referral(referral)
    if referral.state != State.AGREED:
        raise ReferralError(_("Notez d'abord l'accord de la personne. Rien ne part sans lui."))
    if facts_changed(referral):
        raise FactsChangedError
    record(referral, to=State.SENT, by=by)
    referral.state, referral.sent_at = State.SENT, timezone.now()
    referral.save(update_fields=["state", "sent_at"])
    if referral.step is not None and StepState.DIRECTED in referral.step.next_states:
        move_step(referral.step, to=StepState.DIRECTED, by=by)
    after_event(referral, by=by)
    return referral


def facts_changed(referral: Referral) -> bool:
    """Tell whether the agreed facts, as they stand now, are no longer those that the person read."""
    agreement = referral.agreement
    return told_facts(referral, agreement.facts) != agreement.disclosed


@transaction.atomic
def print_fiche(referral: Referral, *, by) -> Disclosure:
    """Keep that the fiche was printed. Raises ``ReferralError`` before sending, after a withdrawal and after the end."""
    referral = lock_referral(referral)
    agreement = Agreement.objects.filter(referral=referral).first()
    if agreement is None or not referral.has_left:
        raise ReferralError(_("La fiche s'imprime une fois l'orientation envoyée."))
    if agreement.withdrawn_at is not None:
        raise ReferralError(_("La personne a retiré son accord : la fiche ne s'imprime plus."))
    if not referral.is_open:
        raise ReferralError(_("Cette orientation est finie : la fiche ne s'imprime plus."))
    return Disclosure.objects.create(agreement=agreement, channel=Disclosure.Channel.FICHE, by=by)


@transaction.atomic
def withdraw_agreement(referral: Referral, *, words: str = "", by) -> Referral:
    """Take the agreement back: every link closes at once, and an open referral is cancelled. Raises ``ReferralError``."""
    referral = lock_referral(referral)
    agreement = Agreement.objects.filter(referral=referral).first()
    if agreement is None or agreement.withdrawn_at is not None:
        raise ReferralError(_("Il n'y a pas d'accord à retirer."))
    agreement.withdrawn_at, agreement.withdrawn_by = timezone.now(), by
    agreement.save(update_fields=["withdrawn_at", "withdrawn_by"])
    close_links(referral)
    record(referral, kind=Kind.WITHDRAWN, words=words, by=by)
    if referral.is_open:
        record(referral, to=State.CANCELLED, words=_("La personne a retiré son accord."), by=by)
        referral.state = State.CANCELLED
        referral.save(update_fields=["state"])
    after_event(referral, by=by)
    return referral
