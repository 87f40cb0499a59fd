"""Import of a list of partners: upload, read another way, check each line, apply or forget, give back, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parcours.actions.importing import apply_import, change_options, plan_of, undo_import
from parcours.forms.partner_lists import PartnerListForm, PartnerReadingForm
from participants.actions.importing import ImportRunError, discard, keep_staged
from participants.imports.errors import FileRefusedError
from participants.imports.summary import to_csv
from participants.models import ImportRun

LAST_RUNS = 10
LINES_PER_PAGE = 100


def partner_import(request):
    """Take a list of partners, and show those already taken."""
    form = PartnerListForm(request.POST or None, request.FILES or None)
    programme, kind = request.user.active_programme, ImportRun.Kind.PARTNERS
    if form.is_valid() and (run := form.stage(kind=kind, programme=programme, by=request.user)):
        keep_staged(run)
        return redirect("parcours:partner_import_preview", run.pk)
    runs = _runs(request).defer("staged", "made", "options", "choices").select_related("created_by")
    return render(request, "parcours/partner_import.html", {"form": form, "runs": runs[:LAST_RUNS]})


def partner_import_preview(request, pk):
    """Show what each line would do, then import the good ones; afterwards, what was done."""
    run = get_object_or_404(_runs(request).select_related("programme", "created_by"), pk=pk)
    if request.method == "POST" and _apply(request, run):
        return redirect("parcours:partner_import_preview", pk)
    context = {"run": run, "summary": run.summary, "problem": "", "page": None}
    if run.state == ImportRun.State.STAGED:
        try:
            plan = plan_of(run)
            page = Paginator(plan.lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
            context |= {"summary": plan.summary(), "page": page}
        except FileRefusedError as error:
            context["problem"] = str(error)
    return render(request, "parcours/partner_import_preview.html", context)


def partner_import_options(request, pk):
    """Read the file another way: encoding, delimiter, header line, columns."""
    run = get_object_or_404(_runs(request).staged(), pk=pk)
    form = PartnerReadingForm(request.POST or None, run=run)
    if form.is_valid():
        try:
            change_options(run, form.options)
        except FileRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le fichier est relu."))
            return redirect("parcours:partner_import_preview", pk)
    return render(request, "parcours/partner_import_options.html", {"run": run, "form": form})


@require_POST
def partner_import_discard(request, pk):
    """Forget a file that was not applied."""
    discard(get_object_or_404(_runs(request).staged(), pk=pk))
    messages.success(request, _("Le fichier est oublié. Rien n'a été importé."))
    return redirect("parcours:partner_import")


@require_POST
def partner_import_undo(request, pk):
    """Take an import back while its partners have not been used."""
    try:
        undo_import(get_object_or_404(_runs(request), pk=pk))
    except ImportRunError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("L'import est annulé."))
    return redirect("parcours:partner_import_preview", pk)


def partner_import_refused(request, pk):
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


def _runs(request):
    return ImportRun.objects.partners_visible_to(request.user)


def _apply(request, run) -> bool:
    try:
        apply_import(run)
    except (ImportRunError, FileRefusedError) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, _("La liste est importée."))
    return True
