"""./dev manage import_partners FILE [--apply]: a list of partners, with the problems of each line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.history import written_by
from chantiers.actions.importing import stage_file
from parcours.actions.importing import apply_import, plan_of
from participants.imports.errors import FileRefusedError
from participants.management.importing import (
    add_import_arguments,
    content_of,
    print_summary,
    programme_of,
    user_of,
)
from participants.models import ImportRun

COUNTS = (
    "{partners} nouveaux partenaires, {services} nouveaux services, {contacts} nouveaux contacts,"
    " {matched} lignes connues, {updated} complétées"
)


class Command(BaseCommand):
    """Say what a list of partners would do, or import it with ``--apply``; refused lines are an answer, not an error."""

    help = "Import a list of partners (CSV or XLSX). Without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser)

    def handle(self, *args, file: Path, apply: bool, **options) -> None:
        programme, by = programme_of(options["programme"]), user_of(options["by"])
        try:
            with written_by(by):
                run = stage_file(content_of(file), file.name, kind=ImportRun.Kind.PARTNERS, programme=programme, by=by)
                summary = apply_import(run) if apply else plan_of(run).summary()
        except FileRefusedError as error:
            raise CommandError(str(error)) from None
        print_summary(self, summary, counts=COUNTS, is_applied=apply, is_json=options["json"])
