"""Pages of assessments, at three moments, and of objectives."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parcours.actions.assessments import save_assessment, save_objective
from parcours.forms.assessments import AssessmentForm, ObjectiveEndForm, ObjectiveForm
from parcours.models import Assessment, Objective, Theme
from parcours.views.loading import parcours_or_404


def assessment_list(request, pk):
    """Compare what was said at entry, midway and at exit, theme by theme."""
    parcours = parcours_or_404(request.user, pk)
    done = _assessments_of(parcours)
    columns = [(moment, done.get(moment)) for moment in Assessment.Moment]
    rows = [
        (theme, [(moment, found and found.answers.get(theme)) for moment, found in columns if found]) for theme in Theme
    ]
    context = {"person": parcours.participant, "columns": columns, "rows": rows, "has_some": bool(done)}
    return render(request, "parcours/assessment_list.html", context)


def assessment_edit(request, pk, moment):
    """Write one assessment with the person: strengths first, then the ten themes."""
    parcours = parcours_or_404(request.user, pk)
    if moment not in Assessment.Moment:
        raise Http404
    done = _assessments_of(parcours)
    assessment, former = done.get(moment), _former(done, moment)
    form = AssessmentForm(request.POST or None, assessment=assessment, former=former)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("done_on", "strengths")}
        save_assessment(parcours, moment=moment, **facts, answers=form.answers, by=request.user)
        messages.success(request, _("Le bilan est enregistré."))
        return redirect("parcours:assessment_list", pk)
    context = {
        "form": form,
        "person": parcours.participant,
        "moment": Assessment.Moment(moment),
        "restrictions": parcours.participant.restrictions.on(timezone.localdate()),
    }
    return render(request, "parcours/assessment_edit.html", context)


def objective_create(request, pk):
    """Write what the person wants."""
    parcours = parcours_or_404(request.user, pk)
    objective = Objective(parcours=parcours)
    form = ObjectiveForm(request.POST or None, instance=objective, initial={"set_on": timezone.localdate()})
    return _objective_page(request, form, "objective_create", parcours)


def objective_edit(request, pk):
    """Change an objective; say that it is reached or let go, and when."""
    seen = Objective.objects.visible_to(request.user).select_related("parcours__enrolment__participant")
    objective = get_object_or_404(seen, pk=pk)
    form = ObjectiveEndForm(request.POST or None, instance=objective)
    return _objective_page(request, form, "objective_edit", objective.parcours)


def _objective_page(request, form, name, parcours):
    if request.method == "POST" and form.is_valid():
        save_objective(form.save(commit=False), by=request.user)
        messages.success(request, _("L’objectif est enregistré."))
        return redirect(f"{parcours.get_absolute_url()}#objectifs")
    return render(request, f"parcours/{name}.html", {"form": form, "person": parcours.participant})


def _assessments_of(parcours) -> dict[str, Assessment]:
    return {found.moment: found for found in parcours.assessments.prefetch_related("themes")}


def _former(done: dict[str, Assessment], moment: str) -> Assessment | None:
    """Return the last assessment of an earlier moment."""
    moments = Assessment.Moment.values
    earlier = [done[name] for name in moments[: moments.index(moment)] if name in done]
    return earlier[-1] if earlier else None
