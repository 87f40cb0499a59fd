"""Demo data, fourth floor: forty pathways, the directory, sixty referrals in every state, exits and their follow-ups."""

import random
from datetime import time, timedelta

from accounts.demo import Days, Team, clock_at, moment_of
from parcours.actions.alerts import follow_every_alert
from parcours.actions.follow_ups import open_due_follow_ups
from parcours.actions.referral_clock import run_referral_clock
from parcours.demo.exits import record_exits
from parcours.demo.partners import build_directory
from parcours.demo.referrals import make_referrals
from parcours.demo.talks import note_talks
from parcours.demo.walks import open_walks
from participants.demo import Resident

SEED = "parcours"


def build_parcours(days: Days, team: Team, residents: list[Resident]) -> None:
    """Tell the pathways of the main programme with the actions of every day, then let its clocks run for a while."""
    chance = random.Random(SEED)
    partners = build_directory(days, team)
    walks = open_walks(days, team, residents, chance)
    note_talks(days, team, walks)
    make_referrals(days, team, walks, partners, chance)
    record_exits(days, walks)
    _run_the_clocks(days, team)


def _run_the_clocks(days: Days, team: Team) -> None:
    """Run the morning of some past days, as the worker would have."""
    for ago in (12, 6, 1):
        morning = days.today - timedelta(days=ago)
        with clock_at(morning, time(5)):
            run_referral_clock(team.programme, now=moment_of(morning, time(5)))
            open_due_follow_ups(team.programme, today=morning)
            follow_every_alert(team.programme, today=morning)
