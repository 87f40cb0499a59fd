"""The sign-in sheet of a session, to be printed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from chantiers.models import Placement, Session
from chantiers.roster import site_names
from config.pdf import PdfLibraryError, pdf_response, render_pdf

BLANK_ROWS = 4  # for people who walk in


def sign_in_sheet(request, pk):
    """Return the sheet as a PDF: first names and initials, hours to write, room to sign."""
    sessions = Session.objects.visible_to(request.user).select_related("chantier__site", "chantier__programme")
    session = get_object_or_404(sessions, pk=pk)
    chantier = session.chantier
    places = Placement.objects.visible_to(request.user).of_chantier(chantier).on(session.day)
    names = site_names([place.participant for place in places.select_related("participant")])
    sheet = {
        "site": chantier.site.name,
        "address": chantier.site.address,
        "activity": session.activity or chantier.works,
        "kind": session.get_kind_display(),
        "day": session.day,
        "starts_at": session.start.time(),
        "ends_at": session.end.time(),
        "lead": session.supervisor,
        "duty_line": chantier.programme.duty_line,
        "names": sorted(names.values(), key=str.casefold),
        "blank_rows": range(BLANK_ROWS),
    }
    context = {"sheet": sheet, "is_demo": chantier.programme.is_demo}
    try:
        pdf = render_pdf("pdf/sign_in_sheet.html", context, title=_("Feuille de présence"))
    except PdfLibraryError as refusal:
        messages.error(request, str(refusal))
        return redirect(chantier)
    return pdf_response(pdf, f"feuille-{slugify(chantier.code)}-{session.day:%Y-%m-%d}.pdf")
