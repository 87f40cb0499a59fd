"""The clocks of a programme: every morning, alerts become tasks. Each job may run twice, to the same effect."""

from datetime import date

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.history import written_by
from accounts.models import Programme, User
from parcours.actions.alerts import follow_every_alert
from parcours.actions.each_apart import each_apart
from parcours.actions.follow_ups import open_due_follow_ups
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import send_waiting_link
from participants.jobs import mail_digest

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.periodic(cron="0 4 * * *")
@app.task(queueing_lock="morning")
def run_the_morning(timestamp: int) -> None:
    """Ask for the clocks of each programme once a day (four o'clock UTC), and when a worker starts later than that."""
    for programme in Programme.objects.running_on(timezone.localdate()):
        run_a_programme.defer(programme_id=programme.pk)


@app.task(retry=AGAIN)
def run_a_programme(programme_id: int) -> None:
    """Let the clocks of one programme run: what fails keeps no other programme, clock, record or colleague waiting."""
    programme, today = Programme.objects.get(pk=programme_id), timezone.localdate()
    with written_by(actor="horloge du matin"):
        clocks = (
            lambda: run_referral_clock(programme, now=timezone.now()),
            lambda: open_due_follow_ups(programme, today=today),
            lambda: follow_every_alert(programme, today=today),
            lambda: _ask_for_digests(programme, today),
        )
        each_apart(clocks, lambda clock: clock())


def _ask_for_digests(programme: Programme, today: date) -> None:
    for user in User.objects.team_of(programme):
        mail_digest.defer(user_id=user.pk, programme_id=programme.pk, day=today.isoformat())


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=4))
def send_link(link_id: int) -> None:
    """Mail one partner's link; run again, it mails nothing. A server that refuses is asked again for some days."""
    with written_by(actor="envoi des liens"):
        send_waiting_link(link_id)
