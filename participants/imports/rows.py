"""A line of a list as a person: what it says, why it is refused, what of it is not taken as written."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from participants.imports import names, vocabulary
from participants.imports.columns import Field
from participants.imports.contacts import parse_email, parse_iban, parse_phones, parse_postcode
from participants.imports.dates import parse_birth_date, parse_since
from participants.imports.errors import CellRefusedError
from participants.imports.national_number import MARK
from participants.imports.reading import Row
from participants.imports.tables import Column, Table
from participants.models import Enrolment, IncomePeriod, Participant, Restriction

_LOST_INSIDE = re.compile(r"\w[?\ufffd]\w|\ufffd")
_NAME_FIELDS = {Field.FULL_NAME, Field.FIRST_THEN_LAST, Field.LAST_NAME, Field.FIRST_NAME}
_PLAIN_TEXTS = {
    Field.ADDRESS: "address",
    Field.CITY: "city",
    Field.TENANT_NUMBER: "tenant_number",
    Field.ACCOUNT_HOLDER: "account_holder",
    Field.EMERGENCY_NAME: "emergency_name",
}
_PARSED: dict[Field, tuple[str, Callable]] = {
    Field.GENDER: ("gender", vocabulary.parse_gender),
    Field.NATIONALITY: ("nationality_group", vocabulary.parse_nationality),
    Field.POSTCODE: ("postcode", parse_postcode),
    Field.EMAIL: ("email", parse_email),
    Field.LANGUAGES: ("languages", vocabulary.parse_languages),
    Field.FRENCH_SPOKEN: ("french_spoken", vocabulary.parse_level),
    Field.FRENCH_WRITTEN: ("french_written", vocabulary.parse_level),
    Field.DUTCH: ("dutch", vocabulary.parse_level),
    Field.IBAN: ("iban", parse_iban),
}


@dataclass(frozen=True)
class Problem:
    """A cell, by its header as written, and a French sentence about it."""

    column: str
    reason: str


@dataclass
class PersonRow:
    """What a line says of a person.

    ``details`` are fields of ``Participant``, ``evidence`` those of ``JobSeekerEvidence``. A line with ``refused`` is
    left out; ``warnings`` name its cells that are not taken as written.
    """

    sheet: str
    number: int
    last_name: str = ""
    first_name: str = ""
    birth_date: date | None = None
    details: dict = field(default_factory=dict)
    evidence: dict[str, date] = field(default_factory=dict)
    income: list[str] = field(default_factory=list)
    income_as_said: str = ""
    remark: str = ""
    restriction: str = ""
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The line's name in ``--choose``: ``12``, or ``Candidats!12`` in a workbook."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)

    @property
    def full_name(self) -> str:
        """First name then surname."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def since(self) -> date | None:
        """The earlier of the dates of registration and without work, None when the line has neither (domain §3)."""
        return min(self.evidence.values(), default=None)


def parse_rows(table: Table, *, today: date) -> list[PersonRow]:
    """Return the people of a table, refused lines included, in the order of the file."""
    return [_Reader(table, row, today).read() for row in table.rows]


