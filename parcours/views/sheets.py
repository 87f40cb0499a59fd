"""A person's own sheet: its link, made and closed by a counsellor, and the page it opens without an account."""

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.tokens import hash_of
from config.pdf import PdfLibraryError, pdf_response, render_pdf
from parcours.actions.sheets import make_sheet_link, revoke_sheet_link
from parcours.forms.sheet import SheetLinkForm
from parcours.models import Parcours, SheetLink
from parcours.own_sheet import own_sheet_of
from parcours.views.kept_nowhere import kept_nowhere
from parcours.views.loading import person_or_404
from participants.models import Enrolment

LANGUAGES = ("fr", "nl")


def sheet_manage(request, pk):
    """Show whether a person has a link to their own sheet, make a new one, or close it."""
    person = person_or_404(request.user, pk)
    parcours = Parcours.objects.visible_to(request.user).latest_of(person.pk)
    link = SheetLink.objects.visible_to(request.user).about(person).not_revoked().select_related("made_by").first()
    form = SheetLinkForm(initial={"language": parcours.language if parcours else "fr"})
    context = {"person": person, "sheet_link": link, "form": form}
    return render(request, "parcours/sheet_manage.html", context)


@require_POST
def sheet_make(request, pk):
    """Make the link, which replaces the former: shown this once, or printed at once with its QR code."""
    person = person_or_404(request.user, pk)
    form = SheetLinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez la langue de la fiche."))
        return redirect("parcours:sheet_manage", pk)
    enrolment = Enrolment.objects.visible_to(request.user).latest_of(person)
    try:
        with transaction.atomic():  # without its paper, a new link would close the former for nothing
            link, address = make_sheet_link(enrolment, language=form.cleaned_data["language"], by=request.user)
            if form.cleaned_data["as_paper"]:
                return _paper(link, address)
    except PdfLibraryError as refusal:
        messages.error(request, str(refusal))
        return redirect("parcours:sheet_manage", pk)
    # Rendered in answer to the POST: kept for another page, the address would have to be stored somewhere.
    context = {"person": person, "sheet_link": link, "address": address}
    return render(request, "parcours/sheet_make.html", context)


@require_POST
def sheet_revoke(request, pk):
    """Close the link at once."""
    person = person_or_404(request.user, pk)
    enrolment = Enrolment.objects.visible_to(request.user).latest_of(person)
    if revoke_sheet_link(enrolment):
        messages.success(request, _("Le lien est fermé : il n’ouvre plus rien."))
    else:
        messages.info(request, _("Aucun lien n’était ouvert."))
    return redirect("parcours:sheet_manage", pk)


@require_safe
def own_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """Show a person their own sheet; an unknown, closed or lapsed link says nothing. Writes nothing."""
    links = SheetLink.objects.live().select_related("enrolment__programme", "enrolment__participant__merged_into")
    link = links.of_token_hash(hash_of(token)).first()
    if link is None:
        return kept_nowhere(render(request, "residents/own_sheet_closed.html", status=404))
    asked = request.GET.get("langue")
    language = asked if asked in LANGUAGES else link.language
    with translation.override(language):
        context = _context(link) | {"language": language}
        return kept_nowhere(render(request, "residents/own_sheet.html", context))


def _paper(link: SheetLink, address: str) -> HttpResponse:
    """Return the sheet on paper, with the QR code of its address as an image inside."""
    context = _context(link) | {"code": segno.make(address, error="m").svg_data_uri(scale=4, border=2)}
    with translation.override(link.language):
        title = _("Ma fiche")
    response = pdf_response(
        render_pdf("pdf/own_sheet.html", context, title=title, language=link.language), "ma-fiche.pdf"
    )
    return kept_nowhere(response)


def _context(link: SheetLink) -> dict:
    return {"sheet": own_sheet_of(link, timezone.localdate()), "is_demo": link.enrolment.programme.is_demo}
