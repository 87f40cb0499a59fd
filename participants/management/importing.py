"""What the commands that import a file share: their arguments, and the problems in words."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Programme, User
from participants.imports.reading import MAX_BYTES


def add_import_arguments(parser: CommandParser, *, choices: str = "") -> None:
    """Declare what every import takes; ``choices`` says what ``--choose`` may hold, empty: nothing is ever to choose."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--apply", action="store_true", help="write; without it, only say what would happen")
    if choices:
        parser.add_argument(
            "--choose", action="append", default=[], metavar=choices, help="who an ambiguous line is; may be repeated"
        )
    parser.add_argument("--programme", metavar="CODE", help="the programme created first when absent")
    parser.add_argument("--by", metavar="EMAIL", help="the user who imports; the system when absent")
    parser.add_argument("--json", action="store_true", help="print JSON")


def content_of(file: Path) -> bytes:
    """Return the bytes of a file, one more than is accepted at most; raises ``CommandError``."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} : fichier illisible ({error.strerror}).") from None


def programme_of(code: str | None) -> Programme:
    """Return the programme of a code, the one created first without it; raises ``CommandError``."""
    found = Programme.objects.filter(code=code).first() if code else Programme.objects.first_created()
    if found is None:
        raise CommandError(f"Aucun programme n'a le code {code}." if code else "Aucun programme n'existe encore.")
    return found


def user_of(email: str | None) -> User | None:
    """Return the user of an e-mail, None without it; raises ``CommandError``."""
    user = User.objects.filter(email__iexact=email).first() if email else None
    if email and user is None:
        raise CommandError(f"Personne n'a de compte sous {email}.")
    return user


def choices_of(texts: list[str]) -> dict[str, str]:
    """Return ``{"SHEET!ROW": choice}`` from ``SHEET!ROW=choice``; raises ``CommandError``."""
    choices = {}
    for text in texts:
        row, equals, choice = text.rpartition("=")
        if not (row and equals and choice and row.rpartition("!")[2].isdecimal()):
            raise CommandError(f"--choose attend LIGNE=NUMÉRO ou LIGNE=new, pas {text}.")
        choices[row] = choice
    return choices


def print_summary(command: BaseCommand, summary: dict, *, counts: str, is_applied: bool, is_json: bool) -> None:
    """Print an answer: pure JSON, else ``counts`` filled with its figures and one line a problem."""
    if is_json:
        command.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        return
    done = "Importé" if is_applied else "À importer (rien n'est écrit sans --apply)"
    lines = [f"{done} : {counts.format(**summary)}."]
    lines += [f"Colonne jamais gardée : {header}" for header in summary["dropped_columns"]]
    lines += [f"Refusée, {_place(entry)}, {entry['column']} : {entry['reason']}" for entry in summary["refused"]]
    lines += [f"Attention, {_place(entry)}, {entry['column']} : {entry['reason']}" for entry in summary["warnings"]]
    for entry in summary["ambiguous"]:
        who = " ou ".join(f"{candidate['id']} ({candidate['label']})" for candidate in entry["candidates"])
        lines.append(f"À choisir, {_place(entry)} : {who}")
    command.stdout.write("\n".join(lines))


def _place(entry: dict) -> str:
    return f"{entry['sheet']} ligne {entry['row']}" if "sheet" in entry else f"ligne {entry['row']}"
