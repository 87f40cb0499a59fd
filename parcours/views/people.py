"""The person's page: what a counsellor lives in all day."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.parcours import ParcoursError, open_parcours
from parcours.forms.parcours import OpeningForm
from parcours.models import Parcours
from parcours.views.loading import person_or_404
from participants.models import Enrolment


def person(request, pk):
    """Show one person's pathway, or offer to open it."""
    somebody = person_or_404(request.user, pk)
    parcours = Parcours.objects.visible_to(request.user).latest_of(somebody.pk)
    return render(request, "parcours/person.html", {"person": somebody, "parcours": parcours})


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
