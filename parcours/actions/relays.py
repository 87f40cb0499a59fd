"""A relay taken up by a counsellor."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chantiers.actions.relays import task_key
from chantiers.models import Relay
from config.templatetags.formats import long_date
from participants.actions.tasks import settle


class RelayError(Exception):
    """A relay that cannot be taken up, with the sentence the page shows."""


@transaction.atomic
def take_up(relay: Relay, *, by) -> None:
    """Take a relay up and settle its task. Raises ``RelayError`` when a colleague was first."""
    relay = Relay.objects.select_for_update(of=("self",)).select_related("taken_up_by").get(pk=relay.pk)
    if not relay.is_waiting:
        raise RelayError(
            _("%(who)s l’a déjà pris en charge le %(day)s.")
            % {"who": relay.taken_up_by, "day": long_date(relay.taken_up_at)}
        )
    relay.taken_up_by, relay.taken_up_at = by, timezone.now()
    relay.save(update_fields=["taken_up_by", "taken_up_at"])
    settle(task_key(relay), by=by)
