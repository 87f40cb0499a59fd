"""What the person's page says first: the tiles, computed from what other rooms hold, in few queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chantiers.models import Attendance
from parcours.models import Outcome, Parcours
from participants.models import Participant

WEEKS = 8
BAR_WIDTH, BAR_GAP, BAR_HEIGHT = 12, 4, 32  # pixels


@dataclass(frozen=True)
class Bar:
    """One week of the sparkline: where it stands, in pixels, and its words."""

    x: int
    height: int
    is_empty: bool
    words: str

    @property
    def y(self) -> int:
        """The top of the bar."""
        return BAR_HEIGHT - self.height


@dataclass(frozen=True)
class Presence:
    """Presence over the last eight weeks, and the hours of the whole pathway."""

    bars: tuple[Bar, ...]
    present: int
    counted: int
    minutes: int
    width = WEEKS * (BAR_WIDTH + BAR_GAP) - BAR_GAP
    height = BAR_HEIGHT

    @property
    def sentence(self) -> str:
        """The whole drawing in one sentence, for who cannot see it."""
        if not self.counted:
            return _("Aucune séance pointée depuis huit semaines.")
        return _("Présence sur huit semaines : %(present)d sur %(counted)d séances.") % {
            "present": self.present,
            "counted": self.counted,
        }


def presence_of(participant: Participant, programme_id: int, today: date) -> Presence:
    """Return the presence of a person in a programme: one query, whatever the number of sessions."""
    weeks = Attendance.objects.of_person(participant, programme_id).by_week()
    monday = today - timedelta(days=today.weekday())
    by_monday = {week["monday"]: week for week in weeks}
    shown = [by_monday.get(monday - timedelta(weeks=number)) for number in reversed(range(WEEKS))]
    return Presence(
        bars=tuple(_bar(index, week) for index, week in enumerate(shown)),
        present=sum(week["present"] for week in shown if week),
        counted=sum(week["counted"] for week in shown if week),
        minutes=sum(week["minutes"] for week in weeks),
    )


def _bar(index: int, week: dict | None) -> Bar:
    x = index * (BAR_WIDTH + BAR_GAP)
    if not week or not week["counted"]:
        return Bar(x, 2, True, _("pas de séance"))
    words = _("%(present)d sur %(counted)d") % {"present": week["present"], "counted": week["counted"]}
    return Bar(x, max(3, BAR_HEIGHT * week["present"] // week["counted"]), False, words)


@dataclass(frozen=True)
class Budget:
    """What is left of the year's legal ceiling, in euros; None while no ceiling is on record."""

    left: Decimal | None
    committed: Decimal

    @property
    def words(self) -> str:
        """How much is already counted this year."""
        return _("restant cette année")


def budget_of(participant: Participant, year: int) -> Budget:
    """Return the year's budget of a person who comes ``with_facts`` and ``with_committed_amount``: no query."""
    fact = next((fact for fact in participant.year_facts if fact["year"] == year), None)
    if fact is None or not fact["ceiling"]:
        return Budget(None, participant.committed)
    left = Decimal(fact["ceiling"]) - Decimal(fact["declared"]) - participant.committed
    return Budget(max(left, Decimal("0.00")), participant.committed)


@dataclass(frozen=True)
class Walk:
    """What a pathway is made of, loaded once for its page."""

    parcours: Parcours
    objectives: list
    assessments: list
    steps: list
    referrals: list
    outcome: Outcome | None
    follow_ups: list

    @property
    def open_steps(self) -> list:
        """The steps that have not ended, the next first."""
        return [step for step in self.steps if step.is_open]

    @property
    def ended_steps(self) -> list:
        """The steps that ended."""
        return [step for step in self.steps if not step.is_open]

    @property
    def open_referrals(self) -> list:
        """The referrals of which something is still expected."""
        return [referral for referral in self.referrals if referral.is_open]

    @property
    def open_themes(self) -> list:
        """What the latest assessment says is to be worked on."""
        return [theme for theme in self.assessments[-1].themes.all() if theme.is_open] if self.assessments else []

    @property
    def open_themes_words(self) -> str:
        """Those themes, in words."""
        return ", ".join(str(theme.get_theme_display()) for theme in self.open_themes)

    @property
    def waiting_words(self) -> str:
        """How many partners owe an answer."""
        waiting = sum(1 for referral in self.referrals if referral.is_silent)
        if not waiting:
            return ""
        return ngettext("%(n)d attend une réponse", "%(n)d attendent une réponse", waiting) % {"n": waiting}


def walk_of(parcours: Parcours) -> Walk:
    """Load the parts of a pathway that comes with its ``outcome``: five queries, six once the person has left."""
    outcome = getattr(parcours, "outcome", None)
    return Walk(
        parcours=parcours,
        objectives=list(parcours.objectives.all()),
        assessments=list(parcours.assessments.prefetch_related("themes")),
        steps=list(parcours.steps.all()),
        referrals=list(parcours.referrals.select_related("partner")),
        outcome=outcome,
        follow_ups=list(outcome.follow_ups.all()) if outcome else [],
    )
