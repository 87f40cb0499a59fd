"""Where a file stands, computed from events: the queue, the reason in words, what comes next, and what to care for.

Every function reads the facts of ``ParcoursQuerySet.with_facts()`` and makes no query. No score, no label on a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.templatetags.formats import plain_date
from parcours.models import Parcours
from participants.models.income import CheckKind, IncomeKind

NO_CONTACT_DAYS = 30
PARTNER_DAYS = 10
ENDING_DAYS = 30
ENDED_DAYS = 7  # what has ended is still told for a week: on the morning after, nobody has done anything yet
WEEK = timedelta(days=6)


class Queue(models.TextChoices):
    """The queues of a caseload, the most pressing first (experience §2)."""

    LATE = "late", gettext_lazy("en retard")
    THIS_WEEK = "this_week", gettext_lazy("cette semaine")
    NO_CONTACT = "no_contact", gettext_lazy("sans contact depuis 30 jours")
    PARTNER = "partner", gettext_lazy("attente d'un partenaire depuis 10 jours")
    IN_ORDER = "in_order", gettext_lazy("en ordre")

    @property
    def tone(self) -> str:
        """The colour of the queue's tag (components)."""
        return {"late": "danger", "this_week": "info", "in_order": "success"}.get(self.value, "warning")


@dataclass(frozen=True)
class Reason:
    """Why a file stands in a queue: in words, and since when it counts (the date passed, or to come)."""

    queue: Queue
    words: str
    day: date


@dataclass(frozen=True)
class Status:
    """The queue of a file and every reason that holds, the most pressing first."""

    queue: Queue
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """The first reason."""
        return self.reasons[0].words if self.reasons else _("Rien à rattraper.")

    @property
    def oldest(self) -> date | None:
        """The earliest day of the reasons of its queue, from which its age is counted."""
        return min((reason.day for reason in self.reasons if reason.queue == self.queue), default=None)


@dataclass(frozen=True)
class NextStep:
    """What comes next: what, who, where, on which day (None: no date yet), and the page that changes it.

    ``occurrence`` tells it from any other and from itself on another day.
    """

    words: str
    who: str
    place: str
    day: date | None
    url: str = ""
    occurrence: str = ""


@dataclass(frozen=True)
class Alert:
    """Something to care for: its code, its words, and what tells one occurrence from the next."""

    code: str
    words: str
    occurrence: str = ""


def status_of(parcours: Parcours, today: date) -> Status:
    """Return the status of a file on ``today``: never typed, always with its reasons."""
    order = list(Queue)
    reasons = sorted(_reasons(parcours, today), key=lambda reason: (order.index(reason.queue), reason.day))
    return Status(reasons[0].queue if reasons else Queue.IN_ORDER, tuple(reasons))


def next_step_of(parcours: Parcours) -> NextStep | None:
    """Return the earliest of the next contact and the open steps, one without a date if none has; None for nothing."""
    planned = [*_planned(parcours), *(_step(fact) for fact in parcours.planned_steps if not fact["due_on"])]
    return min(planned, key=lambda step: step.day or date.max, default=None)


def alerts_of(parcours: Parcours, today: date) -> list[Alert]:
    """Return what asks for care on ``today``, in words."""
    return [
        *_late_alerts(parcours, today),
        *_no_contact_alert(parcours, today),
        *(
            Alert("partner_silent", reason.words, silence(referral["id"], reason.day))
            for referral, reason in _silent_partners(parcours, today)
        ),
        *_ending_alerts(parcours, today),
        *_absence_alert(parcours),
    ]


def silence(referral: int, since: date) -> str:
    """Return what tells one silence of a partner from its next one."""
    return f"{referral}:{since}"


def last_contact_of(parcours: Parcours) -> date:
    """Return the day of the last contact that took place, else of the opening."""
    return parcours.last_contact_on or parcours.opened_on


def _reasons(parcours, today) -> Iterator[Reason]:
    yield from _dated_reasons(parcours, today)
    yield from (_no_contact_reason(parcours, today),) if _is_without_contact(parcours, today) else ()
    yield from (reason for _referral, reason in _silent_partners(parcours, today))


