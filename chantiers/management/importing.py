"""What the two commands that import a workbook share."""

from django.core.management.base import BaseCommand, CommandError

from accounts.history import written_by
from chantiers.actions.importing import apply_import, plan_of, stage_file
from chantiers.imports.attendance import ChoiceError
from participants.imports.errors import FileRefusedError
from participants.management.importing import choices_of, content_of, print_summary, programme_of, user_of


def import_file(command: BaseCommand, kind: str, *, counts: str, file, apply: bool, options: dict) -> None:
    """Say what a file would do, or import it; refused lines are an answer, not an error."""
    programme, by, choices = programme_of(options["programme"]), user_of(options["by"]), choices_of(options["choose"])
    try:
        with written_by(by):
            run = stage_file(content_of(file), file.name, kind=kind, programme=programme, by=by)
            run.choices = choices
            summary = apply_import(run, by=by, choices=choices) if apply else plan_of(run).summary()
    except (FileRefusedError, ChoiceError) as error:
        raise CommandError(str(error)) from None
    print_summary(command, summary, counts=counts, is_applied=apply, is_json=options["json"])
