"""The entry file: what a person still needs before a first volunteering day, in words and with where to mend it."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participants.conditions import check_reasons, mend_url, missing_on
from participants.models import AllowanceYear, Enrolment, JobSeekerEvidence, Participant
from participants.models.allowance import Reason

ADULT_AGE = 18
CHECKS = "participants.edit_checks"


@dataclass(frozen=True)
class EntryTask:
    """One line of the entry file: its status in words, its tone, and where it is mended (empty when it is done)."""

    label: str
    status: str
    tone: str
    url: str = ""
    hint: str = ""
    right: str = "participants.edit_people"

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do here."""
        return self.tone == "success"

    def shown_to(self, user) -> "EntryTask":
        """Return the task without its link when ``user`` may not mend it."""
        return self if user.has_perm(self.right) else replace(self, url="")


def first_day(person: Participant, today: date) -> date:
    """Return the day to prepare for: today, or the start of a signed convention that has not begun."""
    starts = [fact["starts_on"] for fact in person.convention_facts if fact["state"] == "signed"]
    return max(today, date.fromisoformat(min(starts))) if starts else today


def entry_tasks(person: Participant, enrolment: Enrolment, today: date) -> list[EntryTask]:
    """List what the entry file asks, in the order of the work. ``person`` comes ``with_facts``: no query is made."""
    day = first_day(person, today)
    missing = missing_on(person, day)
    return [
        _birth_task(person, day),
        _section_task(person, _("Téléphone ou e-mail"), "contact", person.phone or person.other_phone or person.email),
        _section_task(person, _("Personne à prévenir"), "urgence", person.has_emergency_contact),
        _evidence_task(enrolment, day),
        *_check_tasks(person, day),
        _reason_task(person, _("Informations de la loi"), missing, {Reason.INFORMATION, Reason.BEFORE_INFORMATION}),
        _reason_task(
            person,
            _("Déclaration sur l’honneur et régime %(year)s") % {"year": day.year},
            missing,
            {Reason.DECLARATION, Reason.REGIME, Reason.REGIME_EXCLUDES},
        ),
        _reason_task(person, _("Convention"), missing, {Reason.CONVENTION, Reason.BEFORE_SIGNATURE}),
    ]


@dataclass(frozen=True)
class TimeWithoutWork:
    """The two-year test in figures: months counted on the entry day, else today, and months required."""

    evidence: JobSeekerEvidence
    months: int | None
    required: int

    @property
    def is_enough(self) -> bool:
        """Tell whether the months are reached, without any waiver."""
        return self.months is not None and self.months >= self.required


def time_without_work(enrolment: Enrolment, today: date) -> TimeWithoutWork:
    """Count the months without work of an enrolment (domain rule 18)."""
    evidence = getattr(enrolment, "evidence", None) or JobSeekerEvidence()
    return TimeWithoutWork(
        evidence, evidence.months_on(enrolment.entered_on or today), enrolment.programme.required_months
    )


def information_days(person: Participant) -> list[date]:
    """Return the days on which the six items of article 4 were acknowledged, from the facts attached."""
    return sorted(date.fromisoformat(fact["acknowledged_on"]) for fact in person.receipt_facts)


def years_shown(person: Participant, this_year: int) -> list[dict]:
    """Return the statement and regime of this year and of every year on record, the latest first."""
    on_record = {fact["year"]: fact for fact in person.year_facts}
    empty = {"declared_on_honour_on": None, "regime": ""}
    return [
        {
            "year": str(year),
            "declared_on": _day(fact["declared_on_honour_on"]),
            "regime": AllowanceYear.Regime(fact["regime"]).label if fact["regime"] else "",
        }
        for year, fact in sorted(({this_year: empty} | on_record).items(), reverse=True)
    ]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _done(label: str, status: str = "") -> EntryTask:
    return EntryTask(label, status or _("Fait"), "success")


def _section_task(person, label, section, is_known) -> EntryTask:
    if is_known:
        return _done(label)
    return EntryTask(
        label, _("À compléter"), "warning", reverse("participants:participant_edit", args=[person.pk, section])
    )


def _birth_task(person, day) -> EntryTask:
    label = _("Date de naissance")
    age = person.age_on(day)
    if age is not None and age < ADULT_AGE:
        hint = _("Un mineur ne peut pas être volontaire sur un chantier.")
        url = reverse("participants:participant_edit", args=[person.pk, "identite"])
        return EntryTask(label, _("Moins de 18 ans"), "danger", url, hint)
    return _section_task(person, label, "identite", person.birth_date)


def _evidence_task(enrolment, day) -> EntryTask:
    proof = time_without_work(enrolment, day)
    label = _("%(number)s mois sans travail") % {"number": proof.required}
    months = _("%(months)s mois") % {"months": proof.months}
    if proof.is_enough:
        return _done(label, months)
    if proof.evidence.waiver_reason:
        return _done(label, _("Dérogation"))
    url = reverse("participants:evidence_edit", args=[enrolment.participant_id])
    if proof.months is None:
        return EntryTask(label, _("Dates inconnues"), "warning", url, right=CHECKS)
    hint = _("La personne peut participer avec une dérogation motivée.")
    return EntryTask(label, months, "warning", url, hint, CHECKS)


def _check_tasks(person, day) -> list[EntryTask]:
    """One task for the income situation, then one for each check it asks for and that is not there."""
    reasons = check_reasons(person, day)
    label = _("Démarches avant le premier jour")
    if Reason.INCOME_UNKNOWN in reasons:
        url = reverse("participants:income_create", args=[person.pk])
        return [EntryTask(_("Situation de revenu"), _("Inconnue"), "warning", url, right=CHECKS)]
    if not reasons:
        return [_done(_("Situation de revenu"), _("Connue")), _done(label)]
    add = reverse("participants:check_create", args=[person.pk])
    return [
        _done(_("Situation de revenu"), _("Connue")),
        *[
            EntryTask(
                capfirst(reason.label),
                _("À faire"),
                "danger",
                f"{add}?kind={reason.removeprefix('check_')}",
                right=CHECKS,
            )
            for reason in reasons
        ],
    ]


def _reason_task(person, label, missing, reasons) -> EntryTask:
    found = [reason for reason in missing if reason in reasons]
    if not found:
        return _done(label)
    hint = " ".join(f"{capfirst(reason.label)}." for reason in found)
    return EntryTask(label, _("À faire"), "warning", mend_url(found[0], person.pk), hint, "participants.see_people")
