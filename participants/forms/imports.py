"""Forms of the import of people: the file, how it is read, who the ambiguous lines are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.actions.importing import stage_file
from participants.forms.reading import BaseReadingForm
from participants.imports.columns import FIELD_LABELS
from participants.imports.errors import FileRefusedError
from participants.imports.plan import NEW, Plan, PlannedRow, guess_listing
from participants.imports.reading import MAX_BYTES, Sheet
from participants.imports.tables import Table, read_every_table, read_table
from participants.models import Enrolment, ImportRun

CHOICE_PREFIX = "ligne:"


class UploadForm(forms.Form):
    """A list of people, read at once: a file that cannot be read is refused here."""

    file = forms.FileField(
        label=_("Liste de personnes"),
        help_text=_("Un classeur .xlsx ou un fichier .csv, 5 Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )

    def clean_file(self):
        """Refuse a file too large before reading it."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("Ce fichier dépasse 5 Mo."))
        return upload

    def stage(self, *, programme, by) -> ImportRun | None:
        """Return the staged file; None when it is refused, the sentence standing under the field."""
        upload = self.cleaned_data["file"]
        try:
            return stage_file(upload.read(), upload.name, programme=programme, by=by)
        except FileRefusedError as refusal:
            self.add_error("file", str(refusal))
            return None


class ReadingForm(BaseReadingForm):
    """How a staged list of people is read, and where the list comes from."""

    field_labels = FIELD_LABELS

    def __init__(self, data=None, *, run: ImportRun):
        super().__init__(data, run=run)
        self._add_listing_fields()

    def read_every_table(self) -> list[tuple[Sheet, Table, bool]]:
        """Return every sheet with its table, and whether it is read as a list of people."""
        return read_every_table(self.run.staged, self.run.options)

    def guess(self, sheet: Sheet, header_row: int | None = None) -> Table:
        """Return the table that would be read without any wish but that line of headers."""
        return read_table(sheet, header_row)

    def is_guessed_read(self, sheet: Sheet) -> bool:
        """Tell whether a sheet would be read without any wish."""
        return read_table(sheet).holds_people and not sheet.is_hidden

    def _add_listing_fields(self) -> None:
        listing = guess_listing([table for _sheet, table, is_read in self.tables if is_read])
        listing |= self.run.options.get("listing", {})
        day = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}
        fields = {
            "source": forms.ChoiceField(label=_("Origine"), choices=Enrolment.Source.choices),
            "listed_on": forms.DateField(label=_("Date de la liste"), **day),
            "informed_how": forms.CharField(
                label=_("Comment ces personnes ont été informées"), max_length=200, required=False
            ),
            "informed_on": forms.DateField(label=_("Informées le"), **day),
        }
        for name, field in fields.items():
            field.initial = listing.get(name)
        self._add_section(_("Provenance de la liste"), fields)

    @property
    def options(self) -> dict:
        """What is chosen, as the import keeps it: only what differs from the guesses."""
        data = self.cleaned_data
        listing = {name: data[name] for name in ("source", "listed_on", "informed_how", "informed_on") if data[name]}
        days = {name: value.isoformat() for name, value in listing.items() if name.endswith("_on")}
        return super().options | {"listing": listing | days}


def choices_in(data, plan: Plan) -> dict[str, str]:
    """Return what was chosen for the ambiguous lines of a page: empty to leave a line out."""
    keys = {row.row.key for row in plan.rows if row.candidates}
    return {key: data[CHOICE_PREFIX + key] for key in keys if CHOICE_PREFIX + key in data}


def offers_of(row: PlannedRow) -> list[tuple[str, str, bool]]:
    """Return what can be chosen for a line: value, words, and whether it is the choice made."""
    offers = [("", _("à choisir : la ligne reste de côté"))]
    offers += [(str(candidate.id), candidate.label) for candidate in row.candidates]
    offers.append((NEW, _("une nouvelle personne")))
    return [(value, label, value == row.choice) for value, label in offers]
