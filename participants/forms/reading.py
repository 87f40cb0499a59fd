"""How a staged file is read, whatever it lists: encoding, delimiter, header lines, what each column means."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.imports.delimited import ENCODINGS
from participants.imports.reading import Sheet
from participants.models import ImportRun

DELIMITER_LABELS = [
    (";", _("point-virgule")),
    (",", _("virgule")),
    ("\t", _("tabulation")),
    ("|", _("barre verticale")),
]
LEFT_OUT = "-"


class BaseReadingForm(forms.Form):
    """The fields that change how a file is read; a list says what its columns can hold and how its sheets are read.

    A table has ``header_row`` and ``kept_columns``, each column an ``index``, a ``header`` and a ``field`` or None.
    """

    field_labels: dict = {}

    def __init__(self, data=None, *, run: ImportRun):
        super().__init__(data, prefix="lecture")
        self.run = run
        self.column_choices = [(LEFT_OUT, _("ne pas importer")), *self.field_labels.items()]
        self.tables = self.read_every_table()
        self.sections: list[tuple[str, list]] = []
        if run.staged["kind"] == "csv":
            self._add_text_fields()
        for number, (sheet, table, is_read) in enumerate(self.tables):
            self._add_sheet_fields(number, sheet, table, is_read=is_read)

    def read_every_table(self) -> list[tuple]:
        """Return every sheet of the file with its table, and whether it is read."""
        raise NotImplementedError

    def guess(self, sheet: Sheet, header_row: int | None = None):
        """Return the table that would be read without any wish but that line of headers."""
        raise NotImplementedError

    def is_guessed_read(self, sheet: Sheet) -> bool:
        """Tell whether a sheet would be read without any wish."""
        raise NotImplementedError

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

    def _add_sheet_fields(self, number: int, sheet: Sheet, table, *, is_read: bool) -> None:
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
                    label=column.header, choices=self.column_choices, initial=column.field or LEFT_OUT
                )
        title = _("Feuille « %(name)s »") % {"name": sheet.name} if sheet.name else _("Colonnes")
        self._add_section(title, fields)

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
        return options | {"sheets": sheets}

    def _wish(self, number: int, sheet: Sheet, table) -> dict:
        wish, is_guessed_read = {}, self.is_guessed_read(sheet)
        is_read = len(self.tables) == 1 or self.cleaned_data[f"{number}-is_read"]
        if not is_read:
            return {"is_read": False} if is_guessed_read else {}
        if not is_guessed_read:
            wish["is_read"] = True
        header_row = self.cleaned_data[f"{number}-header_row"]
        if header_row != self.guess(sheet).header_row:
            wish["header_row"] = header_row
        if header_row == table.header_row and (columns := self._chosen_columns(number, sheet, header_row)):
            wish["columns"] = columns
        return wish

    def _chosen_columns(self, number: int, sheet: Sheet, header_row: int) -> dict[str, str]:
        chosen = {}
        for column in self.guess(sheet, header_row).kept_columns:
            field = self.cleaned_data.get(f"{number}-column-{column.index}")
            if field is not None and field != (column.field or LEFT_OUT):
                chosen[str(column.index)] = "" if field == LEFT_OUT else field
        return chosen
