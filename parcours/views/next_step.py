"""What the administrative page shows of a pathway: the next appointment and the state of relays, no more."""

from django.shortcuts import render
from django.utils import timezone

from chantiers.models import Relay
from parcours.models import Parcours
from parcours.status import next_step_of
from parcours.views.loading import person_or_404

RELAYS_SHOWN = 3


def next_step(request, pk):
    """Show the day and kind of the next appointment, without what it is about, and what became of the relays."""
    person = person_or_404(request.user, pk)
    parcours = Parcours.objects.appointments_for(request.user).with_facts().select_related("referent").latest_of(pk)
    context = {
        "person": person,
        "parcours": parcours,
        "next": next_step_of(parcours) if parcours else None,
        "today": timezone.localdate(),
        "relays": Relay.objects.states_for(request.user).about(person).waiting_first()[:RELAYS_SHOWN],
    }
    fragment = "#next_step" if request.htmx else ""
    return render(request, f"parcours/next_step.html{fragment}", context)
