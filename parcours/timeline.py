"""What happened to a person, the latest first: one list, one query, filtered by kind.

Confidential notes stand in it as a locked line for those who may read them, without a word of their text.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import BigIntegerField, Case, CharField, DateTimeField, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.scope import rows_seen_by
from chantiers.models import Attendance, Relay
from parcours.models import (
    Contact,
    Handover,
    Level,
    Note,
    Parcours,
    ReferralState,
    ReferralTransition,
    StepState,
    StepTransition,
)

EVENTS_A_PAGE = 30
EXCERPT = 300


class Kind(models.TextChoices):
    """What a line of the timeline is about."""

    CONTACT = "contact", gettext_lazy("contacts")
    NOTE = "note", gettext_lazy("notes")
    STEP = "step", gettext_lazy("étapes")
    REFERRAL = "referral", gettext_lazy("orientations")
    ATTENDANCE = "attendance", gettext_lazy("présences")
    RELAY = "relay", gettext_lazy("relais")
    HANDOVER = "handover", gettext_lazy("passages")


ICONS = {
    Kind.CONTACT: "phone",
    Kind.NOTE: "document-text",
    Kind.STEP: "flag",
    Kind.REFERRAL: "paper-airplane",
    Kind.ATTENDANCE: "wrench-screwdriver",
    Kind.RELAY: "chat-bubble-left-right",
    Kind.HANDOVER: "arrows-right-left",
}


@dataclass(frozen=True)
class Event:
    """One line: when, of which kind, its title, its words, who wrote it; locked when its text is elsewhere."""

    at: datetime
    kind: str
    title: str
    words: str
    who: str
    is_locked: bool = False

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[self.kind]


@dataclass(frozen=True)
class Page:
    """Some events, and whether older ones exist."""

    events: list[Event]
    has_older: bool


def timeline_of(
    parcours: Parcours, *, user, kinds: Collection[str], offset: int = 0, size: int = EVENTS_A_PAGE
) -> Page:
    """Return the events of a pathway as ``user`` may see them: one query, at 3 and at 500 events alike."""
    wanted = [kind for kind in Kind if kind in kinds] or list(Kind)
    rows = [_ROWS[kind](parcours, user) for kind in wanted]
    union = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    with rows_seen_by(user):
        found = list(union.order_by("-event_at", "-event_id")[offset : offset + size + 1])
    return Page([_event(row) for row in found[:size]], len(found) > size)


def _event(row: dict) -> Event:
    kind, state = row["event_kind"], row["event_state"]
    is_locked = kind == Kind.NOTE and state == Level.CONFIDENTIAL
    words = "" if is_locked else row["event_words"].strip(" ·")  # one half may be empty
    return Event(row["event_at"], kind, _TITLES[kind](state), words, row["event_who"].strip(), is_locked)


def _rows(queryset: QuerySet, kind: str, *, at, state, words, who) -> QuerySet:
    """Give every kind of row the same columns; ``who`` is the expression of a name."""
    return (
        queryset.order_by()
        .annotate(
            event_kind=Value(kind, output_field=CharField()),
            event_at=Cast(at, DateTimeField()),
            event_id=Cast("pk", BigIntegerField()),
            event_state=Cast(state, CharField()),
            event_words=Left(Cast(words, TextField()), EXCERPT),
            event_who=Cast(who, TextField()),
        )
        .values("event_kind", "event_at", "event_id", "event_state", "event_words", "event_who")
    )


def _name(user: str) -> Concat:
    """Return the full name of a related user; empty when there is none."""
    return Concat(f"{user}__first_name", Value(" "), f"{user}__last_name")


def _contacts(parcours, user):
    rows = Contact.objects.filter(parcours=parcours)
    return _rows(rows, Kind.CONTACT, at=F("held_on"), state=F("kind"), words=F("sentence"), who=_name("by"))


def _notes(parcours, user):
    rows = Note.objects.visible_to(user).about(parcours.enrolment.participant_id)
    return _rows(rows, Kind.NOTE, at=F("written_at"), state=F("level"), words=F("body"), who=_name("author"))


def _steps(parcours, user):
    rows = StepTransition.objects.filter(step__parcours=parcours)
    words = Concat("step__words", Value(" · "), "reason")
    return _rows(rows, Kind.STEP, at=F("at"), state=F("to_state"), words=words, who=_name("by"))


def _referrals(parcours, user):
    rows = ReferralTransition.objects.filter(referral__parcours=parcours)
    state = Concat("kind", Value(":"), "to_state")
    words = Concat("referral__partner__name", Value(" · "), "words")
    who = Case(When(link__isnull=False, then=Value(_("le partenaire, par son lien"))), default=_name("by"))
    return _rows(rows, Kind.REFERRAL, at=F("at"), state=state, words=words, who=who)


def _attendance(parcours, user):
    place = parcours.enrolment
    rows = Attendance.objects.of_person(place.participant_id, place.programme_id).marked()
    words = Concat("session__chantier__code", Value(" · "), "session__activity")
    return _rows(rows, Kind.ATTENDANCE, at=F("session__day"), state=F("state"), words=words, who=Value(""))


def _relays(parcours, user):
    place = parcours.enrolment
    rows = Relay.objects.visible_to(user).about(place.participant_id).filter(programme=place.programme_id)
    state = Case(When(taken_up_at__isnull=True, then=Value("")), default=Value("taken_up"))
    return _rows(rows, Kind.RELAY, at=F("sent_at"), state=state, words=F("sentence"), who=_name("sent_by"))


def _handovers(parcours, user):
    rows = Handover.objects.filter(parcours=parcours)
    words = Concat("to_user__first_name", Value(" "), "to_user__last_name", Value(" · "), "reason")
    return _rows(rows, Kind.HANDOVER, at=F("handed_at"), state=Value(""), words=words, who=_name("from_user"))


_ROWS = {
    Kind.CONTACT: _contacts,
    Kind.NOTE: _notes,
    Kind.STEP: _steps,
    Kind.REFERRAL: _referrals,
    Kind.ATTENDANCE: _attendance,
    Kind.RELAY: _relays,
    Kind.HANDOVER: _handovers,
}


def _referral_title(state: str) -> str:
    kind, _colon, reached = state.partition(":")
    is_move = kind == ReferralTransition.Kind.MOVED and reached
    what = ReferralState(reached).label if is_move else ReferralTransition.Kind(kind).label
    return _("Orientation : %(what)s") % {"what": what}


_TITLES = {
    Kind.CONTACT: lambda state: capfirst(Contact.Kind(state).label),
    Kind.NOTE: lambda state: _("Note %(level)s") % {"level": Level(state).label},
    Kind.STEP: lambda state: _("Étape %(state)s") % {"state": StepState(state).label},
    Kind.REFERRAL: _referral_title,
    Kind.ATTENDANCE: lambda state: capfirst(Attendance.State(state).label),
    Kind.RELAY: lambda state: _("Relais pris en charge") if state else _("Relais en attente"),
    Kind.HANDOVER: lambda state: _("Dossier passé"),
}
