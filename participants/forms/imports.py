"""Forms of the import of people: the file, how it is read, who the ambiguous lines are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.actions.importing import stage_file
from participants.imports.columns import FIELD_LABELS
from participants.imports.delimited import ENCODINGS
from participants.imports.errors import FileRefusedError
from participants.imports.plan import NEW, Plan, PlannedRow, guess_listing
from participants.imports.reading import MAX_BYTES, Sheet
from participants.imports.tables import Table, read_every_table, read_table
from participants.models import Enrolment, ImportRun

DELIMITER_LABELS = [
    (";", _("point-virgule")),
    (",", _("virgule")),
    ("\t", _("tabulation")),
    ("|", _("barre verticale")),
]
LEFT_OUT = "-"
COLUMN_CHOICES = [(LEFT_OUT, _("ne pas importer")), *FIELD_LABELS.items()]
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


class ReadingForm(forms.Form):
    """How a staged file is read: encoding, delimiter, header line, what each column means, where the list comes from."""

    def __init__(self, data=None, *, run: ImportRun):
        super().__init__(data, prefix="lecture")
        self.run = run
        self.tables = read_every_table(run.staged, run.options)
        self.sections: list[tuple[str, list]] = []
        if run.staged["kind"] == "csv":
            self._add_text_fields()
        for number, (sheet, table, is_read) in enumerate(self.tables):
            self._add_sheet_fields(number, sheet, table, is_read=is_read)
        self._add_listing_fields()

    def _add_section(self, title: str, fields: dict[str, forms.Field]) -> None:
        self.fields |= fields
        self.sections.append((title, [self[name] for name in fields]))

    def _add_text_fields(self) -> None:
        options, staged = self.run.options, self.run.staged
        encoding = forms.ChoiceField(label=_("Encodage"), choices=ENCODINGS.items())
        encoding.initial = options.get("encoding") or staged["encoding"]
        delimiter = forms.ChoiceField(label=_("Séparateur"), choices=DELIMITER_LABELS)
        delimiter.initial = options.get("delimiter") or staged["delimiter"]
        self._add_section(_("Fichier"), {"encoding": encoding, "delimiter": delimiter})

    def _add_sheet_fields(self, number: int, sheet: Sheet, table: Table, *, is_read: bool) -> None:
        fields: dict[str, forms.Field] = {}
        if len(self.tables) > 1:
            fields[f"{number}-is_read"] = forms.BooleanField(
                label=_("Lire cette feuille"), required=False, initial=is_read
            )
        fields[f"{number}-header_row"] = forms.IntegerField(
            label=_("Ligne des titres"), min_value=1, max_value=100_000, initial=table.header_row
        )
        if is_read or len(self.tables) == 1:
            for column in table.kept_columns:
                fields[f"{number}-column-{column.index}"] = forms.ChoiceField(
                    label=column.header, choices=COLUMN_CHOICES, initial=column.field or LEFT_OUT
                )
        title = _("Feuille « %(name)s »") % {"name": sheet.name} if sheet.name else _("Colonnes")
        self._add_section(title, fields)

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

    def clean(self):
        """Refuse a field chosen for two columns of one sheet."""
        for number, (_sheet, table, _is_read) in enumerate(self.tables):
            taken = set()
            for column in table.kept_columns:
                name = f"{number}-column-{column.index}"
                field = self.cleaned_data.get(name)
                if field in taken - {None, LEFT_OUT}:
                    self.add_error(name, _("Cette donnée est déjà choisie pour une autre colonne."))
                taken.add(field)
        return self.cleaned_data

    @property
    def options(self) -> dict:
        """What is chosen, as the import keeps it: only what differs from the guesses."""
        data, options = self.cleaned_data, {}
        for name in ("encoding", "delimiter"):
            if data.get(name, self.run.staged.get(name)) != self.run.staged.get(name):
                options[name] = data[name]
        is_split_anew = any(self.run.options.get(name) != options.get(name) for name in ("encoding", "delimiter"))
        sheets = {}
        for number, (sheet, table, _is_read) in enumerate(self.tables):
            if not is_split_anew and (wish := self._wish(number, sheet, table)):
                sheets[sheet.name] = wish
        listing = {name: data[name] for name in ("source", "listed_on", "informed_how", "informed_on") if data[name]}
        days = {name: value.isoformat() for name, value in listing.items() if name.endswith("_on")}
        return options | {"sheets": sheets, "listing": listing | days}

    def _wish(self, number: int, sheet: Sheet, table: Table) -> dict:
        guess, wish = read_table(sheet), {}
        is_guessed_read = guess.holds_people and not sheet.is_hidden
        is_read = len(self.tables) == 1 or self.cleaned_data[f"{number}-is_read"]
        if not is_read:
            return {"is_read": False} if is_guessed_read else {}
        if not is_guessed_read:
            wish["is_read"] = True
        header_row = self.cleaned_data[f"{number}-header_row"]
        if header_row != guess.header_row:
            wish["header_row"] = header_row
        if header_row == table.header_row and (columns := self._chosen_columns(number, sheet, header_row)):
            wish["columns"] = columns
        return wish

    def _chosen_columns(self, number: int, sheet: Sheet, header_row: int) -> dict[str, str]:
        chosen = {}
        for column in read_table(sheet, header_row).kept_columns:
            field = self.cleaned_data.get(f"{number}-column-{column.index}")
            if field is not None and field != (column.field or LEFT_OUT):
                chosen[str(column.index)] = "" if field == LEFT_OUT else field
        return chosen


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
