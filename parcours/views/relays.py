"""Relays from the worksites: read and taken up by the counsellors."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chantiers.models import Relay
from config.paging import capped_page
from parcours.actions.relays import RelayError, take_up


def relay_list(request):
    """Show the relays that wait, the most urgent first."""
    relays = Relay.objects.visible_to(request.user).waiting().most_urgent_first()
    page = capped_page(
        relays.select_related("participant", "sent_by", "session__chantier__site"), request.GET.get("page")
    )
    return render(request, "parcours/relay_list.html", {"page": page})


@require_POST
def relay_take_up(request, pk):
    """Take one relay up, and go to the person."""
    relay = get_object_or_404(Relay.objects.visible_to(request.user), pk=pk)
    try:
        take_up(relay, by=request.user)
    except RelayError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Le relais est pris en charge. La personne qui l’a envoyé le voit."))
    return redirect("parcours:person", relay.participant_id)
