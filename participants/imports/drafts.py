"""A person as an import would leave the record: blanks filled, nothing overwritten, every difference noted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.imports.columns import FIELD_LABELS, Field, fold_words
from participants.imports.contacts import phone_digits
from participants.imports.rows import PersonRow
from participants.models import Enrolment, IncomePeriod, JobSeekerEvidence, Participant, Restriction

BLANK = ("", None, [])
PHONES = ("phone", "other_phone")
# The second field of each pair only makes sense with the first as the file says it.
_GOES_WITH = {
    "education_as_said": "education",
    "account_holder": "iban",
    "emergency_phone": "emergency_name",
}


@dataclass(frozen=True)
class Difference:
    """A value that the file says otherwise: what is kept, and what the file says."""

    label: str
    kept: str
    said: str


@dataclass
class Taken:
    """What a line changed of a draft: labels of the blanks it filled, and the differences it left alone."""

    fills: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Draft:
    """A person, known or new, with the records an import touches. Nothing is written here.

    ``changed`` names the fields filled of each record. ``is_visible`` tells whether the person already belongs to the
    programme: of somebody who does not, nothing may be shown that the file does not say. ``is_joining`` holds until a
    line has put the person in the programme.
    """

    participant: Participant
    enrolment: Enrolment
    evidence: JobSeekerEvidence
    income: list[IncomePeriod] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    changed: dict[str, set[str]] = field(
        default_factory=lambda: {"participant": set(), "enrolment": set(), "evidence": set()}
    )
    is_visible: bool = True
    is_joining: bool = False

    @property
    def is_new(self) -> bool:
        """Tell whether the person is not on record yet."""
        return self.participant.pk is None

    @property
    def new_income(self) -> list[IncomePeriod]:
        """The periods this import adds."""
        return [period for period in self.income if period.pk is None]

    @property
    def new_restrictions(self) -> list[Restriction]:
        """The restrictions this import adds."""
        return [restriction for restriction in self.restrictions if restriction.pk is None]

    def take(self, row: PersonRow, listing: dict[str, Any]) -> Taken:
        """Fill the blanks of the draft with what a line says; ``listing`` holds how the list came (see ``Enrolment``)."""
        taken = Taken()
        if self.is_joining:
            self.is_joining = False
            if not self.is_new:
                taken.fills.append(_("inscription dans ce programme"))
        self._take_names(row, taken)
        self._take_details(row, taken)
        self._take_phones(row, taken)
        self._take_listing(row, listing, taken)
        self._take_evidence(row, listing, taken)
        self._take_income(row, taken)
        self._take_restriction(row, taken)
        return taken

    def _take_names(self, row: PersonRow, taken: Taken) -> None:
        for name in ("last_name", "first_name", "birth_date"):
            self._fill("participant", name, getattr(row, name), taken)

    def _take_details(self, row: PersonRow, taken: Taken) -> None:
        refused = set()
        for name, value in sorted(row.details.items(), key=lambda item: item[0] in _GOES_WITH):
            if name in PHONES or _GOES_WITH.get(name) in refused:
                continue
            if not self._fill("participant", name, value, taken):
                refused.add(name)

    def _take_phones(self, row: PersonRow, taken: Taken) -> None:
        for said in (row.details[name] for name in PHONES if name in row.details):
            kept = [getattr(self.participant, name) for name in PHONES]
            if phone_digits(said) in map(phone_digits, kept):
                continue
            blank = next((name for name, phone in zip(PHONES, kept, strict=True) if not phone), PHONES[0])
            self._fill("participant", blank, said, taken)

    def _take_listing(self, row: PersonRow, listing: dict[str, Any], taken: Taken) -> None:
        if self.enrolment.pk is None and self.enrolment.source == Enrolment.Source.OTHER:
            self.enrolment.source = listing.get("source") or Enrolment.Source.OTHER
        for name in ("listed_on", "informed_how", "informed_on"):
            if listing.get(name) and not getattr(self.enrolment, name):
                self._fill("enrolment", name, listing[name], taken)
        if row.remark:
            self._fill("enrolment", "remark", row.remark, taken)

    def _take_evidence(self, row: PersonRow, listing: dict[str, Any], taken: Taken) -> None:
        if not row.evidence:
            return
        for name, since in row.evidence.items():
            self._fill("evidence", name, since, taken)
        self._fill_quietly("evidence", "kind", JobSeekerEvidence.Kind.LIST)
        self._fill_quietly("evidence", "evidence_on", listing.get("listed_on"))
        self._fill_quietly("enrolment", "labour_status", Enrolment.LabourStatus.UNEMPLOYED)
        if self.enrolment.entered_on:
            self._fill_quietly("enrolment", "months_at_entry", self.evidence.months_on(self.enrolment.entered_on))

    def _take_income(self, row: PersonRow, taken: Taken) -> None:
        if not row.income:
            return
        label = IncomePeriod._meta.verbose_name
        if not self.income:
            self.income = [IncomePeriod(kind=kind, as_said=row.income_as_said) for kind in row.income]
            taken.fills.append(str(label))
        elif not set(row.income) <= {period.kind for period in self.income}:
            kept = ", ".join(period.get_kind_display() for period in self.income)
            taken.differences.append(Difference(str(label), kept, row.income_as_said))

    def _take_restriction(self, row: PersonRow, taken: Taken) -> None:
        known = {fold_words(restriction.words) for restriction in self.restrictions}
        if row.restriction and fold_words(row.restriction) not in known:
            self.restrictions.append(Restriction(words=row.restriction))
            taken.fills.append(str(Restriction._meta.verbose_name))

    def _fill(self, part: str, name: str, value: Any, taken: Taken) -> bool:
        """Fill one blank; note a difference and return False when the record says something else."""
        if value in BLANK:
            return True
        record = getattr(self, part)
        kept = getattr(record, name)
        label = _label(record, name)
        if self._fill_quietly(part, name, value):
            taken.fills += [label] * (label not in taken.fills)
        elif not is_same_value(name, kept, value):
            taken.differences.append(Difference(label, shown(record, name), shown(type(record)(**{name: value}), name)))
            return False
        return True

    def _fill_quietly(self, part: str, name: str, value: Any) -> bool:
        record = getattr(self, part)
        if value in BLANK or getattr(record, name) not in BLANK:
            return False
        setattr(record, name, value)
        self.changed[part].add(name)
        return True


def _label(record, name: str) -> str:
    """Return a field's name as the columns bear it, else as its form does."""
    if name == "education_as_said":
        name = Field.EDUCATION
    return str(FIELD_LABELS.get(name) or record._meta.get_field(name).verbose_name)


def is_same_value(name: str, kept: Any, said: Any) -> bool:
    """Tell whether two values of a field mean the same: spelling of an address or order of languages do not count."""
    if name in ("address", "city", "education_as_said", "remark"):
        return fold_words(kept) == fold_words(said)
    if name == "languages":
        return set(said) <= set(kept)
    if name == "emergency_phone":
        return phone_digits(kept) == phone_digits(said)
    if name in ("email", "tenant_number"):
        return kept.casefold() == said.casefold()
    return kept == said


def shown(record, name: str) -> str:
    """Return a field as a page shows it, an account number with its middle hidden."""
    value = getattr(record, name)
    if name == "iban":
        return record.masked_iban
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    if isinstance(value, list):
        return ", ".join(value)
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display else value)
