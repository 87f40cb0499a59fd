"""./dev manage import_people FILE [--apply]: a list of people, with the problems of each line."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.history import written_by
from participants.actions.importing import apply_import, plan_of, stage_file, summary_of
from participants.imports.errors import FileRefusedError
from participants.imports.plan import ChoiceError
from participants.management.importing import (
    add_import_arguments,
    choices_of,
    content_of,
    print_summary,
    programme_of,
    user_of,
)
from participants.models import ImportRun

COUNTS = "{created} nouvelles personnes, {matched} reconnues, {updated} complétées, {eligible} avec la durée demandée"


class Command(BaseCommand):
    """Say what a list of people would do, or import it with ``--apply``; refused lines are an answer, not an error."""

    help = "Import a list of people (CSV or XLSX). Without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        add_import_arguments(parser, choices="[SHEET!]ROW=ID|new")
        parser.add_argument(
            "--on", metavar="DATE", help="day of the two years, YYYY-MM-DD; the programme's start when absent"
        )
        parser.add_argument("--sheet", metavar="NAME", help="the only sheet of a workbook to read")

    def handle(self, *args, file: Path, apply: bool, **options) -> None:
        programme, by = programme_of(options["programme"]), user_of(options["by"])
        on, choices = _day(options["on"]), choices_of(options["choose"])
        try:
            with written_by(by):
                run = stage_file(content_of(file), file.name, programme=programme, by=by)
                run.choices = choices
                run.options = _only_sheet(run, options["sheet"])
                summary = apply_import(run, on=on) if apply else summary_of(run, plan_of(run), on=on)
        except (FileRefusedError, ChoiceError) as error:
            raise CommandError(str(error)) from None
        print_summary(self, summary, counts=COUNTS, is_applied=apply, is_json=options["json"])


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--on attend une date comme 2025-03-03, pas {text}.") from None


def _only_sheet(run: ImportRun, name: str | None) -> dict:
    if name is None:
        return {}
    if run.staged["kind"] != "xlsx":
        raise CommandError("--sheet ne vaut que pour un classeur.")
    names = [sheet["name"] for sheet in run.staged["sheets"]]
    if name not in names:
        raise CommandError(f"Aucune feuille « {name} ». Feuilles du classeur : {', '.join(names)}.")
    return {"sheets": {other: {"is_read": other == name} for other in names}}
