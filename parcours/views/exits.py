"""The exit of a pathway: recorded, corrected, shown as each funder counts it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.exits import ExitError, correct_exit, record_exit
from parcours.forms.exits import ExitForm
from parcours.models import Outcome
from parcours.views.loading import parcours_or_404
from participants.documents import UploadRefusedError


def exit_edit(request, pk):
    """Record the exit of a person's pathway, or correct it."""
    parcours = parcours_or_404(request.user, pk)
    outcome = Outcome.objects.visible_to(request.user).filter(parcours=parcours).select_related("document").first()
    initial = {} if outcome else {"exited_on": timezone.localdate()}
    form = ExitForm(request.POST or None, request.FILES or None, instance=outcome, initial=initial)
    person = parcours.enrolment.participant
    context = {"form": form, "person": person, "is_correction": outcome is not None, "document": None}
    if outcome:
        context["document"] = outcome.document
    if request.method == "POST" and form.is_valid():
        try:
            if outcome:
                correct_exit(outcome, **form.cleaned_data, by=request.user)
            else:
                record_exit(parcours, **form.cleaned_data, by=request.user)
        except ExitError as refusal:
            form.add_error("exited_on", str(refusal))
        except UploadRefusedError as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("La sortie est enregistrée."))
            return redirect("parcours:exit_detail", pk)
    return render(request, "parcours/exit_edit.html", context)


def exit_detail(request, pk):
    """Show the exit of a person's pathway: its facts, what funders make of it, the news to ask; else its form."""
    parcours = parcours_or_404(request.user, pk)
    seen = Outcome.objects.visible_to(request.user).select_related("document", "recorded_by")
    outcome = seen.filter(parcours=parcours).first()
    if outcome is None:
        return redirect("parcours:exit_edit", pk)
    context = {
        "person": parcours.enrolment.participant,
        "outcome": outcome,
        "readings": outcome.readings(),
        "follow_ups": outcome.follow_ups.all(),
    }
    return render(request, "parcours/exit_detail.html", context)
