"""The demo groups: places, conventions with their signatures, departures and ends."""

from dataclasses import dataclass
from datetime import date, time

from accounts.demo import Days, clock_at, working_day_before
from chantiers.actions.conventions import draft_convention
from chantiers.actions.placements import activate, decline, invite, leave, place_person
from chantiers.actions.worksites import finish_chantier
from chantiers.models import Chantier
from participants.actions.conventions import (
    PaperSignature,
    cancel_convention,
    end_convention,
    issue_convention,
    sign_convention,
)
from participants.demo import Resident
from participants.demo.printing import short_convention_pdf
from participants.demo.residents import EARLIER_GROUPS, invented_scan
from participants.models import Convention, ConventionSignature, Enrolment

PRINTED_IN_FULL = "cage"
WORKING_GROUPS = ("bancs", "halls", "cage", "caves", "senne")
STAY_AFTER = ("Rahmani", "Wiśniewska", "Dubois")  # people of the earlier cohort who are still here
Side = Convention.Side


def fill_groups(days: Days, worksites: dict[str, Chantier], residents: list[Resident]) -> None:
    """Place everybody, then draft, issue and have signed each convention, in the order of the first days."""
    places = sorted(_places(worksites, residents), key=lambda place: (place.first_day, place.is_issued_twice))
    for place in places:
        _take_in(place)
    for place in places:
        if not (place.resident.story == "two_groups" and place.group == "caves"):  # the first convention covers both
            _make_convention(place)
    _fill_the_next_group(worksites["waiting"], residents, days)


def close_groups(days: Days, worksites: dict[str, Chantier], residents: list[Resident]) -> None:
    """End the earlier cohort: departures, ends of conventions, exits, worksites finished."""
    for resident in residents:
        if resident.group in EARLIER_GROUPS:
            _let_go(worksites[resident.group], resident)
    for group in EARLIER_GROUPS:
        with clock_at(working_day_before(days.weeks(-22), 0)):
            finish_chantier(worksites[group])


def last_day_in_group(chantier: Chantier, resident: Resident) -> date:
    """Return the last day of a person of the earlier cohort: three weeks before the others for two of them."""
    if resident.story in ("job_found", "ended_by_team"):
        return working_day_before(chantier.ends_on, 21)
    return chantier.ends_on


@dataclass(frozen=True)
class Place:
    """A person to take into a group from a first day."""

    resident: Resident
    group: str
    chantier: Chantier

    @property
    def first_day(self) -> date:
        """The worksite's first day, or the person's own when it comes later."""
        return max(self.chantier.starts_on, self.resident.papers.first_day)

    @property
    def is_issued_twice(self) -> bool:
        """Tell whether a first convention is cancelled, and made anew the day after."""
        return self.resident.story == "no_emergency"


def _places(worksites: dict[str, Chantier], residents: list[Resident]) -> list[Place]:
    return [
        Place(resident, group, worksites[group])
        for group in WORKING_GROUPS
        for resident in residents
        if resident.group == group or (group == "caves" and resident.story in ("two_groups", "merged"))
    ]


def _take_in(place: Place) -> None:
    with clock_at(working_day_before(place.first_day, 15)):
        placement = invite(place_person(place.chantier, place.resident.person))
    with clock_at(working_day_before(place.first_day, 10)):
        activate(placement, starts_on=place.first_day)


def _make_convention(place: Place) -> None:
    """Draft and issue a convention the week before; one that was issued with a mistake is cancelled and made anew."""
    resident, papers = place.resident, place.resident.papers
    convention = _draft(place)
    if not papers.is_issued:
        return
    convention = _issue(convention, resident, working_day_before(place.first_day, 8), place.group)
    if place.is_issued_twice:
        with clock_at(working_day_before(place.first_day, 7)):
            cancel_convention(convention, by=resident.team.operations)
        convention = _issue(_draft(place), resident, working_day_before(place.first_day, 7), place.group)
    comes_back = papers.first_day < place.chantier.starts_on
    if papers.signed_on:
        _sign(convention, resident, working_day_before(place.first_day, 5) if comes_back else papers.signed_on)


def _draft(place: Place) -> Convention:
    with clock_at(working_day_before(place.first_day, 9)):
        return draft_convention(
            place.resident.person,
            chantier=place.chantier,
            starts_on=place.first_day,
            ends_on=place.chantier.ends_on,
            by=place.resident.team.operations,
        )


def _issue(convention: Convention, resident: Resident, day: date, group: str) -> Convention:
    with clock_at(day, time(14)):
        return issue_convention(
            convention,
            by=resident.team.operations,
            print_pdf=None if group == PRINTED_IN_FULL else short_convention_pdf,
        )


def _sign(convention: Convention, resident: Resident, day: date) -> None:
    director = resident.team.director.get_full_name()
    names = {"volunteer": resident.person.full_name, "organisation": director}
    has_scan = resident.story in ("corrected", "two_groups")
    with clock_at(day, time(16)):
        sign_convention(
            convention,
            signatures=[
                PaperSignature(party=party, name=names[party], place="Bruxelles", signed_on=day)
                for party in ConventionSignature.Party.values
            ],
            by=resident.team.operations,
            scan=invented_scan(f"Convention {convention.reference}") if has_scan else None,
        )


def _fill_the_next_group(chantier: Chantier, residents: list[Resident], days: Days) -> None:
    """Leave candidates and invited people for the worksite being prepared; one declines, her convention is cancelled."""
    by_name = {resident.person.last_name: resident for resident in residents}
    waiting = {resident.story: resident for resident in residents if resident.group == "waiting"}
    asked_on = working_day_before(days.today, 9)
    with clock_at(asked_on):
        for resident in (*(r for r in residents if r.story == "candidate"), by_name["Dubois"]):
            place_person(chantier, resident.person)
        place_person(chantier, waiting["in_both_programmes"].person)
        invited = [waiting["invited"], waiting["declined"], by_name["Wiśniewska"]]
        places = [invite(place_person(chantier, resident.person)) for resident in invited]
        convention = draft_convention(
            waiting["declined"].person,
            chantier=chantier,
            starts_on=chantier.starts_on,
            ends_on=chantier.ends_on,
            by=waiting["declined"].team.operations,
        )
    convention = _issue(convention, waiting["declined"], working_day_before(days.today, 6), "waiting")
    with clock_at(working_day_before(days.today, 3)):
        decline(places[1])
        cancel_convention(convention, by=waiting["declined"].team.operations)


def _let_go(chantier: Chantier, resident: Resident) -> None:
    """End a person's place, convention and stay."""
    last_day = last_day_in_group(chantier, resident)
    sides = {"job_found": Side.VOLUNTEER, "ended_by_team": Side.ORGANISATION}
    reasons = {"job_found": "emploi trouvé", "ended_by_team": "fin de sa partie des travaux"}
    side = sides.get(resident.story, Side.TERM)
    convention = Convention.objects.get(participant=resident.person, state="signed", starts_on=chantier.starts_on)
    placement = chantier.placements.get(participant=resident.person)
    with clock_at(last_day, time(17)):
        leave(placement, ends_on=last_day, reason=reasons.get(resident.story, "fin du chantier"))
        end_convention(convention, ended_on=last_day, side=side, by=resident.team.operations)
        if resident.person.last_name not in STAY_AFTER:
            Enrolment.objects.current().filter(participant=resident.person).update(exited_on=last_day)
