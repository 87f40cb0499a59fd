"""Alerts become tasks, and tasks whose alert is over go: by the daily clock, and after each event of a file."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from parcours.actions.each_apart import each_apart
from parcours.models import Parcours
from parcours.status import Alert, alerts_of, silence
from participants.actions.tasks import ask, settle
from participants.models import Task

PREFIX = "alert:"
KINDS = {
    "late": Task.Kind.STEP,
    "no_contact": Task.Kind.NO_CONTACT,
    "partner_silent": Task.Kind.PARTNER_SILENT,
    "ending": Task.Kind.ENDING,
    "absences": Task.Kind.ABSENCES,
}
DAYS_TO_ACT = {"late": 0, "no_contact": 5, "partner_silent": 5, "ending": 7, "absences": 2}


@transaction.atomic
def follow_alerts(parcours: Parcours, *, today: date | None = None) -> None:
    """Make the open alert tasks of one file those that hold ``today``; the same call twice changes nothing.

    After the exit none holds: those left are settled.
    """
    current = Parcours.objects.current().with_facts().select_related("enrolment", "referent")
    fresh = current.filter(pk=parcours.pk).first()
    if fresh is None:
        settle(*_open_keys([parcours]))
    else:
        _follow(fresh, today or timezone.localdate())


def follow_every_alert(programme, *, today: date) -> None:
    """Do the same for every current file of a programme, and settle the alerts of files that were closed."""
    files = Parcours.objects.in_programme(programme).with_facts().select_related("enrolment", "referent")
    gone = files.exclude(pk__in=Parcours.objects.in_programme(programme).current().values("pk"))
    settle(*_open_keys(gone))
    each_apart(files.current(), lambda parcours: _follow(parcours, today))


@transaction.atomic
def _follow(parcours: Parcours, today: date) -> None:
    wanted = {_key(parcours, alert, role): (alert, role) for alert, role in _told(parcours, today)}
    settle(*(key for key in _open_keys([parcours]) if key not in wanted))
    for key, (alert, role) in wanted.items():
        _ask_once(parcours, alert, role, key, today)


def _told(parcours: Parcours, today: date) -> Iterator[tuple[Alert, str]]:
    """Return each alert with each role it is for: operations has conventions signed again before they end."""
    for alert in alerts_of(parcours, today):
        yield alert, Role.COUNSELLOR
        if alert.code == "ending" and alert.occurrence.startswith("convention"):
            yield alert, Role.OPERATIONS


def _ask_once(parcours: Parcours, alert: Alert, role: str, key: str, today: date) -> None:
    """Ask for what an alert says, unless somebody has already settled this very occurrence."""
    known = Task.objects.filter(key=key)
    if known.done().exists():
        return
    current = known.open().first()
    is_counsellors = role == Role.COUNSELLOR
    ask(
        alert.words,
        kind=KINDS[alert.code],
        programme_id=parcours.enrolment.programme_id,
        participant_id=parcours.enrolment.participant_id,
        due_on=current.due_on if current else today + timedelta(days=DAYS_TO_ACT[alert.code]),
        key=key,
        role=role,
        assignee=parcours.referent if is_counsellors else None,
        url=parcours.get_absolute_url() if is_counsellors else f"{_sheet_of(parcours)}#conventions",
    )


def silence_key(referral) -> str:
    """Return the name of the alert task about one silent partner, since its last word."""
    since = timezone.localdate(referral.last_word_at or referral.sent_at)
    return _key(referral.parcours, Alert("partner_silent", "", silence(referral.pk, since)), Role.COUNSELLOR)


def _sheet_of(parcours: Parcours) -> str:
    return reverse("participants:participant_detail", args=[parcours.enrolment.participant_id])


def _key(parcours: Parcours, alert: Alert, role: str) -> str:
    return f"{PREFIX}{parcours.pk}:{alert.code}:{alert.occurrence}:{role}"


def _open_keys(files: Iterable[Parcours]) -> list[str]:
    """Return the names of the open alert tasks of some files."""
    people = {f"{PREFIX}{parcours.pk}:": parcours.enrolment.participant_id for parcours in files}
    if not people:
        return []
    tasks = Task.objects.open().filter(key__startswith=PREFIX, participant__in=people.values())
    return [key for key in tasks.values_list("key", flat=True) if key.startswith(tuple(people))]
