"""The clocks of a programme: every morning, alerts become tasks. Each job may run twice, to the same effect."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.history import written_by
from accounts.models import Programme
from parcours.actions.alerts import follow_every_alert
from parcours.actions.follow_ups import open_due_follow_ups
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import send_waiting_link
from participants.actions.digests import send_digests


@app.periodic(cron="0 4 * * *")
@app.task(queueing_lock="morning", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def run_the_morning(timestamp: int) -> None:
    """Look at every programme once a day, before anybody works (four o'clock UTC)."""
    today = timezone.localdate()
    for programme in Programme.objects.running_on(today):
        with written_by(actor="horloge du matin"):
            follow_every_alert(programme, today=today)
            run_referral_clock(programme, now=timezone.now())
            open_due_follow_ups(programme, today=today)
            send_digests(programme, today=today)


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=4))
def send_link(link_id: int) -> None:
    """Mail one partner's link; run again, it mails nothing. A server that refuses is asked again for some days."""
    with written_by(actor="envoi des liens"):
        send_waiting_link(link_id)
