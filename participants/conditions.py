"""What a volunteering day needs before its allowance is payable (domain rule 10, sections 2 and 3).

Everything here reads people loaded by ``Participant.objects.with_facts(programme)``: no query is made.
"""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from participants.models import AllowanceYear, Participant
from participants.models.allowance import Reason
from participants.models.income import CHECK_FOR_INCOME, CheckKind

REASON_FOR_CHECK = {
    CheckKind.C45B: Reason.CHECK_C45B,
    CheckKind.CPAS: Reason.CHECK_CPAS,
    CheckKind.MEDICAL: Reason.CHECK_MEDICAL,
    CheckKind.FEDASIL: Reason.CHECK_FEDASIL,
    CheckKind.RESIDENCE: Reason.CHECK_RESIDENCE,
}
REGIMES_WITH_LUMP_SUM = (AllowanceYear.Regime.LUMP_SUM, AllowanceYear.Regime.LUMP_SUM_AND_TRANSPORT)

# Where each reason is mended: a section of the person's page.
_SECTION_OF = {
    Reason.CONVENTION: "conventions",
    Reason.INFORMATION: "informations",
    Reason.DECLARATION: "annees",
    Reason.REGIME: "annees",
    Reason.REGIME_EXCLUDES: "annees",
    Reason.INCOME_UNKNOWN: "revenus",
} | dict.fromkeys(REASON_FOR_CHECK.values(), "demarches")


def holds_on(fact: dict, day: date, start: str = "starts_on", end: str = "ends_on") -> bool:
    """Tell whether a fact's dates, each of which may be open, include ``day``."""
    iso = day.isoformat()
    return (fact[start] is None or fact[start] <= iso) and (fact[end] is None or fact[end] >= iso)


def convention_on(person: Participant, day: date) -> dict | None:
    """Return the facts of the convention that covers ``day``, the live one first; None when none does."""
    covering = [
        fact
        for fact in person.convention_facts
        if holds_on(fact, day) and (fact["ended_on"] is None or fact["ended_on"] >= day.isoformat())
    ]
    return min(covering, key=lambda fact: (fact["state"] != "signed", fact["id"]), default=None)


def day_amount_on(person: Participant, day: date) -> Decimal | None:
    """Return the agreed amount of ``day`` in euros; None while no signed convention covers it."""
    convention = convention_on(person, day)
    return Decimal(convention["day_amount"]) if convention else None


def missing_on(person: Participant, day: date) -> list[Reason]:
    """Return why the allowance of ``day`` is held, in the order of ``Reason``; empty when nothing is missing."""
    missing = {
        *_convention_reasons(person, day),
        *_information_reasons(person, day),
        *_year_reasons(person, day.year),
        *check_reasons(person, day),
    }
    return [reason for reason in Reason if reason in missing]


def check_reasons(person: Participant, day: date) -> list[Reason]:
    """Return the checks of domain section 3 that are not valid on ``day``: every status of the day counts."""
    kinds = [fact["kind"] for fact in person.income_facts if holds_on(fact, day)]
    if not kinds:
        return [Reason.INCOME_UNKNOWN, *_residence_reasons(person, day)]
    needed = {CHECK_FOR_INCOME[kind] for kind in kinds if kind in CHECK_FOR_INCOME}
    return [REASON_FOR_CHECK[check] for check in needed if not _has_check(person, check, day)] + _residence_reasons(
        person, day
    )


def mend_url(reason: str, participant_id: int) -> str:
    """Return the address where ``reason`` is mended for a person; empty when it is not on the person's page."""
    section = _SECTION_OF.get(Reason(reason))
    return f"{reverse('participants:participant_detail', args=[participant_id])}#{section}" if section else ""


def _convention_reasons(person, day):
    convention = convention_on(person, day)
    if convention is None:
        return [Reason.CONVENTION]
    return [Reason.BEFORE_SIGNATURE] if convention["signed_on"] > day.isoformat() else []


def _information_reasons(person, day):
    dates = [fact["acknowledged_on"] for fact in person.receipt_facts]
    if not dates:
        return [Reason.INFORMATION]
    return [Reason.BEFORE_INFORMATION] if min(dates) > day.isoformat() else []


def _year_reasons(person, year):
    budget = next((fact for fact in person.year_facts if fact["year"] == year), None)
    reasons = [] if budget and budget["declared_on_honour_on"] else [Reason.DECLARATION]
    if not budget or not budget["regime"]:
        reasons.append(Reason.REGIME)
    elif budget["regime"] not in REGIMES_WITH_LUMP_SUM:
        reasons.append(Reason.REGIME_EXCLUDES)
    if budget and budget["needs_review"]:
        reasons.append(Reason.UNDER_REVIEW)
    return reasons


def _residence_reasons(person, day):
    if person.nationality_group != Participant.NationalityGroup.NON_EU:
        return []
    return [] if _has_check(person, CheckKind.RESIDENCE, day) else [Reason.CHECK_RESIDENCE]


def _has_check(person, kind, day):
    return any(fact["kind"] == kind and holds_on(fact, day, "done_on", "valid_until") for fact in person.check_facts)
