"""Forms of the import of partners: the file, and how it is read."""

from django.utils.translation import gettext_lazy as _

from chantiers.forms.imports import WorkbookForm
from chantiers.imports.tables import Table
from parcours.imports.columns import FIELD_LABELS, guess_table, is_list, read_every_table
from participants.forms.reading import BaseReadingForm
from participants.imports.reading import Sheet


class PartnerListForm(WorkbookForm):
    """A list of partners, read at once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Liste de partenaires")


class PartnerReadingForm(BaseReadingForm):
    """How a staged list of partners is read."""

    field_labels = FIELD_LABELS

    def read_every_table(self) -> list[tuple[Sheet, Table, bool]]:
        """Return every sheet with its table, and whether it is read as a list of partners."""
        return read_every_table(self.run.staged, self.run.options)

    def guess(self, sheet: Sheet, header_row: int | None = None) -> Table:
        """Return the table that would be read without any wish but that line of headers."""
        return guess_table(sheet, header_row)

    def is_guessed_read(self, sheet: Sheet) -> bool:
        """Tell whether a sheet would be read without any wish."""
        return is_list(guess_table(sheet)) and not sheet.is_hidden
