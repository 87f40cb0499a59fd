"""Forms of the import of a planning or of attendance sheets."""

from django.utils.translation import gettext_lazy as _

from chantiers.actions.importing import stage_file
from participants.forms.imports import CHOICE_PREFIX, UploadForm
from participants.imports.errors import FileRefusedError
from participants.models import ImportRun


class WorkbookForm(UploadForm):
    """A workbook, read at once: a file that cannot be read is refused here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Classeur")

    def stage(self, *, kind: str, programme, by) -> ImportRun | None:
        """Return the staged file; None when it is refused, the sentence standing under the field."""
        upload = self.cleaned_data["file"]
        try:
            return stage_file(upload.read(), upload.name, kind=kind, programme=programme, by=by)
        except FileRefusedError as refusal:
            self.add_error("file", str(refusal))
            return None


def choices_in(data) -> dict[str, str]:
    """Return who the ambiguous lines of a page are; a line left open stays out."""
    chosen = {name: data[name] for name in data if name.startswith(CHOICE_PREFIX)}
    return {name.removeprefix(CHOICE_PREFIX): choice for name, choice in chosen.items() if choice}
