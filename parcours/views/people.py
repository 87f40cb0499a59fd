"""The person's page: what a counsellor lives in all day; and what happened, in one list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from chantiers.models import Relay
from parcours.actions.parcours import ParcoursError, open_parcours
from parcours.forms.parcours import OpeningForm
from parcours.models import Parcours
from parcours.portrait import budget_of, presence_of, walk_of
from parcours.status import alerts_of, last_contact_of, next_step_of
from parcours.timeline import EVENTS_A_PAGE, Kind, timeline_of
from parcours.views.loading import parcours_or_404, person_or_404
from participants.models import Enrolment, Participant, Task

MOST_OFFSET = 100_000
EVENTS_IN_SHORT = 6


def person(request, pk):
    """Show one person's pathway in the order of the work: next step, alerts, tiles, then the rest."""
    programme, today = request.user.active_programme_id, timezone.localdate()
    people = Participant.objects.visible_to(request.user).with_facts(programme).with_restrictions()
    somebody = get_object_or_404(people.with_committed_amount(today.year), pk=pk)
    seen = Parcours.objects.visible_to(request.user).with_facts().with_return()
    parcours = seen.select_related("enrolment__programme", "referent", "outcome").latest_of(somebody.pk)
    context = {"person": somebody, "parcours": parcours, "today": today}
    if parcours is None or parcours.is_former:
        return render(request, "parcours/person_without_parcours.html", context)
    tasks = list(Task.objects.visible_to(request.user).open().about(somebody).other_than_alerts())
    has_relays = any(task.kind == Task.Kind.RELAY for task in tasks)
    context |= {
        "next_step": None if parcours.is_out else next_step_of(parcours),
        "last_contact_on": last_contact_of(parcours),
        "alerts": [] if parcours.is_out else alerts_of(parcours, today),  # after the exit, follow-ups ask
        "tasks": [task for task in tasks if task.kind != Task.Kind.RELAY],
        "relays": _waiting_relays(request.user, somebody) if has_relays else [],
        "walk": walk_of(parcours),
        "presence": presence_of(somebody, programme, today),
        "budget": budget_of(somebody, today.year),
    }
    return render(request, "parcours/person.html", context)


def _waiting_relays(user, somebody):
    relays = Relay.objects.visible_to(user).about(somebody).waiting().most_urgent_first()
    return relays.select_related("participant", "sent_by", "session__chantier__site")


def timeline(request, pk):
    """Show what happened, the latest first; ``genre`` (several times) keeps some kinds, ``apres`` skips the latest.

    With ``court`` it shows a few: the person's page has other things to say.
    """
    parcours = parcours_or_404(request.user, pk)
    kinds = [kind for kind in request.GET.getlist("genre") if kind in Kind.values]
    after = request.GET.get("apres", "")
    offset = min(int(after), MOST_OFFSET) if after.isascii() and after.isdecimal() and len(after) < 7 else 0
    size = EVENTS_IN_SHORT if "court" in request.GET else EVENTS_A_PAGE
    context = {
        "person": parcours.enrolment.participant,
        "kinds": kinds,
        "choices": Kind.choices,
        "page": timeline_of(parcours, user=request.user, kinds=kinds, offset=offset, size=size),
        "older": offset + size,
    }
    fragment = "#events" if request.htmx else ""
    return render(request, f"parcours/timeline.html{fragment}", context)


def parcours_open(request, pk):
    """Open the pathway of a person's enrolment, with a counsellor."""
    somebody = person_or_404(request.user, pk)
    enrolment = Enrolment.objects.visible_to(request.user).latest_of(somebody)
    form = OpeningForm(
        request.POST or None,
        programme=request.user.active_programme_id,
        initial={"referent": request.user.pk, "opened_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            parcours = open_parcours(enrolment, **form.cleaned_data, by=request.user)
        except ParcoursError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le parcours est ouvert."))
            return redirect(parcours)
    return render(request, "parcours/parcours_open.html", {"person": somebody, "form": form})
