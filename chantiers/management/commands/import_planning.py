"""./dev manage import_planning FILE [--apply]: worksites and sessions of a workbook."""

from django.core.management.base import BaseCommand, CommandParser

from chantiers.management.importing import import_file
from participants.management.importing import add_import_arguments
from participants.models import ImportRun

COUNTS = (
    "{sites} nouveaux sites, {chantiers} nouveaux chantiers, {sessions} nouvelles séances, {matched} lignes connues"
)


class Command(BaseCommand):
    """Say what a planning would do, or import it with ``--apply``."""

    help = "Import a planning (XLSX or CSV). Without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser, choices="[SHEET!]ROW=ID")

    def handle(self, *args, file, apply: bool, **options) -> None:
        import_file(self, ImportRun.Kind.PLANNING, counts=COUNTS, file=file, apply=apply, options=options)
