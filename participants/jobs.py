"""The mail of the morning: one job a colleague, so that an address that is refused keeps nobody else waiting."""

from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.history import written_by
from accounts.models import Programme, User
from participants.actions.digests import send_digest


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_digest(user_id: int, programme_id: int, day: str) -> None:
    """Mail one colleague's number of tasks for a day (ISO); run again, it mails nothing.

    A server that is down is asked again for some hours.
    """
    user, programme = User.objects.get(pk=user_id), Programme.objects.get(pk=programme_id)
    with written_by(actor="rappel du matin"):
        send_digest(user, programme, today=date.fromisoformat(day))
