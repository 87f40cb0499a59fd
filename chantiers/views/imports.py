"""Import of a planning and of attendance sheets: upload, check, apply."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from chantiers.actions.importing import apply_import, plan_of
from chantiers.forms.imports import WorkbookForm, choices_in
from chantiers.imports.attendance import ChoiceError
from participants.actions.importing import ImportRunError, keep_staged
from participants.imports.errors import FileRefusedError
from participants.models import ImportRun

LAST_RUNS = 10


def planning_import(request):
    """Take a planning, and show those already taken."""
    return _upload(request, ImportRun.Kind.PLANNING, "planning_import")


def planning_preview(request, pk):
    """Show what a planning would do, then import it."""
    return _preview(request, pk, ImportRun.Kind.PLANNING, "planning_preview")


def attendance_import(request):
    """Take attendance sheets, and show those already taken."""
    return _upload(request, ImportRun.Kind.ATTENDANCE, "attendance_import")


def attendance_preview(request, pk):
    """Show what attendance sheets would do, then import them."""
    return _preview(request, pk, ImportRun.Kind.ATTENDANCE, "attendance_preview")


def _upload(request, kind, name):
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (run := form.stage(kind=kind, programme=request.user.active_programme, by=request.user)):
        keep_staged(run)
        return redirect(f"chantiers:{name.removesuffix('_import')}_preview", run.pk)
    runs = ImportRun.objects.visible_to(request.user).of_kind(kind).defer("staged", "made", "options", "choices")
    context = {"form": form, "runs": runs.select_related("created_by")[:LAST_RUNS]}
    return render(request, f"chantiers/{name}.html", context)


def _preview(request, pk, kind, name):
    runs = ImportRun.objects.visible_to(request.user).of_kind(kind).select_related("programme", "created_by")
    run = get_object_or_404(runs, pk=pk)
    if request.method == "POST" and _apply(request, run):
        return redirect(f"chantiers:{name}", pk)
    context = {"run": run, "summary": run.summary, "problem": ""}
    if run.state == ImportRun.State.STAGED:
        try:
            plan = plan_of(run)
            context |= {"summary": plan.summary(), "questions": plan.report.questions}
        except (FileRefusedError, ChoiceError) as error:
            context["problem"] = str(error)
    return render(request, f"chantiers/{name}.html", context)


def _apply(request, run) -> bool:
    try:
        apply_import(run, by=request.user, choices=choices_in(request.POST))
    except (ImportRunError, FileRefusedError, ChoiceError) as error:
        run.choices = {}
        messages.error(request, str(error))
        return False
    messages.success(request, _("Le fichier est importé."))
    return True
