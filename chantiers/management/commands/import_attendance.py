"""./dev manage import_attendance FILE [--apply]: attendance sheets typed afterwards."""

from django.core.management.base import BaseCommand, CommandParser

from chantiers.management.importing import import_file
from participants.management.importing import add_import_arguments
from participants.models import ImportRun

COUNTS = (
    "{created} présences et absences notées, {matched} déjà connues, {sessions} séances, {closed} registres clôturés,"
    " {placements} places dans un groupe"
)


class Command(BaseCommand):
    """Say what attendance sheets would do, or import them with ``--apply``."""

    help = "Import attendance sheets (XLSX or CSV). Without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser, choices="[SHEET!]ROW=ID")

    def handle(self, *args, file, apply: bool, **options) -> None:
        import_file(self, ImportRun.Kind.ATTENDANCE, counts=COUNTS, file=file, apply=apply, options=options)
