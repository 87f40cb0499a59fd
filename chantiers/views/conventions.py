"""Draft a convention from a worksite."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from chantiers.actions.conventions import draft_convention
from chantiers.forms.convention import ConventionDraftForm
from chantiers.models import Chantier
from participants.actions.conventions import ConventionError
from participants.models import Participant


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
