"""Who is expected at a session, with the mark and the one warning worth reading."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chantiers.models import Attendance, Placement, Session
from chantiers.models.attendance import PRESENT_STATES
from participants.conditions import REASON_FOR_CHECK, day_amount_on, holds_on, mend_url, missing_on
from participants.models import Participant
from participants.models.allowance import Reason

# Without these, volunteering is not covered or not announced: the row asks for a decision, never a refusal.
DECISIVE = frozenset({Reason.CONVENTION, *REASON_FOR_CHECK.values()})
FEW_DAYS = 3


@dataclass(frozen=True)
class Warning:
    """One line about a person: ``level`` is danger, warning or info; ``reason`` holds the day's allowance, if any."""

    level: str
    sentence: str
    reason: str = ""


@dataclass
class Row:
    """A person of the group, the mark if any, and the worst warning if any."""

    person: Participant
    name: str
    mark_url: str
    mark: Attendance | None
    warning: Warning | None
    needs_decision: bool

    @property
    def mend_url(self) -> str:
        """Where the warning is mended: the section of the person's page, or that page."""
        if self.warning is None:
            return ""
        return mend_url(self.warning.reason, self.person.pk) if self.warning.reason else self.person.get_absolute_url()

    @property
    def tap_url(self) -> str:
        """Where a tap on this row is sent: it carries the revision that the page shows."""
        return f"{self.mark_url}?revision={self.revision}"

    @property
    def has_details(self) -> bool:
        """Tell whether the mark says a time or a reason."""
        return self.mark is not None and bool(self.mark.arrived_at or self.mark.left_at or self.mark.reason)

    @property
    def is_marked(self) -> bool:
        """Tell whether a state was chosen."""
        return self.mark is not None and self.mark.state != Attendance.State.NOT_MARKED

    @property
    def state(self) -> str:
        """The state chosen, empty for "non pointé"."""
        return self.mark.state if self.mark else ""

    @property
    def is_present(self) -> bool:
        """Tell whether "présent·e" was chosen."""
        return self.state == Attendance.State.PRESENT

    @property
    def has_other_state(self) -> bool:
        """Tell whether a state was chosen that the button P does not show."""
        return self.is_marked and not self.is_present

    @property
    def awaits_decision(self) -> bool:
        """Tell whether a decision is needed and none was taken."""
        return self.needs_decision and not self.is_marked

    @property
    def revision(self) -> int:
        """The revision this page shows, 0 for none."""
        return self.mark.revision if self.mark else 0


@dataclass(frozen=True)
class Register:
    """The rows of a session, and what is counted of them."""

    rows: list[Row]

    @property
    def marked_count(self) -> int:
        """People whose state is chosen."""
        return sum(1 for row in self.rows if row.is_marked)

    @property
    def remaining_count(self) -> int:
        """People that "tous présents" would mark: neither marked nor to be decided."""
        return sum(1 for row in self.rows if not row.is_marked and not row.needs_decision)

    @property
    def undecided(self) -> list[Row]:
        """People to be decided one by one."""
        return [row for row in self.rows if row.awaits_decision]

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody is marked."""
        return self.marked_count == len(self.rows)

    @property
    def totals(self) -> dict[str, int]:
        """People present, late or gone early, absent, and minutes: the words of a closed session."""
        states = Counter(row.state for row in self.rows)
        return {
            "present": sum(states[state] for state in PRESENT_STATES),
            "late": states["R"],
            "early": states["D"],
            "announced": states["AP"],
            "unannounced": states["AN"],
            "minutes": sum(row.mark.minutes for row in self.rows if row.mark),
        }


def roster_of(session: Session, *, only: int | None = None, shows_restrictions: bool = True) -> list[Row]:
    """Return the people in the group on the session's day, by first name: two queries, whatever their number.

    ``only`` keeps one participant (by id), whose name is still told apart from the others'. ``shows_restrictions`` is
    false for a reader without the right to them (coordination).
    """
    people = list(
        Participant.objects.filter(
            Exists(Placement.objects.on(session.day).filter(chantier=session.chantier_id, participant=OuterRef("pk")))
        )
        .with_facts(session.chantier.programme_id)
        .with_restrictions()
        .with_committed_amount(session.day.year)
        .order_by("first_name", "last_name", "pk")
        .only("first_name", "last_name", "phone", "emergency_name", "emergency_phone", "nationality_group")
    )
    base = session.get_absolute_url()  # a mark's address stands under its session's
    marks = {mark.participant_id: mark for mark in session.attendances.defer("period")}
    names = site_names(people)
    return [
        _row(session, person, names[person.pk], f"{base}{person.pk}/", marks.get(person.pk), shows_restrictions)
        for person in people
        if only is None or person.pk == only
    ]


def site_names(people: list[Participant]) -> dict[int, str]:
    """Return "Prénom N." for each person, with a second letter where two would read the same."""
    seen = Counter((person.first_name, person.last_name[:1]) for person in people)
    return {
        person.pk: f"{person.first_name} {person.last_name[: 2 if seen[person.first_name, person.last_name[:1]] > 1 else 1]}."
        for person in people
    }


def _row(session, person, name, mark_url, mark, shows_restrictions):
    reasons = missing_on(person, session.day) if session.carries_allowance else []
    return Row(
        person=person,
        name=name,
        mark_url=mark_url,
        mark=mark,
        warning=_worst_warning(session, person, reasons, shows_restrictions),
        needs_decision=bool(DECISIVE & set(reasons)),
    )


def _worst_warning(session, person, reasons, shows_restrictions):
    """Worst first: convention, checks, ceiling, restriction, emergency contact, then what holds money only."""
    decisive = next((reason for reason in reasons if reason in DECISIVE), None)
    if decisive:
        return Warning("danger", _sentence(decisive), decisive)
    if session.carries_allowance and (ceiling := _ceiling_warning(person, session.day)):
        return ceiling
    restrictions = person.restriction_facts if shows_restrictions else []
    if words := [fact["words"] for fact in restrictions if holds_on(fact, session.day)]:
        return Warning("warning", _("À respecter : %(words)s") % {"words": ", ".join(words)})
    if not person.has_emergency_contact:
        return Warning("warning", _("Personne à prévenir : non indiquée"))
    if reasons:
        return Warning("info", _sentence(reasons[0]), reasons[0])
    return None


def _sentence(reason):
    if reason == Reason.CONVENTION:
        return _("Convention non signée pour ce jour")
    if reason in DECISIVE:
        return capfirst(reason.label)
    return _("Défraiement retenu : %(reason)s") % {"reason": reason.label}


def _ceiling_warning(person, day):
    budget = next((fact for fact in person.year_facts if fact["year"] == day.year), None)
    amount = day_amount_on(person, day)
    if not budget or not budget["ceiling"] or not amount:
        return None
    left = Decimal(budget["ceiling"]) - Decimal(budget["declared"]) - person.committed
    if left <= 0:
        return Warning("warning", _("Plafond de l'année atteint : présence notée, sans défraiement"))
    days = int(left // amount)
    if days > FEW_DAYS:
        return None
    if days == 0:
        return Warning("info", _("Plafond : il reste moins d'un jour"))
    return Warning(
        "info", ngettext("Plafond : il reste %(days)d jour", "Plafond : il reste %(days)d jours", days) % {"days": days}
    )
