"""Drafts, saved by static/js/drafts.js while somebody types, and thrown away on demand."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from config.templatetags.formats import clock
from parcours.actions.drafts import drop_draft, keep_draft
from parcours.forms.contacts import ContactForm
from parcours.forms.notes import NoteForm
from parcours.models import Draft
from parcours.views.loading import parcours_or_404, person_or_404
from participants.forms.fields import OTHER_PROGRAMME, is_of_another_programme
from participants.sealing import NOT_SEALED, SealError

FORMS = {Draft.Form.CONTACT: ContactForm, Draft.Form.NOTE: NoteForm}
LONGEST_NUMBER = 18


@sensitive_post_parameters()
@require_POST
def draft_save(request, pk, form):
    """Keep what is typed so far, sealed; say when it was kept, or why it was not (409, 503)."""
    person = _person_of(request.user, pk, form)
    if _is_of_another_programme(request):
        return JsonResponse({"problem": str(OTHER_PROGRAMME)}, status=409)
    typed = {name: request.POST.getlist(name) for name in FORMS[form].base_fields if name in request.POST}
    try:
        saved_at = keep_draft(person.pk, form, typed, record=_record_of(request), by=request.user)
    except SealError:
        return JsonResponse({"problem": str(NOT_SEALED)}, status=503)
    return JsonResponse({"saved_at": clock(timezone.localtime(saved_at))})


@require_POST
def draft_delete(request, pk, form):
    """Throw away what was typed, and show the empty form again."""
    person = _person_of(request.user, pk, form)
    record = _record_of(request)
    if _is_of_another_programme(request):
        messages.error(request, OTHER_PROGRAMME)
    else:
        drop_draft(person.pk, form, record=record, by=request.user)
        messages.success(request, _("Le brouillon est effacé."))
    name = f"parcours:{form}_edit" if record else f"parcours:{form}_create"
    return redirect(name, record or person.pk)


def _is_of_another_programme(request) -> bool:
    return is_of_another_programme(request.POST.get("programme", ""), request.user.active_programme_id)


def _person_of(user, pk, form):
    """Return the person, as the form itself would load them: contacts belong to a pathway."""
    if form not in FORMS:
        raise Http404
    return parcours_or_404(user, pk).participant if form == Draft.Form.CONTACT else person_or_404(user, pk)


def _record_of(request) -> str:
    """Return the number of the record being changed, empty for a new one."""
    number = request.POST.get("record", "")
    return number if number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER else ""
