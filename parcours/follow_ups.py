"""What the list of follow-ups says: how many are to do, since when, and how many people answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parcours.models import FollowUp

FEWEST = 10  # people, below which a count is said and no percentage (domain §7)


@dataclass(frozen=True)
class ResponseRate:
    """How many people answered a wave, out of those asked."""

    wave: str
    answered: int
    asked: int

    @property
    def label(self) -> str:
        """The moment of the wave."""
        return str(FollowUp.Wave(self.wave).label)

    @property
    def counts(self) -> str:
        """Both numbers in words: "12 sur 20"."""
        return _("%(answered)d sur %(asked)d") % {"answered": self.answered, "asked": self.asked}

    @property
    def percentage(self) -> str:
        """The share in words, from ten people on; else that they are too few."""
        if self.asked < FEWEST:
            return _("trop peu pour un pourcentage")
        return _("%(share)d %% ont répondu") % {"share": round(100 * self.answered / self.asked)}


@dataclass(frozen=True)
class Waiting:
    """What is to do now, and for how many days the oldest is past its date (0 while none is)."""

    count: int
    oldest_days: int


def rates_of(follow_ups: "QuerySet[FollowUp]", today: date) -> list[ResponseRate]:
    """Return the response rate of each wave that has come due, in the order of time: one query."""
    order = list(FollowUp.Wave)
    rates = [ResponseRate(row["wave"], row["answered"], row["asked"]) for row in follow_ups.response_rates(today)]
    return sorted(rates, key=lambda rate: order.index(rate.wave))


def waiting_in(due_days: Iterable[date], today: date) -> Waiting:
    """Count what is to do from its dates."""
    days = list(due_days)
    return Waiting(len(days), max((today - min(days)).days, 0) if days else 0)
