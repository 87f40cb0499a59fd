"""A sentence passed on to the counsellors, and the task that says one waits."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from chantiers.models import Relay
from participants.actions.tasks import ask
from participants.models import Task


@transaction.atomic
def send_relay(*, programme_id: int, participant_id: int, sentence: str, urgency: str, by, session=None) -> Relay:
    """Keep a relay and tell the counsellors that it waits; the task never says what it tells.

    Facts are always recordable: the session may be closed or cancelled, the person out of its group.
    """
    relay = Relay.objects.create(
        programme_id=programme_id,
        participant_id=participant_id,
        session=session,
        sentence=sentence,
        urgency=urgency,
        sent_by=by,
    )
    ask(
        _("Un relais attend (%(when)s).") % {"when": relay.get_urgency_display()},
        kind=Task.Kind.RELAY,
        programme_id=programme_id,
        participant_id=participant_id,
        due_on=relay.due_on,
        key=task_key(relay),
        url=reverse("parcours:relay_list"),
    )
    return relay


def task_key(relay: Relay) -> str:
    """Return the name of the task that a relay opens."""
    return f"relay:{relay.pk}"
