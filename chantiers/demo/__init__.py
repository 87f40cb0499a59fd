"""Demo data, third floor: four sites, worksites and their groups, conventions, sessions, attendance and lines."""

import random

from accounts.demo import Days, Team
from chantiers.demo.attendance import record_attendance
from chantiers.demo.groups import close_groups, fill_groups
from chantiers.demo.lines import approve_earlier_lines, approve_recent_lines, propose_lines
from chantiers.demo.registers import keep_last_registers
from chantiers.demo.worksites import build_worksites
from participants.demo import Resident

SEED = "à pied d'œuvre"


def build_chantiers(days: Days, team: Team, other_team: Team, residents: list[Resident]) -> None:
    """Tell the two cohorts of the main programme, and a few weeks of the other one, with the actions of every day."""
    chance = random.Random(SEED)
    worksites = build_worksites(days, team, other_team)
    fill_groups(days, worksites, residents)
    record_attendance(days, worksites, residents, chance)
    propose_lines()
    approve_earlier_lines(days, team, residents)
    close_groups(days, worksites, residents)
    keep_last_registers(days, worksites)
    approve_recent_lines(days, team, residents)
