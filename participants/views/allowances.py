"""Lines of allowance, their approval, and the register of a year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from config.pdf import pdf_response, render_pdf
from config.templatetags.formats import money
from participants.actions.allowances import AllowanceError, approve_lines, correct_line, release_line
from participants.conditions import mend_url
from participants.filters.allowances import LineFilter
from participants.forms.allowances import CorrectionForm, ReleaseForm
from participants.models import AllowanceLine
from participants.models.allowance import RELEASABLE, Reason
from participants.register import register_of, years_of

LINES_PER_PAGE = 50


def line_list(request):
    """Show the lines: those to approve first, those held with each reason and where it is mended."""
    lines = AllowanceLine.objects.visible_to(request.user)
    line_filter = _filter(request.GET, lines)
    found = line_filter.qs
    page = Paginator(found.select_related("participant", "corrects").most_urgent_first(), LINES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    for line in page:
        line.reasons_to_mend = [
            (Reason(code).label, mend_url(code, line.participant_id)) for code in Reason.values if code in line.reasons
        ]
        line.can_be_released = not line.release_reason and bool(RELEASABLE & set(line.reasons))
    context = {
        "filter": line_filter,
        "page": page,
        "summary": found.summary(),
    }
    return render(request, "participants/line_list.html", context)


@require_POST
def line_approve(request):
    """Approve the lines ticked, or every payable line of the filter."""
    lines = AllowanceLine.objects.visible_to(request.user).proposed()
    if "everything" in request.POST:
        lines = _filter(request.GET, lines).qs
    else:
        ticked = [pk for pk in request.POST.getlist("line") if pk.isdecimal()]
        lines = lines.filter(pk__in=ticked)
    approval = approve_lines(lines.values_list("pk", flat=True), by=request.user)
    if approval.approved:
        count = len(approval.approved)
        sentence = ngettext("Une ligne approuvée : %(sum)s.", "%(count)d lignes approuvées : %(sum)s.", count)
        messages.success(request, sentence % {"count": count, "sum": money(approval.total)})
    else:
        messages.warning(request, _("Aucune ligne approuvée. Cochez au moins une ligne à approuver."))
    if approval.left_aside:
        messages.warning(request, _("Certaines lignes ont changé entre-temps : elles restent à revoir."))
    return redirect(f"{reverse('participants:line_list')}?{request.GET.urlencode()}")


def line_release(request, pk):
    """Let a day before signature or acknowledgement be paid, with a reason."""
    line = get_object_or_404(AllowanceLine.objects.visible_to(request.user).select_related("participant"), pk=pk)
    form = ReleaseForm(request.POST or None)
    if form.is_valid() and _done(form, release_line, line, reason=form.cleaned_data["reason"], by=request.user):
        messages.success(request, _("Ce jour est libéré."))
        return redirect("participants:line_list")
    return render(request, "participants/line_release.html", {"line": line, "form": form})


def line_correct(request, pk):
    """Correct an approved day by a new line."""
    lines = AllowanceLine.objects.visible_to(request.user).approved().filter(corrects__isnull=True)
    line = get_object_or_404(lines.select_related("participant"), pk=pk)
    form = CorrectionForm(request.POST or None)
    if form.is_valid() and _done(form, correct_line, line, **form.cleaned_data, by=request.user):
        messages.success(request, _("Correction enregistrée."))
        return redirect("participants:register_year", line.year)
    return render(request, "participants/line_correct.html", {"line": line, "form": form})


def register(request, year=None):
    """Show the nominative register of a year."""
    return render(request, "participants/register.html", _register_context(request, year))


def register_pdf(request, year):
    """Print the nominative register of a year."""
    context = _register_context(request, year) | {"is_demo": request.user.active_programme.is_demo}
    content = render_pdf("pdf/register.html", context, title=_("Registre %d") % year)
    return pdf_response(content, f"registre-{year}.pdf")


def _register_context(request, year):
    lines = AllowanceLine.objects.visible_to(request.user)
    years = years_of(lines)
    year = year or (years[0] if years else timezone.localdate().year)
    return {"register": register_of(request.user.active_programme, year), "years": years, "year": year}


def _filter(data, lines):
    return LineFilter(data, queryset=lines, years=years_of(lines))


def _done(form, action, *args, **kwargs):
    """Run an action; its sentence goes into the form when it refuses."""
    try:
        action(*args, **kwargs)
    except AllowanceError as error:
        form.add_error(None, str(error))
        return False
    return True
