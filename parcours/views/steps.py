"""Pages of steps: one proposed, one corrected or moved on, and the plan to print."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.pdf import PdfLibraryError, pdf_response
from parcours.actions.steps import StepError, change_step, create_step, move_step
from parcours.forms.steps import StateForm, StepForm
from parcours.models import Step
from parcours.plan import plan_pdf_of
from parcours.views.loading import parcours_or_404


def step_create(request, pk):
    """Propose a step to a person; ``?theme=`` says on which theme it works."""
    parcours = parcours_or_404(request.user, pk)
    form = StepForm(request.POST or None, initial={"theme": request.GET.get("theme", "")})
    if request.method == "POST" and form.is_valid():
        create_step(parcours, **form.cleaned_data, by=request.user)
        messages.success(request, _("L’étape est ajoutée."))
        return redirect(f"{parcours.get_absolute_url()}#etapes")
    return render(request, "parcours/step_create.html", {"form": form, "person": parcours.participant})


def step_edit(request, pk):
    """Show a step with what happened to it, and correct what it says."""
    step = _step_or_404(request, pk)
    form = StepForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        change_step(step, **form.cleaned_data)
        messages.success(request, _("L’étape est enregistrée."))
        return redirect(f"{step.parcours.get_absolute_url()}#etapes")
    return _step_page(request, step, form, StateForm(step=step))


@require_POST
def step_state(request, pk):
    """Move a step to its next state."""
    step = _step_or_404(request, pk)
    form = StateForm(request.POST, step=step)
    if form.is_valid():
        try:
            move_step(step, to=form.cleaned_data["state"], reason=form.cleaned_data["reason"], by=request.user)
        except StepError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("L’état de l’étape est noté."))
            return redirect(step)
    return _step_page(request, step, StepForm(instance=step), form)


def plan_pdf(request, pk):
    """Print the plan for the person, in their language or the one of ``?langue=``."""
    parcours = parcours_or_404(request.user, pk)
    try:
        pdf = plan_pdf_of(parcours, request.GET.get("langue", ""))
    except PdfLibraryError as refusal:
        messages.error(request, str(refusal))
        return redirect(parcours)
    return pdf_response(pdf, f"plan-{timezone.localdate():%Y-%m-%d}.pdf")


def _step_or_404(request, pk) -> Step:
    seen = Step.objects.visible_to(request.user).select_related("parcours__enrolment__participant")
    return get_object_or_404(seen, pk=pk)


def _step_page(request, step, form, state_form):
    context = {
        "step": step,
        "form": form,
        "state_form": state_form,
        "person": step.parcours.participant,
        "transitions": step.transitions.select_related("by"),
        "today": timezone.localdate(),
    }
    return render(request, "parcours/step_edit.html", context)