class _Reader:
    """Reads one line, collecting its problems."""

    def __init__(self, table: Table, row: Row, today: date):
        self.table, self.row, self.today = table, row, today
        self.person = PersonRow(table.sheet, row.number)

    def read(self) -> PersonRow:
        self._read_names()
        self._read_birth_date()
        for column, text in self._texts():
            self._note_removed_number(column)
            if text and column.field:
                self._read_detail(column, text)
        return self.person

    def _texts(self) -> Iterator[tuple[Column, str]]:
        for column in self.table.kept_columns:
            yield column, self._text(column)

    def _text(self, column: Column | None) -> str:
        cell = self.row.cell(column.index) if column else ""
        return " ".join(cell.replace(MARK, " ").split()) if MARK in cell else cell

    def _warn(self, column: Column, reason: str) -> None:
        self.person.warnings.append(Problem(column.header, reason))

    def _refuse(self, column: Column, reason: str) -> None:
        self.person.refused.append(Problem(column.header, reason))

    def _note_removed_number(self, column: Column) -> None:
        if MARK in self.row.cell(column.index):
            self._warn(column, _("Un numéro national a été retiré de cette cellule."))

    def _read_names(self) -> None:
        last, first = self.table.column(Field.LAST_NAME), self.table.column(Field.FIRST_NAME)
        if last and first:
            surname, given = self._name(last), self._name(first)
        else:
            last = first = self.table.column(Field.FULL_NAME) or self.table.column(Field.FIRST_THEN_LAST)
            surname, given = names.split_full_name(
                self._name(last), is_first_name_first=last.field == Field.FIRST_THEN_LAST
            )
        self.person.last_name, self.person.first_name = names.nice_case(surname), names.nice_case(given)
        longest = Participant._meta.get_field("last_name").max_length
        if not surname and not given:
            self._refuse(last, _("Le nom manque."))
        elif not surname:
            self._refuse(last, _("Le nom de famille manque."))
        elif not given:
            self._refuse(first, _("Le prénom manque."))
        elif max(len(surname), len(given)) > longest:
            self._refuse(last, _("Le nom dépasse %(count)s lettres.") % {"count": longest})

    def _name(self, column: Column) -> str:
        """Return a name; a ``?`` that stands alone is a doubt, not a letter of it."""
        name = names.tidy(self._text(column))
        if names.has_lost_letter(name):
            self._warn(column, _("Une lettre s'est perdue dans « %(value)s ».") % {"value": name[:60]})
        kept = " ".join(word for word in name.split() if word.strip(names.LOST_LETTER))
        return kept if any(c.isalpha() for c in kept) else ""

    def _read_birth_date(self) -> None:
        column = self.table.column(Field.BIRTH_DATE)
        text = self._text(column)
        if not text:
            self._refuse(column, _("La date de naissance manque."))
            return
        try:
            self.person.birth_date = parse_birth_date(text, today=self.today)
        except CellRefusedError as refusal:
            self._refuse(column, str(refusal))

    def _read_detail(self, column: Column, text: str) -> None:
        if column.field in _NAME_FIELDS or column.field == Field.BIRTH_DATE:
            return
        try:
            if column.field in _PARSED:
                name, parse = _PARSED[column.field]
                self.person.details[name] = parse(text)
            elif column.field in _PLAIN_TEXTS:
                self._read_plain(column, text)
            else:
                getattr(self, f"_read_{column.field}")(column, text)
        except CellRefusedError as refusal:
            if column.field == Field.IBAN:
                self._warn(column, f"{refusal} {_('La personne est reprise sans compte.')}")
            else:
                self._warn(column, f"{refusal} {_('La personne est reprise sans cette donnée.')}")

    def _read_plain(self, column: Column, text: str) -> None:
        name = _PLAIN_TEXTS[column.field]
        text = " ".join(text.split())
        if _LOST_INSIDE.search(text) and column.field != Field.TENANT_NUMBER:
            self._warn(column, _("Une lettre s'est perdue dans « %(value)s ».") % {"value": text[:60]})
        self.person.details[name] = self._cut(column, text, Participant, name)

    def _cut(self, column: Column, text: str, model, name: str) -> str:
        longest = model._meta.get_field(name).max_length
        if len(text) > longest:
            self._warn(column, _("Le texte est coupé après %(count)s lettres.") % {"count": longest})
        return text[:longest].strip()

    def _read_phone(self, column: Column, text: str) -> None:
        phones = parse_phones(text)
        free = [name for name in ("phone", "other_phone") if name not in self.person.details]
        self.person.details |= dict(zip(free, phones, strict=False))
        if len(phones) > len(free):
            self._warn(column, _("Seuls deux numéros de téléphone sont gardés."))

    _read_other_phone = _read_phone

    def _read_emergency_phone(self, column: Column, text: str) -> None:
        self.person.details["emergency_phone"] = parse_phones(text)[0]

    def _read_education(self, column: Column, text: str) -> None:
        self.person.details["education_as_said"] = self._cut(column, text, Participant, "education_as_said")
        if level := vocabulary.parse_education(text):
            self.person.details["education"] = level

    def _read_registered_since(self, column: Column, text: str) -> None:
        self._read_since("registered_since", text)

    def _read_without_work_since(self, column: Column, text: str) -> None:
        self._read_since("without_work_since", text)

    def _read_since(self, name: str, text: str) -> None:
        since = parse_since(text, today=self.today)
        if self.person.birth_date and since <= self.person.birth_date:
            raise CellRefusedError(_("La date %(value)s précède la naissance.") % {"value": text})
        self.person.evidence[name] = since

    def _read_income(self, column: Column, text: str) -> None:
        self.person.income = vocabulary.parse_income(text)
        self.person.income_as_said = self._cut(column, text, IncomePeriod, "as_said")

    def _read_restriction(self, column: Column, text: str) -> None:
        self.person.restriction = self._cut(column, text, Restriction, "words")

    def _read_remark(self, column: Column, text: str) -> None:
        if vocabulary.reads_as_restriction(text) and not self.person.restriction:
            self._read_restriction(column, text)
        else:
            self.person.remark = self._cut(column, text, Enrolment, "remark")
