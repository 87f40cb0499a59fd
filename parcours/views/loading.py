"""What every page about one person loads first: loading is checking."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from parcours.models import Parcours
from participants.models import Participant


def person_or_404(user, pk: int) -> Participant:
    """Return a person of the active programme; out of scope is a 404."""
    return get_object_or_404(Participant.objects.visible_to(user), pk=pk)


def parcours_or_404(user, pk: int) -> Parcours:
    """Return the current pathway of a person (``pk`` is the participant's), else the last one; a 404 without."""
    seen = Parcours.objects.visible_to(user).select_related(
        "enrolment__participant", "enrolment__programme", "referent"
    )
    found = seen.latest_of(pk)
    if found is None:
        raise Http404
    return found
