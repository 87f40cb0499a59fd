"""Pages of the places in a group."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chantiers.actions import placements as actions
from chantiers.forms.placement import DatesForm, LeaveForm, PlacementForm, StartForm
from chantiers.models import Chantier, Placement
from participants.models import Participant

MOST_PEOPLE = 20
State = Placement.State


class Move(NamedTuple):
    """What can be done to a place: its words, the answers it asks for, the action, the states it starts from."""

    title: str
    button: str
    form: type[Form]
    action: Callable
    states: tuple[str, ...]


MOVES = {
    "invite": Move(
        gettext_lazy("Inviter"),
        gettext_lazy("Inviter"),
        Form,
        actions.invite,
        (State.CANDIDATE, State.DECLINED),
    ),
    "activate": Move(
        gettext_lazy("Faire entrer dans le groupe"),
        gettext_lazy("Faire entrer"),
        StartForm,
        actions.activate,
        (State.CANDIDATE, State.INVITED),
    ),
    "decline": Move(
        gettext_lazy("La personne décline"),
        gettext_lazy("Noter le refus"),
        Form,
        actions.decline,
        (State.CANDIDATE, State.INVITED),
    ),
    "leave": Move(
        gettext_lazy("La personne quitte le groupe"),
        gettext_lazy("Noter le départ"),
        LeaveForm,
        actions.leave,
        (State.ACTIVE,),
    ),
    "come_back": Move(
        gettext_lazy("La personne revient"),
        gettext_lazy("Faire revenir"),
        StartForm,
        actions.come_back,
        (State.LEFT,),
    ),
    "change_dates": Move(
        gettext_lazy("Corriger les dates"),
        gettext_lazy("Enregistrer les dates"),
        DatesForm,
        actions.change_dates,
        (State.ACTIVE, State.LEFT),
    ),
}


def placement_create(request, pk):
    """Search a person of the programme and give them a place in the group."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user).select_related("site"), pk=pk)
    words = request.GET.get("q", "").strip()
    people = chantier.placements.free_among(Participant.objects.visible_to(request.user))
    found = list(people.search(words)[: MOST_PEOPLE + 1]) if words else []
    form = PlacementForm(
        request.POST or None,
        people=people,
        initial={"state": State.CANDIDATE, "starts_on": max(chantier.starts_on, timezone.localdate())},
    )
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data.pop("participant")
        try:
            placement = actions.place_person(chantier, person, **form.cleaned_data)
        except actions.PlacementError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            _say_done(request, placement)
            return redirect(chantier)
    context = {
        "chantier": chantier,
        "words": words,
        "found": found[:MOST_PEOPLE],
        "has_more": len(found) > MOST_PEOPLE,
        "form": form,
    }
    fragment = "#results" if request.htmx and request.method == "GET" else ""
    return render(request, f"chantiers/placement_create.html{fragment}", context)


def placement_edit(request, pk):
    """Show a person's place and what can be done of it: invite, take in, decline, leave, come back, correct."""
    places = Placement.objects.visible_to(request.user).select_related("chantier__site", "participant")
    placement = get_object_or_404(places, pk=pk)
    chosen = request.POST.get("move", "")
    forms = _forms_of(placement, chosen, request.POST)
    form = forms.get(chosen)
    if form is not None and form.is_valid():
        try:
            moved = MOVES[chosen].action(placement, **form.cleaned_data)
        except actions.PlacementError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            _say_done(request, moved)
            return redirect(placement.chantier)
    context = {
        "placement": placement,
        "moves": [(name, MOVES[name], form) for name, form in forms.items()],
        "refused": form,
    }
    return render(request, "chantiers/placement_edit.html", context)


def _forms_of(placement: Placement, chosen: str, answers) -> dict[str, Form]:
    """Return the form of each move open to a place, the chosen one holding the answers."""
    today = timezone.localdate()
    initial = {
        "activate": {"starts_on": max(today, placement.chantier.starts_on)},
        "leave": {"ends_on": today},
        "come_back": {"starts_on": today},
        "change_dates": {"starts_on": placement.starts_on, "ends_on": placement.ends_on},
    }
    return {
        name: move.form(answers if name == chosen else None, initial=initial.get(name), auto_id=f"{name}_%s")
        for name, move in MOVES.items()
        if placement.state in move.states
    }


def _say_done(request, placement: Placement) -> None:
    """Tell what the place is now, and when the group passes its places."""
    sentences = {
        State.CANDIDATE: _("Candidature notée : %(person)s."),
        State.INVITED: _("Invitation notée : %(person)s."),
        State.ACTIVE: _("Place dans le groupe notée : %(person)s."),
        State.LEFT: _("Départ noté : %(person)s."),
        State.DECLINED: _("Refus noté : %(person)s."),
    }
    messages.success(request, sentences[placement.state] % {"person": placement.participant})
    chantier = placement.chantier
    count = chantier.placements.on(timezone.localdate()).count()
    if placement.state == State.ACTIVE and count > chantier.places:
        words = _("Le groupe compte %(count)d personnes pour %(places)d places.")
        messages.warning(request, words % {"count": count, "places": chantier.places})
