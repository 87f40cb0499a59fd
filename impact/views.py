"""Pages of figures."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from config.pdf import PdfLibraryError, pdf_response, render_pdf
from impact.first_figures import compute_first_figures
from impact.forms import PeriodForm


def first_figures(request):
    """Show coordination's first figures for a period."""
    form, report = _asked(request)
    return render(request, "impact/first_figures.html", {"form": form, "report": report})


def first_figures_pdf(request):
    """Download the same figures as a PDF."""
    _form, report = _asked(request)
    context = {"report": report, "is_demo": report.programme.is_demo}
    try:
        content = render_pdf("pdf/first_figures.html", context, title=_("Premiers chiffres · %s") % report.programme)
    except PdfLibraryError as error:
        messages.error(request, str(error))
        return redirect("impact:first_figures")
    name = f"premiers-chiffres-{report.period.first_day}-{report.period.last_day}.pdf"
    return pdf_response(content, name)


def _asked(request):
    """Return the form of the period and the figures it asks for, in the programme the user works in."""
    programme, today = request.user.active_programme, timezone.localdate()
    form = PeriodForm(request.GET, programme=programme, today=today)
    return form, compute_first_figures(programme, form.period, made_on=today)
