"""The clock of referrals: a reminder at ten days, an alert at twenty, "what happened?" thirty days after the answer.

Each happens once; running again the same day does nothing more. No clock ever changes a referral's state.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.alerts import silence_key
from parcours.actions.each_apart import each_apart
from parcours.actions.referral_links import mail_or_call
from parcours.actions.referrals import alert_key, ask_counsellor, outcome_key, record, unsent_key
from parcours.models import Referral, ReferralLink, ReferralTransition
from parcours.querysets.referral import ReferralQuerySet
from participants.actions.tasks import settle
from participants.models import Task

REMINDER, ALERT, OUTCOME = timedelta(days=10), timedelta(days=20), timedelta(days=30)
DAYS_TO_DECIDE = 5
MAIL_PATIENCE = timedelta(hours=20)  # a link that has not left by then is told: its job still tries, in vain so far
Kind = ReferralTransition.Kind


def run_referral_clock(programme, *, now: datetime) -> None:
    """Remind, alert and ask for every referral of a programme that is due at ``now``; say which links did not leave."""
    referrals = Referral.objects.in_programme(programme)
    today = timezone.localdate(now)  # by days, as the pages count: not by hours
    clocks = (
        (referrals.silent_since(today - REMINDER).not_reminded(), _remind),
        (referrals.silent_since(today - ALERT).not_alerted(), _alert),
        (referrals.answered_by(today - OUTCOME), _ask_outcome),
        (referrals.with_unsent_link(now - MAIL_PATIENCE), _tell_unsent),
    )
    each_apart(clocks, lambda clock: _each(*clock, now))


def _each(due: ReferralQuerySet, act: Callable, now: datetime) -> None:
    @transaction.atomic
    def look_again(pk: int) -> None:
        # Once locked: another run, or the partner, may have been faster.
        referral = due.filter(pk=pk).select_for_update(of=("self",)).with_people().first()
        if referral is not None:
            act(referral, now)

    each_apart(list(due.values_list("pk", flat=True)), look_again)


def _remind(referral: Referral, now: datetime) -> None:
    record(referral, kind=Kind.REMINDED, words=mail_or_call(referral))
    referral.reminded_at = now
    referral.save(update_fields=["reminded_at"])


def _alert(referral: Referral, now: datetime) -> None:
    record(referral, kind=Kind.ALERTED)
    referral.alerted_at = now
    referral.save(update_fields=["alerted_at"])
    words = _("Décider de la suite : %(partner)s se tait depuis vingt jours.") % {"partner": referral.partner.name}
    due_on = _day_to_decide(now)
    ask_counsellor(referral, words, key=alert_key(referral), due_on=due_on, kind=Task.Kind.PARTNER_SILENT)
    settle(silence_key(referral))  # the same silence, told once


def _ask_outcome(referral: Referral, now: datetime) -> None:
    not_mailed = mail_or_call(referral, purpose=ReferralLink.Purpose.OUTCOME)
    record(referral, kind=Kind.ASKED, words=not_mailed)
    referral.asked_outcome_at = now
    referral.save(update_fields=["asked_outcome_at"])
    if not_mailed:
        words = _("Demander à %(partner)s ce qui s'est passé.") % {"partner": referral.partner.name}
        ask_counsellor(referral, words, key=outcome_key(referral), due_on=_day_to_decide(now))


def _tell_unsent(referral: Referral, now: datetime) -> None:
    words = _("Le lien pour %(partner)s n'est pas parti : appelez, ou donnez-lui un lien à copier.")
    words %= {"partner": referral.partner.name}
    ask_counsellor(referral, words, key=unsent_key(referral), due_on=_day_to_decide(now))


def _day_to_decide(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=DAYS_TO_DECIDE)
