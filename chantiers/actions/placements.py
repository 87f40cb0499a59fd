"""What is done to a person's place in a group: propose, invite, take in, decline, leave, come back."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chantiers.models import Attendance, Chantier, Placement
from config.database.refusals import sentence_of
from participants.actions.enrolment import record_entry
from participants.models import Participant

State = Placement.State


class PlacementError(Exception):
    """A place that cannot change as asked; ``field`` names the answer to mend, empty for the whole."""

    def __init__(self, sentence: str, field: str = ""):
        super().__init__(sentence)
        self.field = field


class AlreadyPlacedError(PlacementError):
    """The person waits for a place in this group, or is in it."""

    def __init__(self):
        super().__init__(_("Cette personne a déjà une place dans ce groupe."))


class MarksOutsideError(PlacementError):
    """The person is marked on days that the place would no longer cover."""

    def __init__(self, day: date, field: str):
        super().__init__(_("La personne est pointée le %(day)s : gardez ce jour.") % {"day": f"{day:%d/%m/%Y}"}, field)


@transaction.atomic
def place_person(
    chantier: Chantier, participant: Participant, *, state: str = State.CANDIDATE, starts_on: date | None = None
) -> Placement:
    """Give ``participant`` a place as candidate, invited or active from ``starts_on``.

    Raises ``AlreadyPlacedError``, or ``PlacementError`` without a first day for an active place.
    """
    Chantier.objects.select_for_update().get(pk=chantier.pk)
    if chantier.placements.holding_a_place().filter(participant=participant).exists():
        raise AlreadyPlacedError
    if state not in (State.CANDIDATE, State.INVITED, State.ACTIVE):
        raise PlacementError(_("Choisissez comment la personne rejoint le groupe."), "state")
    if state == State.ACTIVE:
        return _take_in(Placement(chantier=chantier, participant=participant), starts_on)
    return Placement.objects.create(chantier=chantier, participant=participant, state=state)


@transaction.atomic
def invite(placement: Placement) -> Placement:
    """Invite a candidate, or somebody who declined before."""
    placement = _locked(placement, State.CANDIDATE, State.DECLINED)
    placement.state = State.INVITED
    return _write(placement)


@transaction.atomic
def activate(placement: Placement, *, starts_on: date | None) -> Placement:
    """Take a candidate or invited person into the group from ``starts_on``."""
    return _take_in(_locked(placement, State.CANDIDATE, State.INVITED), starts_on)


@transaction.atomic
def decline(placement: Placement) -> Placement:
    """Record that a candidate or invited person does not take the place."""
    placement = _locked(placement, State.CANDIDATE, State.INVITED)
    placement.state = State.DECLINED
    return _write(placement)


@transaction.atomic
def leave(placement: Placement, *, ends_on: date, reason: str = "") -> Placement:
    """Record the last day of a person in the group, and why; raises ``MarksOutsideError`` when a later day is marked."""
    placement = _locked(placement, State.ACTIVE)
    placement.state, placement.ends_on, placement.reason = State.LEFT, ends_on, reason
    return _write(placement)


@transaction.atomic
def come_back(placement: Placement, *, starts_on: date | None) -> Placement:
    """Give somebody who left a new place from ``starts_on``; the former one stays as it was."""
    placement = _locked(placement, State.LEFT)
    return place_person(placement.chantier, placement.participant, state=State.ACTIVE, starts_on=starts_on)


@transaction.atomic
def change_dates(placement: Placement, *, starts_on: date, ends_on: date | None) -> Placement:
    """Correct the days of a place; raises ``MarksOutsideError`` when a marked day would no longer be covered."""
    placement = _locked(placement, State.ACTIVE, State.LEFT)
    if placement.state == State.LEFT and ends_on is None:
        raise PlacementError(_("Indiquez le dernier jour dans le groupe."), "ends_on")
    former = placement.starts_on, placement.ends_on
    placement.starts_on, placement.ends_on = starts_on, ends_on
    return _write(placement, former=former)


def _locked(placement: Placement, *states: str) -> Placement:
    placement = (
        Placement.objects.select_for_update(of=("self",)).select_related("chantier", "participant").get(pk=placement.pk)
    )
    if placement.state not in states:
        raise PlacementError(_("La place a changé entre-temps : vérifiez son état."))
    return placement


def _take_in(placement: Placement, starts_on: date | None) -> Placement:
    if starts_on is None:
        raise PlacementError(_("Indiquez le premier jour dans le groupe."), "starts_on")
    placement.state, placement.starts_on = State.ACTIVE, starts_on
    placement = _write(placement)
    record_entry([placement.participant_id], placement.chantier.programme, starts_on)
    return placement


def _write(placement: Placement, former: tuple | None = None) -> Placement:
    if placement.starts_on and placement.ends_on and placement.ends_on < placement.starts_on:
        raise PlacementError(_("La fin vient après le début."), "ends_on")
    if placement.pk and placement.starts_on:
        _check_marks(placement, former or (placement.starts_on, None))
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError as error:
        raise PlacementError(sentence_of(error, Placement), "starts_on") from error
    return placement


def _check_marks(placement: Placement, former: tuple) -> None:
    """Refuse to leave uncovered a mark that the place covered between the ``former`` days."""
    first, last = former
    marks = Attendance.objects.filter(
        session__chantier=placement.chantier_id, participant=placement.participant_id, session__day__gte=first
    )
    if last:
        marks = marks.filter(session__day__lte=last)
    days = marks.order_by("session__day").values_list("session__day", flat=True)
    if (earliest := days.first()) and earliest < placement.starts_on:
        raise MarksOutsideError(earliest, "starts_on")
    if placement.ends_on and (latest := days.last()) and latest > placement.ends_on:
        raise MarksOutsideError(latest, "ends_on")
