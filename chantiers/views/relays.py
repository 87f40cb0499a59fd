"""Passing something on to the counsellors, and what became of it: never the sentence again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from chantiers.actions.relays import send_relay
from chantiers.forms.relay import RelayForm
from chantiers.models import Relay, Session
from config.paging import capped_page
from participants.models import Participant


def relay_create(request, pk, person):
    """Pass on, from a session, one sentence about a person; the session may be closed or cancelled."""
    sessions = Session.objects.visible_to(request.user).select_related("chantier__site")
    session = get_object_or_404(sessions, pk=pk)
    return _relay_page(request, "relay_create", person, back_url=session.get_absolute_url(), session=session)


def relay_create_for_person(request, pk):
    """Pass on one sentence about a person, from their administrative page."""
    return _relay_page(request, "relay_create_for_person", pk)


def _relay_page(request, name, person_pk, *, back_url="", session=None):
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=person_pk)
    back_url = back_url or person.get_absolute_url()
    form = RelayForm(request.POST or None, programme=request.user.active_programme_id)
    if request.method == "POST" and form.is_valid():
        send_relay(
            programme_id=request.user.active_programme_id,
            participant_id=person.pk,
            session=session,
            **form.cleaned_data,
            by=request.user,
        )
        messages.success(request, _("C’est passé au conseil."))
        return redirect(back_url)
    context = {"form": form, "person": person, "session": session, "back_url": back_url}
    return render(request, f"chantiers/{name}.html", context)


def relay_sent(request):
    """Show who was passed on to the counsellors, and whether somebody took it up."""
    relays = Relay.objects.states_for(request.user).select_related("participant", "sent_by").waiting_first()
    page = capped_page(relays, request.GET.get("page"))
    return render(request, "chantiers/relay_sent.html", {"page": page})
