"""What a convention needs before it is issued, and where each missing thing is mended."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.wording import forbidden_words_in
from participants.models import AllowanceCeiling, Convention

ADULT_YEARS = 18


@dataclass(frozen=True)
class Missing:
    """One thing a convention lacks: the words of the page and the address where it is mended.

    What does not block is left as dots on the paper, to be written by hand.
    """

    sentence: str
    url: str
    is_blocking: bool = True


def missing_before_issue(convention: Convention) -> list[Missing]:
    """Return what ``convention`` lacks, what blocks it first.

    Blocking: one of the six items of article 4 of the law of 3 July 2005, an insurer or a policy number (domain
    rule 19); an amount over the ceiling of a day; a minor; a word of employment in a text.
    """
    found = [*_missing_of_programme(convention), *_missing_of_draft(convention), *_missing_of_person(convention)]
    return sorted(found, key=lambda missing: not missing.is_blocking)


def _missing_of_programme(convention: Convention) -> list[Missing]:
    programme, operator = convention.programme, convention.programme.operator
    sentences = [(capfirst(field.verbose_name), True) for field in programme.missing_legal_fields]
    wished = [
        (operator.enterprise_number, _("Le numéro d’entreprise de l’organisation")),
        (operator.address, _("L’adresse de l’organisation")),
    ]
    sentences += [(sentence, False) for value, sentence in wished if not value.strip()]
    sentences += [
        (_("Un mot à remplacer dans les textes du programme : %s") % word, True)
        for text in (
            operator.purpose,
            programme.liability_text,
            programme.other_risks_text,
            programme.payment_text,
            programme.discretion_text,
        )
        for word in forbidden_words_in(text)
    ]
    return [Missing(sentence, reverse("accounts:programme_edit"), is_blocking) for sentence, is_blocking in sentences]


def _missing_of_draft(convention: Convention) -> list[Missing]:
    texts = [
        (convention.task, _("L’activité")),
        (convention.places, _("Les lieux")),
        (convention.indicative_hours, _("L’horaire indicatif")),
    ]
    sentences = [(sentence, True) for text, sentence in texts if not text.strip()]
    sentences += [
        (_("Un mot à remplacer dans le brouillon : %s") % word, True)
        for text, _sentence in texts
        for word in forbidden_words_in(text)
    ]
    ceiling = AllowanceCeiling.objects.on(convention.starts_on)
    if ceiling and convention.day_amount > ceiling.day_max:
        sentences.append((_("Un défraiement qui ne dépasse pas le plafond du jour"), True))
    if not convention.referent:
        sentences.append((_("La personne de référence"), False))
    url = reverse("participants:convention_edit", args=[convention.pk])
    return [Missing(sentence, url, is_blocking) for sentence, is_blocking in sentences]


def _missing_of_person(convention: Convention) -> list[Missing]:
    person = convention.participant
    found = []
    if person.birth_date and _birthday(person.birth_date, ADULT_YEARS) > convention.starts_on:
        minor = _("Un début après les 18 ans de la personne : les mineurs ne participent pas")
        found.append((minor, "identite", True))
    if not person.birth_date:
        found.append((_("La date de naissance"), "identite", False))
    if not person.address:
        found.append((_("L’adresse de la personne"), "contact", False))
    if not person.has_emergency_contact:
        found.append((_("La personne à prévenir en cas d’urgence"), "urgence", False))
    return [
        Missing(sentence, reverse("participants:participant_edit", args=[person.pk, section]), is_blocking)
        for sentence, section, is_blocking in found
    ]


def _birthday(born_on: date, years: int) -> date:
    """Return the day somebody turns ``years``; born on 29 February, that is 1 March of a common year."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)
