"""Draft conventions from a worksite: one person's, or those of its group."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chantiers.actions.conventions import draft_convention
from chantiers.forms.convention import ConventionDraftForm, GroupDraftsForm
from chantiers.models import Chantier, Placement
from participants.actions.conventions import ConventionError
from participants.models import Convention, Participant


def convention_draft(request, pk):
    """Draft a convention for a person with what one of the programme's worksites says."""
    participant = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    chantiers = Chantier.objects.visible_to(request.user).select_related("site")
    form = ConventionDraftForm(request.POST or None, participant=participant, chantiers=chantiers)
    if form.is_valid():
        try:
            convention = draft_convention(participant, **form.cleaned_data, by=request.user)
        except ConventionError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Brouillon préparé. Relisez-le, puis émettez la convention."))
            return redirect(convention)
    context = {"participant": participant, "form": form, "has_chantiers": chantiers.exists()}
    return render(request, "chantiers/convention_draft.html", context)


def convention_group(request, pk):
    """Show the conventions of a worksite's group, and draft those that are missing."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user).select_related("programme"), pk=pk)
    current = Prefetch(
        "participant__conventions",
        Convention.objects.visible_to(request.user).current().overlapping(chantier.starts_on, chantier.ends_on),
        to_attr="current_conventions",
    )
    places = Placement.objects.visible_to(request.user).of_chantier(chantier).active().in_reading_order()
    places = places.select_related("participant").prefetch_related(current)
    people = Participant.objects.visible_to(request.user).filter(placements__in=places)
    form = GroupDraftsForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        _draft_each(request, chantier, form.cleaned_data["people"])
        return redirect("chantiers:convention_group", chantier.pk)
    for error in form.errors.get("people", ()):
        messages.warning(request, error)
    missing_count = sum(1 for place in places if not place.participant.current_conventions)
    context = {"chantier": chantier, "places": places, "missing_count": missing_count}
    return render(request, "chantiers/convention_group.html", context)


def _draft_each(request, chantier, people):
    """Draft a convention for each person; a refusal is told with the person's name and stops nobody else."""
    drafted = 0
    for person in people:
        try:
            draft_convention(person, chantier=chantier, by=request.user)
            drafted += 1
        except ConventionError as error:
            messages.warning(request, f"{person} : {error}")
    if drafted:
        sentence = ngettext("%(n)s brouillon préparé.", "%(n)s brouillons préparés.", drafted) % {"n": drafted}
        messages.success(request, sentence)
