"""The sections of a person's page, each changed on a page of its own."""

from functools import partial
from typing import NamedTuple

from django.forms import ModelForm
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from participants.actions.people import save_evidence, save_person, save_place, save_year
from participants.forms.person import (
    BankAccountForm,
    ContactForm,
    EmergencyForm,
    IdentityForm,
    ImageConsentForm,
    LanguagesForm,
)
from participants.forms.status import EnrolmentForm, EvidenceForm, YearForm
from participants.models import AllowanceYear, Enrolment, JobSeekerEvidence, Participant
from participants.views.editing import edit_page


class Section(NamedTuple):
    """A part of a person's facts: the form that changes it and its title."""

    form: type[ModelForm]
    title: str


SECTIONS = {
    "identite": Section(IdentityForm, gettext_lazy("Identité")),
    "contact": Section(ContactForm, gettext_lazy("Contact")),
    "langues": Section(LanguagesForm, gettext_lazy("Langues et études")),
    "urgence": Section(EmergencyForm, gettext_lazy("Personne à prévenir")),
    "image": Section(ImageConsentForm, gettext_lazy("Photos")),
}


def participant_edit(request, pk, section):
    """Change one section of a person's facts."""
    if section not in SECTIONS:
        raise Http404
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    form = SECTIONS[section].form(request.POST or None, instance=person)
    extra = {"title": SECTIONS[section].title}
    return edit_page(request, form, "participant_edit", person=person, anchor=section, save=save_person, **extra)


def bank_account_edit(request, pk):
    """Change the account on which a person's allowances are paid."""
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    form = BankAccountForm(request.POST or None, instance=person)
    extra = {"masked_iban": person.masked_iban}
    return edit_page(request, form, "bank_account_edit", person=person, anchor="compte", save=save_person, **extra)


def enrolment_edit(request, pk):
    """Change a person's place in the programme: origin, information, entry, exit."""
    enrolment = _enrolment_or_404(request.user, pk)
    form = EnrolmentForm(request.POST or None, instance=enrolment)
    return edit_page(
        request, form, "enrolment_edit", person=enrolment.participant, anchor="inscription", save=save_place
    )


def evidence_edit(request, pk):
    """Change the proof of the time without work, or grant a waiver."""
    enrolment = _enrolment_or_404(request.user, pk)
    evidence = getattr(enrolment, "evidence", None) or JobSeekerEvidence(enrolment=enrolment)
    form = EvidenceForm(request.POST or None, instance=evidence)
    save = partial(save_evidence, by=request.user)
    extra = {"required_months": enrolment.programme.required_months}
    return edit_page(
        request, form, "evidence_edit", person=enrolment.participant, anchor="recherche-emploi", save=save, **extra
    )


def year_edit(request, pk, year):
    """Note a year's declaration on honour and its regime."""
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    if year not in range(2000, timezone.localdate().year + 2):
        raise Http404
    budget = AllowanceYear.objects.filter(participant=person, year=year).first()
    form = YearForm(request.POST or None, instance=budget or AllowanceYear(participant=person, year=year))
    return edit_page(request, form, "year_edit", person=person, anchor="annees", save=save_year, year=year)


def _enrolment_or_404(user, pk):
    person = get_object_or_404(Participant.objects.visible_to(user), pk=pk)
    return Enrolment.objects.visible_to(user).latest_of(person)
