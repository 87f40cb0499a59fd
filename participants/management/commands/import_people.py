"""./dev manage import_people FILE [--apply]: a list of people, with the problems of each line."""

import json
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.history import written_by
from accounts.models import Programme, User
from participants.actions.importing import apply_import, plan_of, stage_file, summary_of
from participants.imports.errors import FileRefusedError
from participants.imports.plan import ChoiceError
from participants.imports.reading import MAX_BYTES
from participants.models import ImportRun


class Command(BaseCommand):
    """Say what a list of people would do, or import it with ``--apply``; refused lines are an answer, not an error."""

    help = "Import a list of people (CSV or XLSX). Without --apply nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write; without it, only say what would happen")
        parser.add_argument(
            "--choose",
            action="append",
            default=[],
            metavar="[SHEET!]ROW=ID|new",
            help="who an ambiguous line is; may be repeated",
        )
        parser.add_argument("--programme", metavar="CODE", help="the programme created first when absent")
        parser.add_argument("--by", metavar="EMAIL", help="the user who imports; the system when absent")
        parser.add_argument(
            "--on", metavar="DATE", help="day of the two years, YYYY-MM-DD; the programme's start when absent"
        )
        parser.add_argument("--sheet", metavar="NAME", help="the only sheet of a workbook to read")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, file: Path, apply: bool, **options) -> None:
        programme, by = _programme(options["programme"]), _user(options["by"])
        on, choices = _day(options["on"]), _choices(options["choose"])
        try:
            with written_by(by):
                run = stage_file(_content(file), file.name, programme=programme, by=by)
                run.choices = choices
                run.options = _only_sheet(run, options["sheet"])
                summary = apply_import(run, on=on) if apply else summary_of(run, plan_of(run), on=on)
        except (FileRefusedError, ChoiceError) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_as_text(summary, is_applied=apply))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} : fichier illisible ({error.strerror}).") from None


def _programme(code: str | None) -> Programme:
    found = Programme.objects.filter(code=code).first() if code else Programme.objects.first_created()
    if found is None:
        raise CommandError(f"Aucun programme n'a le code {code}." if code else "Aucun programme n'existe encore.")
    return found


def _user(email: str | None) -> User | None:
    user = User.objects.filter(email__iexact=email).first() if email else None
    if email and user is None:
        raise CommandError(f"Personne n'a de compte sous {email}.")
    return user


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--on attend une date comme 2025-03-03, pas {text}.") from None


def _choices(texts: list[str]) -> dict[str, str]:
    choices = {}
    for text in texts:
        row, equals, choice = text.rpartition("=")
        if not (row and equals and choice and row.rpartition("!")[2].isdecimal()):
            raise CommandError(f"--choose attend LIGNE=NUMÉRO ou LIGNE=new, pas {text}.")
        choices[row] = choice
    return choices


def _only_sheet(run: ImportRun, name: str | None) -> dict:
    if name is None:
        return {}
    if run.staged["kind"] != "xlsx":
        raise CommandError("--sheet ne vaut que pour un classeur.")
    names = [sheet["name"] for sheet in run.staged["sheets"]]
    if name not in names:
        raise CommandError(f"Aucune feuille « {name} ». Feuilles du classeur : {', '.join(names)}.")
    return {"sheets": {other: {"is_read": other == name} for other in names}}


def _as_text(summary: dict, *, is_applied: bool) -> str:
    done = "Importé" if is_applied else "À importer (rien n'est écrit sans --apply)"
    counts = (
        "{created} nouvelles personnes, {matched} reconnues, {updated} complétées, {eligible} avec la durée demandée"
    )
    lines = [f"{done} : {counts.format(**summary)}."]
    lines += [f"Colonne jamais gardée : {header}" for header in summary["dropped_columns"]]
    lines += [f"Refusée, {_place(entry)}, {entry['column']} : {entry['reason']}" for entry in summary["refused"]]
    lines += [f"Attention, {_place(entry)}, {entry['column']} : {entry['reason']}" for entry in summary["warnings"]]
    for entry in summary["ambiguous"]:
        who = " ou ".join(f"{candidate['id']} ({candidate['label']})" for candidate in entry["candidates"])
        lines.append(f"À choisir, {_place(entry)} : {who}")
    return "\n".join(lines)


def _place(entry: dict) -> str:
    return f"{entry['sheet']} ligne {entry['row']}" if "sheet" in entry else f"ligne {entry['row']}"
