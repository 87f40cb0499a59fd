"""What each fact says about a person, in French or in Dutch: what is shown before it is agreed, then told as it is."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Organisation
from config.templatetags.formats import plain_date
from parcours.models import Fact, Partner, Referral
from participants.models import Participant


def told_facts(referral: Referral, facts: Collection[str], *, language: str = "") -> list[dict[str, str]]:
    """Return exactly these facts, in the trade's order, as ``{"code", "label", "value"}``.

    Written in ``language`` ("fr" or "nl"), the fiche's own by default. A fact that nobody knows says so.
    """
    with translation.override(language or referral.language):
        return [
            {
                "code": fact.value,
                "label": capfirst(str(fact.label)),
                "value": _value(fact, referral) or _("non renseigné"),
            }
            for fact in Fact
            if fact.value in facts
        ]


def known_facts(referral: Referral) -> list[dict[str, str]]:
    """Return in French all that could be told, as the person and the counsellor read it before agreeing."""
    return told_facts(referral, [fact for fact in Fact.values if has_value(referral, fact)], language="fr")


def seal_of(referral: Referral) -> str:
    """Return a fingerprint of ``known_facts``: another one means that somebody changed what is being read."""
    return hashlib.sha256(json.dumps(known_facts(referral)).encode()).hexdigest()


@dataclass(frozen=True)
class Fiche:
    """A fiche de liaison: who asks whom, and the rows that were agreed, exactly as they were frozen."""

    title: str
    number: int
    sent_on: date
    organisation: Organisation
    counsellor: str
    partner: Partner
    contact: str
    rows: list[dict[str, str]]


def fiche_of(referral: Referral) -> Fiche:
    """Return what the fiche says: nothing about the person but the frozen facts."""
    with translation.override(referral.language):
        title = _("Fiche de liaison")
    return Fiche(
        title=title,
        number=referral.pk,
        sent_on=timezone.localdate(referral.sent_at),
        organisation=referral.parcours.enrolment.programme.operator,
        counsellor=str(referral.parcours.referent),
        partner=referral.partner,
        contact=referral.contact.name if referral.contact else "",
        rows=referral.agreement.disclosed,
    )


def has_value(referral: Referral, fact: str) -> bool:
    """Tell whether there is anything to say."""
    return bool(_value(Fact(fact), referral))


def _value(fact: Fact, referral: Referral) -> str:
    person = referral.parcours.enrolment.participant
    if fact in _OF_PERSON:
        return _OF_PERSON[fact](person)
    return referral.need if fact == Fact.NEED else referral.availability


def _address(person: Participant) -> str:
    return ", ".join(part for part in (person.address, f"{person.postcode} {person.city}".strip()) if part)


def _french(person: Participant) -> str:
    spoken, written = person.get_french_spoken_display(), person.get_french_written_display()
    parts = [_("oral : %(level)s") % {"level": spoken}] if spoken else []
    parts += [_("écrit : %(level)s") % {"level": written}] if written else []
    return ", ".join(parts)


def _education(person: Participant) -> str:
    return person.education_as_said or str(person.get_education_display())


def _restrictions(person: Participant) -> str:
    return " ; ".join(each.words for each in person.restrictions.on(timezone.localdate()))


_OF_PERSON = {
    Fact.NAME: lambda person: person.full_name,
    Fact.PHONE: lambda person: person.phone,
    Fact.EMAIL: lambda person: person.email,
    Fact.BIRTH_DATE: lambda person: plain_date(person.birth_date),
    Fact.ADDRESS: _address,
    Fact.LANGUAGES: lambda person: ", ".join(_(language) for language in person.languages),
    Fact.FRENCH: _french,
    Fact.EDUCATION: _education,
    Fact.RESTRICTIONS: _restrictions,
}
