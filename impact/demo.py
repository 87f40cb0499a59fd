"""Demo data, highest floor: the whole story, told from one day."""

from datetime import date

from django.db import transaction

from accounts.demo import Days, build_programmes
from accounts.history import written_by
from chantiers.demo import build_chantiers
from parcours.demo import build_parcours
from participants.demo import build_residents


def build_demo(today: date) -> None:
    """Write both demo programmes as they stand on the morning of ``today``, all or nothing; the same day, the same data.

    Sets the clock of the process while it runs: for a command, never beside a web server.
    """
    days = Days(today)
    with transaction.atomic(), written_by():
        team, other_team = build_programmes(days)
        residents = build_residents(days, team, other_team)
        build_chantiers(days, team, other_team, residents)
        build_parcours(days, team, residents)
