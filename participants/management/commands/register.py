"""./dev manage register --year 2025 --json: the nominative register of a year."""

import json

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Programme
from participants.register import RegisterPerson, register_of


class Command(BaseCommand):
    """Print who volunteered each day of a year, and for how much."""

    help = "Nominative register of a calendar year."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--programme", help="code; the programme created first when absent")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args, year, programme, json: bool, **options):
        found = Programme.objects.filter(code=programme).first() if programme else Programme.objects.first_created()
        if found is None:
            raise CommandError(f"No programme {programme}." if programme else "No programme yet.")
        register = register_of(found, year)
        self.stdout.write(_as_json(register) if json else _as_text(register))


def _as_json(register):
    return json.dumps(
        {
            "year": register.year,
            "programme": register.programme.code,
            "people": [
                {
                    "name": person.person.full_name,
                    "days": person.days,
                    "approved": str(person.approved),
                    "held": str(person.held),
                    "lines": _lines(person),
                }
                for person in register.people
            ],
            "total_approved": str(register.total_approved),
            "total_held": str(register.total_held),
        },
        ensure_ascii=False,
        indent=2,
    )


def _lines(person: RegisterPerson):
    return [
        {
            "day": entry.line.day.isoformat(),
            "amount": str(line.amount),
            "state": line.state,
            "reasons": [str(label) for label in line.reason_labels],
        }
        for entry in person.entries
        for line in (entry.line, *entry.corrections)
    ]


def _as_text(register):
    rows = [f"{p.person.full_name}: {p.days} days, {p.approved} approved, {p.held} held" for p in register.people]
    return "\n".join([*rows, f"Total {register.year}: {register.total_approved} approved, {register.total_held} held"])
