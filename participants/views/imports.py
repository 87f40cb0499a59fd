"""Import of a list of people: upload, check, apply, give back, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participants.actions.importing import (
    ImportRunError,
    apply_import,
    change_options,
    choose,
    discard,
    keep_staged,
    plan_of,
    summary_of,
    undo_import,
)
from participants.forms.imports import ReadingForm, UploadForm, choices_in, offers_of
from participants.imports.errors import FileRefusedError
from participants.imports.plan import ChoiceError
from participants.imports.summary import is_eligible, to_csv
from participants.models import ImportRun

RUNS_PER_PAGE = 20
ROWS_PER_PAGE = 100
FILTERS = {
    "": lambda row: True,
    "choisir": lambda row: bool(row.candidates),
    "refusees": lambda row: row.is_refused,
    "remarques": lambda row: bool(row.row.warnings and not row.is_refused),
    "differences": lambda row: row.shows_record and bool(row.taken.differences),
}


def import_list(request):
    """Take a list of people, and show the lists already taken."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid() and (run := form.stage(programme=request.user.active_programme, by=request.user)):
        keep_staged(run)
        return redirect("participants:import_preview", run.pk)
    runs = _runs(request).defer("staged", "made", "options", "choices").select_related("created_by")
    page = Paginator(runs, RUNS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "participants/import_list.html", {"form": form, "page": page})


def import_preview(request, pk):
    """Show what each line would do; save who the ambiguous lines are."""
    run = _run(request, pk)
    if run.state != ImportRun.State.STAGED:
        return redirect("participants:import_result", pk)
    if request.method == "POST" and _save_choices(request, run):
        return redirect(request.get_full_path())
    return render(request, "participants/import_preview.html", _preview_context(request, run))


def import_options(request, pk):
    """Read the file another way: encoding, delimiter, header line, columns."""
    run = _staged(request, pk)
    form = ReadingForm(request.POST or None, run=run)
    if form.is_valid():
        try:
            change_options(run, form.options)
        except FileRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le fichier est relu."))
            return redirect("participants:import_preview", pk)
    return render(request, "participants/import_options.html", {"run": run, "form": form})


@require_POST
def import_apply(request, pk):
    """Import the good lines, the choices of the page first."""
    run = _staged(request, pk)
    if not _save_choices(request, run):
        return redirect("participants:import_preview", pk)
    try:
        apply_import(run)
    except (ImportRunError, FileRefusedError, ChoiceError) as error:
        messages.error(request, str(error))
        return redirect("participants:import_preview", pk)
    messages.success(request, _("La liste est importée."))
    return redirect("participants:import_result", pk)


@require_POST
def import_discard(request, pk):
    """Forget a file that was not applied."""
    discard(_staged(request, pk))
    messages.success(request, _("Le fichier est oublié. Rien n'a été importé."))
    return redirect("participants:import_list")


def import_result(request, pk):
    """Show what an import did, with the lines to give back."""
    run = _run(request, pk)
    if run.state == ImportRun.State.STAGED:
        return redirect("participants:import_preview", pk)
    return render(request, "participants/import_result.html", {"run": run, "summary": run.summary})


def import_refused(request, pk):
    """Download the lines left out, each with its reason."""
    run = get_object_or_404(_runs(request).applied(), pk=pk)
    name = _("a-corriger-%(file)s") % {"file": run.file_name.rpartition(".")[0] or run.file_name}
    return HttpResponse(
        to_csv(run.summary["given_back"]),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{name}.csv"),
            "Cache-Control": "no-store, private",
        },
    )


@require_POST
def import_undo(request, pk):
    """Take an import back while its people have not been used."""
    try:
        undo_import(_run(request, pk))
    except ImportRunError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("L'import est annulé."))
    return redirect("participants:import_result", pk)


def _runs(request):
    return ImportRun.objects.visible_to(request.user).people()


def _run(request, pk):
    return get_object_or_404(_runs(request).select_related("programme"), pk=pk)


def _staged(request, pk):
    return get_object_or_404(_runs(request).staged().select_related("programme"), pk=pk)


def _save_choices(request, run) -> bool:
    try:
        choose(run, choices_in(request.POST, plan_of(run)))
    except (ChoiceError, FileRefusedError) as error:
        messages.error(request, str(error))
        return False
    return True


def _preview_context(request, run):
    """Return the plan of a file, one page of its lines, and the problem of the file as a whole if it has one."""
    try:
        plan = plan_of(run)
    except (ChoiceError, FileRefusedError) as error:
        return {"run": run, "problem": str(error)}
    summary = summary_of(run, plan)
    chosen = request.GET.get("voir", "")
    rows = [row for row in plan.rows if FILTERS.get(chosen, FILTERS[""])(row)]
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    programme = run.programme
    for row in page:
        row.offers = offers_of(row) if row.candidates else []
        row.is_eligible = is_eligible(row, on=programme.starts_on, required_months=programme.required_months)
    counts = {name: sum(map(test, plan.rows)) for name, test in FILTERS.items()}
    return {"run": run, "plan": plan, "summary": summary, "page": page, "chosen": chosen, "counts": counts}
