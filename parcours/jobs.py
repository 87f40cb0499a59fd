"""The clocks of a programme: every morning, alerts become tasks. Each job may run twice, to the same effect."""

from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.history import written_by
from accounts.models import Programme
from parcours.actions.alerts import follow_every_alert
from parcours.actions.follow_ups import open_due_follow_ups


@app.periodic(cron="0 4 * * *")
@app.task(queueing_lock="morning")
def run_the_morning(timestamp: int) -> None:
    """Look at every programme once a day, before anybody works (four o'clock UTC)."""
    today = timezone.localdate()
    for programme in Programme.objects.running_on(today):
        with written_by(actor="horloge du matin"):
            follow_every_alert(programme, today=today)
            open_due_follow_ups(programme, today=today)
