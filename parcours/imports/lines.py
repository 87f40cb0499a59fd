"""One line of a list of partners: its values, its problems, and what it would do."""

from collections.abc import Callable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from chantiers.imports.cells import read_text
from chantiers.imports.tables import Table
from parcours.imports.cells import read_delay, read_kind, read_phone, read_themes, read_website
from parcours.imports.columns import Field
from parcours.models import Partner, PartnerContact, PartnerService
from participants.imports.contacts import parse_email, parse_postcode
from participants.imports.dates import parse_since
from participants.imports.errors import CellRefusedError
from participants.imports.national_number import MARK
from participants.imports.reading import Row
from participants.imports.vocabulary import parse_languages

Values = dict[Field, tuple[str, object]]  # column → name of the record's field, value; a blank one says nothing


class Line:
    """One line: a value that cannot be read is a warning and stays out; a name that cannot refuses the line."""

    def __init__(self, table: Table, row: Row):
        self.table, self.row = table, row
        self.name = self.service = self.contact = ""
        self.refused: list[dict] = []
        self.warnings: list[dict] = []
        self.made: list[str] = []
        self.filled: list[str] = []

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of the line comes in."""
        return bool(self.refused)

    @property
    def place(self) -> dict:
        """Where the line stands in the file."""
        return {"row": self.row.number} | ({"sheet": self.table.sheet} if self.table.sheet else {})

    @property
    def first(self) -> str:
        """The first cell that is not empty."""
        return next((cell for cell in self.row.cells if cell), "")

    def warn(self, column: Field, reason: str) -> None:
        """Say what deserves a look."""
        self.warnings.append({"column": self.table.header(column), "reason": reason})

    def refuse(self, column: Field, reason: str) -> None:
        """Leave the whole line out."""
        self.refused.append({"column": self.table.header(column), "reason": reason})

    def text(self, column: Field) -> str:
        """Return what the line says in a column, without any national number."""
        return " ".join(self.table.text(self.row, column).replace(MARK, "").split())

    def value(self, column: Field, read: Callable, blank):
        """Return a cell as ``read`` understands it; ``blank`` when it is empty or, with a warning, not understood."""
        if MARK in self.table.text(self.row, column):
            self.warn(column, _("Un numéro national est retiré."))
        text = self.text(column)
        try:
            return read(text) if text else blank
        except CellRefusedError as refusal:
            self.warn(column, str(refusal))
            return blank

    def short_text(self, column: Field, model: type[models.Model], name: str) -> str:
        """Return a text that fits the field ``name`` of ``model``; one too long refuses the line: cut, it would lie."""
        try:
            return read_text(self.value(column, str, ""), model._meta.get_field(name).max_length)
        except CellRefusedError as refusal:
            self.refuse(column, str(refusal))
            return ""

    def needed_text(self, column: Field, model: type[models.Model], missing: str) -> str:
        """Return a text that cannot be empty, under the model's field of the same name."""
        text = self.short_text(column, model, column.value)
        if not (text or self.refused):
            self.refuse(column, missing)
        return text

    @property
    def owns_contact_columns(self) -> bool:
        """Tell whether the contact's telephone or e-mail has a column of its own."""
        return bool({Field.CONTACT_PHONE, Field.CONTACT_EMAIL} & set(self.table.columns))

    @property
    def speaks_of_contact(self) -> bool:
        """Tell whether plain "téléphone" and "e-mail" are those of the contact that the line names."""
        return bool(self.text(Field.CONTACT) or self.text(Field.FUNCTION)) and not self.owns_contact_columns

    def contact_values(self) -> Values:
        """Return what the line says of a contact, and keep the contact's name; a function stands for a missing name."""
        function = self.short_text(Field.FUNCTION, PartnerContact, "function")
        self.contact = self.short_text(Field.CONTACT, PartnerContact, "name") or function
        phone, email = (Field.CONTACT_PHONE, Field.CONTACT_EMAIL)
        if self.speaks_of_contact:
            phone, email = (Field.PHONE, Field.EMAIL)
        values = {
            Field.FUNCTION: ("function", function),
            phone: ("phone", self.value(phone, read_phone, "")),
            email: ("email", self.value(email, parse_email, "")),
        }
        if not self.contact:
            for column in (phone, email):
                if values[column][1]:
                    self.warn(column, _("Sans nom de contact, cette valeur n'est pas reprise."))
        return values


def partner_values(line: Line) -> Values:
    """Return what a line says of the organisation itself."""
    values = {
        Field.KIND: ("kind", line.value(Field.KIND, read_kind, "")),
        Field.ADDRESS: ("address", line.short_text(Field.ADDRESS, Partner, "address")),
        Field.POSTCODE: ("postcode", line.value(Field.POSTCODE, parse_postcode, "")),
        Field.CITY: ("city", line.short_text(Field.CITY, Partner, "city")),
        Field.WEBSITE: ("website", line.value(Field.WEBSITE, read_website, "")),
        Field.VERIFIED_ON: ("verified_on", line.value(Field.VERIFIED_ON, _past_day, None)),
    }
    if not line.speaks_of_contact:
        values[Field.PHONE] = "phone", line.value(Field.PHONE, read_phone, "")
        values[Field.EMAIL] = "email", line.value(Field.EMAIL, parse_email, "")
    return values


def service_values(line: Line) -> Values:
    """Return what a line says of the service; unknown themes are a warning."""
    themes, unknown = read_themes(line.text(Field.THEMES))
    for words in unknown:
        line.warn(Field.THEMES, _("« %(words)s » n'est pas un thème connu.") % {"words": words[:40]})
    languages = [name[:30] for name in line.value(Field.LANGUAGES, parse_languages, [])]
    values = {
        Field.THEMES: ("themes", themes),
        Field.LANGUAGES: ("languages", languages),
        Field.CONDITIONS: ("conditions", line.short_text(Field.CONDITIONS, PartnerService, "conditions")),
        Field.PLACES: ("places", line.short_text(Field.PLACES, PartnerService, "places")),
        Field.DELAY: ("delay_days", line.value(Field.DELAY, read_delay, None)),
    }
    if not line.service and any(value not in ("", None, []) for _name, value in values.values()):
        line.warn(Field.SERVICE, _("Sans nom de service, ses conditions ne sont pas reprises."))
    return values


def _past_day(text: str):
    return parse_since(text, today=timezone.localdate())