def _dated_reasons(parcours, today) -> Iterator[Reason]:
    planned = _planned(parcours)
    if not planned:
        words = _("Aucune date prévue : fixez la prochaine étape.")
        yield Reason(Queue.THIS_WEEK, words, min(last_contact_of(parcours), today))
    for step in planned:
        if step.day < today:
            yield Reason(Queue.LATE, _late_words(step), step.day)
        elif step.day <= today + WEEK:
            words = _("« %(step)s » est prévu le %(day)s.") % {"step": step.words, "day": plain_date(step.day)}
            yield Reason(Queue.THIS_WEEK, words, step.day)


def _planned(parcours) -> list[NextStep]:
    """Return what has a day: the open steps, then the next contact."""
    planned = [_step(fact) for fact in parcours.planned_steps if fact["due_on"]]
    if day := parcours.next_contact_on:
        planned.append(NextStep(_("Prochain contact"), str(parcours.referent), "", day, occurrence=f"contact:{day}"))
    return planned


def _step(fact: dict) -> NextStep:
    return NextStep(
        fact["words"],
        fact["who"],
        fact["place"],
        date.fromisoformat(fact["due_on"]) if fact["due_on"] else None,
        reverse("parcours:step_edit", args=[fact["id"]]),
        f"step:{fact['id']}:{fact['due_on']}",
    )


def _late_words(step: NextStep) -> str:
    return _("« %(step)s » était prévu le %(day)s.") % {"step": step.words, "day": plain_date(step.day)}


def _is_without_contact(parcours, today) -> bool:
    return (today - last_contact_of(parcours)).days >= NO_CONTACT_DAYS


def _no_contact_reason(parcours, today) -> Reason:
    day = last_contact_of(parcours)
    words = _("Pas de contact depuis %(days)d jours.") % {"days": (today - day).days}
    return Reason(Queue.NO_CONTACT, words, day)


def _late_alerts(parcours, today) -> Iterator[Alert]:
    for step in sorted(_planned(parcours), key=lambda step: step.day):
        if step.day < today:
            yield Alert("late", _late_words(step), step.occurrence)


def _no_contact_alert(parcours, today) -> Iterator[Alert]:
    if _is_without_contact(parcours, today):
        day = last_contact_of(parcours)
        month = (today - day).days // NO_CONTACT_DAYS  # settled without a contact, it comes back a month later
        yield Alert("no_contact", _no_contact_reason(parcours, today).words, f"{day}:{month}")


def _silent_partners(parcours, today) -> Iterator[tuple[dict, Reason]]:
    for referral in parcours.silent:
        since = timezone.localdate(datetime.fromisoformat(referral["since"]))
        days = (today - since).days
        if days >= PARTNER_DAYS:
            words = _("%(partner)s n'a pas répondu depuis %(days)d jours.")
            yield referral, Reason(Queue.PARTNER, words % {"partner": referral["partner"], "days": days}, since)


def _ending_alerts(parcours, today) -> Iterator[Alert]:
    for ending in parcours.endings:
        day = date.fromisoformat(ending["day"])
        if -ENDED_DAYS <= (day - today).days <= ENDING_DAYS:
            occurrence = f"{ending['what']}:{ending['kind']}:{day}"  # two checks may end the same day
            yield Alert("ending", _ending_words(ending, day, (day - today).days), occurrence)


def _ending_words(ending, day: date, days: int) -> str:
    facts = {"what": capfirst(_ending_label(ending)), "day": plain_date(day), "days": days}
    if days < 0:
        return _("%(what)s : fini depuis le %(day)s.") % facts
    if days == 0:
        return _("%(what)s : fin aujourd'hui.") % facts
    return (
        ngettext(
            "%(what)s : fin le %(day)s, dans %(days)d jour.", "%(what)s : fin le %(day)s, dans %(days)d jours.", days
        )
        % facts
    )


def _ending_label(ending) -> str:
    if ending["what"] == "convention":
        return _("convention de bénévolat")
    kinds = CheckKind if ending["what"] == "check" else IncomeKind
    return str(kinds(ending["kind"]).label)


def _absence_alert(parcours) -> Iterator[Alert]:
    marks = parcours.last_marks
    if len(marks) > 1 and all(mark["state"] == "AN" for mark in marks):
        yield Alert(
            "absences",
            _("Deux absences non annoncées de suite : prenez des nouvelles."),
            max(mark["day"] for mark in marks),
        )
