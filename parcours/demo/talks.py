"""What was said in the demo: contacts that fill every queue, notes on every level, relays, own sheets."""

from datetime import time, timedelta

from accounts.demo import Days, Team, clock_at, working_day_before
from chantiers.actions.relays import send_relay
from parcours.actions.contacts import log_contact
from parcours.actions.notes import open_note, write_note
from parcours.actions.relays import take_up
from parcours.actions.sheets import make_sheet_link
from parcours.demo.walks import Walk
from parcours.models import Level, Partner

SENTENCES = [
    "Va bien, content du groupe.",
    "Cherche une place en crèche pour septembre.",
    "A reçu sa lettre, on la lit ensemble la prochaine fois.",
    "Fatigué cette semaine, veut continuer.",
    "Prépare son CV avec sa fille.",
    "A parlé au chef d’équipe, reprend confiance.",
]
KINDS = ["meeting", "call", "visit", "message", "call", "meeting", "family", "mail"]
# Pattern → days since the last contact, days until the next one (None: no date).
LAST_CONTACT = [(6, 12), (10, 2), (20, -3), (35, 25), (5, 10), (8, None), (4, 21), (9, 16)]
WAITING_RELAYS, RELAYS = 2, 4


def note_talks(days: Days, team: Team, walks: list[Walk]) -> None:
    """Write contacts, notes, relays and own sheets."""
    for walk in walks:
        _note_contacts(walk, days)
        _write_plain_notes(walk, days, team)
    going_on = [walk for walk in walks if walk.exited_on is None]
    for walk in going_on[:3]:
        _write_confidential_note(walk, days, team)
    for number, walk in enumerate(going_on[4 : 4 + RELAYS]):
        _relay(walk, number, days, team)
    for walk in going_on[8:11]:
        with clock_at(working_day_before(days.today, 15)):
            make_sheet_link(walk.parcours.enrolment, language=walk.parcours.language, by=walk.referent)


def _note_contacts(walk: Walk, days: Days) -> None:
    ago, coming = LAST_CONTACT[walk.number % len(LAST_CONTACT)]
    end = walk.exited_on or working_day_before(days.today, ago)
    held_on = walk.opened_on
    number = 0
    while held_on < end:
        _contact(walk, held_on, None, number)
        number += 1
        held_on = working_day_before(held_on + timedelta(days=27 + walk.number % 5), 0)
    next_on = None if walk.exited_on or coming is None else days.today + timedelta(days=coming)
    last = max(end, walk.opened_on)
    _contact(walk, last, next_on if next_on and next_on >= last else None, number)


def _contact(walk: Walk, day, next_on, number: int) -> None:
    with clock_at(day, time(11)):
        log_contact(
            walk.parcours,
            kind=KINDS[(walk.number + number) % len(KINDS)],
            held_on=day,
            is_honoured=(walk.number + number) % 9 != 4 or next_on is not None,
            sentence=SENTENCES[(walk.number * 2 + number) % len(SENTENCES)],
            next_on=next_on,
            by=walk.referent,
        )


def _write_plain_notes(walk: Walk, days: Days, team: Team) -> None:
    person = walk.resident.person
    with clock_at(working_day_before(walk.opened_on + timedelta(days=1), 0), time(15)):
        if walk.number % 2 == 0:
            write_note(person, level=Level.PRACTICAL, text="Arrive en tram : prévoir dix minutes.", by=team.operations)
        if walk.number % 3 == 0:
            write_note(
                person, level=Level.FOLLOW_UP, text="Préfère les matins. Relire le projet en mars.", by=walk.referent
            )
        if walk.number % 10 == 0:
            write_note(
                person,
                level=Level.SHARED,
                text="Le partenaire peut proposer un test de niveau.",
                by=walk.referent,
                partner=Partner.objects.filter(programme=team.programme).first(),
                consented_on=walk.opened_on,
            )


def _write_confidential_note(walk: Walk, days: Days, team: Team) -> None:
    colleague = team.colleague if walk.referent == team.counsellor else team.counsellor
    with clock_at(working_day_before(days.today, 12), time(16)):
        note = write_note(
            walk.resident.person,
            level=Level.CONFIDENTIAL,
            text="Texte inventé pour la démonstration : en parler seulement en tête-à-tête.",
            by=walk.referent,
            readers=[colleague],
        )
    with clock_at(working_day_before(days.today, 5), time(9)):
        open_note(note, by=colleague)


def _relay(walk: Walk, number: int, days: Days, team: Team) -> None:
    with clock_at(working_day_before(days.today, 1 + 4 * (RELAYS - 1 - number)), time(12)):
        relay = send_relay(
            programme_id=team.programme.pk,
            participant_id=walk.resident.person.pk,
            sentence="Voudrait parler à quelqu’un de son logement.",
            urgency=["later", "week", "week", "today"][number],
            by=team.operations,
        )
    if number < RELAYS - WAITING_RELAYS:
        with clock_at(working_day_before(days.today, 3), time(9)):
            take_up(relay, by=team.counsellor)
