"""Contacts: written down in three taps, corrected by whoever follows the person."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from parcours.actions.contacts import ContactError, correct_contact, log_contact
from parcours.actions.drafts import KeptDraft, draft_of
from parcours.forms.contacts import STANDING, ContactForm
from parcours.models import Contact, Draft
from parcours.views.loading import parcours_or_404


def blank_contact_form(user: User, participant_id: int) -> ContactForm:
    """Return the form of a new contact, filled with the user's draft; ``_contact_form.html`` shows it."""
    draft, standing = draft_of(participant_id, Draft.Form.CONTACT, by=user), _appointment(user, participant_id)
    return _filled_form(user, draft, {"next_choice": STANDING} if standing else {}, standing=standing)


def contact_create(request, pk):
    """Write down a contact with one person."""
    parcours = parcours_or_404(request.user, pk)
    is_sent = request.method == "POST"
    form = _sent_form(request, _appointment(request.user, pk)) if is_sent else blank_contact_form(request.user, pk)
    if is_sent and form.is_valid():
        try:
            log_contact(parcours, **form.cleaned_data, by=request.user)
        except ContactError as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, _("Le contact est noté."))
            return redirect(parcours)
    context = {"person": parcours.participant, "contact_form": form}
    return render(request, "parcours/contact_create.html", context)


def contact_edit(request, pk):
    """Correct a contact."""
    contacts = Contact.objects.visible_to(request.user)
    contact = get_object_or_404(contacts.select_related("parcours__enrolment__participant", "by"), pk=pk)
    person = contact.parcours.participant
    form = _sent_form(request) if request.method == "POST" else _form_of(contact, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            correct_contact(contact, **form.cleaned_data, by=request.user)
        except ContactError as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, _("Le contact est corrigé."))
            return redirect(contact.parcours)
    context = {"person": person, "contact": contact, "contact_form": form}
    return render(request, "parcours/contact_edit.html", context)


def _appointment(user: User, participant_id: int) -> date | None:
    """Return the day of the next contact already agreed, if it is to come."""
    contacts = Contact.objects.visible_to(user).filter(parcours__enrolment__participant=participant_id)
    day = contacts.next_day()
    return day if day and day > timezone.localdate() else None


def _sent_form(request, standing: date | None = None) -> ContactForm:
    return ContactForm(request.POST, programme=request.user.active_programme_id, standing=standing)


def _form_of(contact: Contact, user: User) -> ContactForm:
    draft = draft_of(contact.parcours.participant.pk, Draft.Form.CONTACT, record=str(contact.pk), by=user)
    return _filled_form(user, draft, ContactForm.values_of(contact))


def _filled_form(user: User, draft: KeptDraft | None, values: dict, *, standing: date | None = None) -> ContactForm:
    kept = draft.initial_of(ContactForm.base_fields) if draft else {}
    form = ContactForm(initial=values | kept, programme=user.active_programme_id, standing=standing)
    form.draft = draft
    return form
