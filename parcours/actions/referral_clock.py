"""The clock of referrals: a reminder at ten days, an alert at twenty, "what happened?" thirty days after the answer.

Each happens once; running again the same day does nothing more. No clock ever changes a referral's state.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.alerts import silence_key
from parcours.actions.referral_links import mail_or_call
from parcours.actions.referrals import alert_key, record
from parcours.models import Referral, ReferralLink, ReferralTransition
from parcours.querysets.referral import ReferralQuerySet
from participants.actions.tasks import ask, settle
from participants.models import Task

REMINDER, ALERT, OUTCOME = timedelta(days=10), timedelta(days=20), timedelta(days=30)
DAYS_TO_DECIDE = 5
Kind = ReferralTransition.Kind


def run_referral_clock(programme, *, now: datetime) -> None:
    """Remind, alert and ask for every referral of a programme that is due at ``now``."""
    referrals = Referral.objects.in_programme(programme)
    _each(referrals.silent_since(now - REMINDER).not_reminded(), _remind, now)
    _each(referrals.silent_since(now - ALERT).not_alerted(), _alert, now)
    _each(referrals.answered_before(now - OUTCOME), _ask_outcome, now)


def _each(due: ReferralQuerySet, act: Callable, now: datetime) -> None:
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            # Looked at again once locked: another run, or the partner, may have been faster.
            referral = due.filter(pk=pk).select_for_update(of=("self",)).with_people().first()
            if referral is not None:
                act(referral, now)


def _remind(referral: Referral, now: datetime) -> None:
    record(referral, kind=Kind.REMINDED, words=mail_or_call(referral))
    referral.reminded_at = now
    referral.save(update_fields=["reminded_at"])


def _alert(referral: Referral, now: datetime) -> None:
    record(referral, kind=Kind.ALERTED)
    referral.alerted_at = now
    referral.save(update_fields=["alerted_at"])
    ask(
        _("Décider de la suite : %(partner)s se tait depuis vingt jours.") % {"partner": referral.partner.name},
        kind=Task.Kind.PARTNER_SILENT,
        programme_id=referral.parcours.enrolment.programme_id,
        participant_id=referral.parcours.enrolment.participant_id,
        due_on=timezone.localdate(now) + timedelta(days=DAYS_TO_DECIDE),
        key=alert_key(referral),
        assignee=referral.parcours.referent,
        url=referral.get_absolute_url(),
    )
    settle(silence_key(referral))  # the same silence, told once


def _ask_outcome(referral: Referral, now: datetime) -> None:
    record(referral, kind=Kind.ASKED, words=mail_or_call(referral, purpose=ReferralLink.Purpose.OUTCOME))
    referral.asked_outcome_at = now
    referral.save(update_fields=["asked_outcome_at"])
