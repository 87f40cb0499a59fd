"""What is done to sessions: plan, change, cancel, restore, make a series, delete those to come."""

from collections.abc import Collection
from datetime import date, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chantiers.models import Chantier, Session
from chantiers.planning import SeriesDay, holiday_name, local_period, series_days
from config.database.refusals import sentence_of


class SessionError(Exception):
    """A session that cannot be written as asked; the text is the sentence to show, beside the start time."""


class SessionMarkedError(SessionError):
    """Somebody is marked already: the session's times, kind and state are facts now."""

    def __init__(self):
        super().__init__(_("Des présences sont déjà pointées : effacez-les d'abord."))


class SessionClosedError(SessionError):
    """The register of the session is closed."""

    def __init__(self):
        super().__init__(_("Cette séance est clôturée : elle ne change plus."))


@transaction.atomic
def plan_session(
    chantier: Chantier, *, day: date, start: time, end: time, kind: str, activity: str = "", supervisor: str = ""
) -> Session:
    """Write one session of ``chantier`` from wall-clock times in Brussels.

    Raises ``SessionError`` when another session of the worksite holds that moment.
    """
    session = Session(
        chantier=chantier,
        period=_period_of(day, start, end),
        kind=kind,
        activity=activity,
        supervisor=supervisor,
    )
    return _write(session)


@transaction.atomic
def change_session(
    session: Session, *, day: date, start: time, end: time, kind: str, activity: str, supervisor: str
) -> Session:
    """Change a session whose register is not closed.

    Raises ``SessionClosedError``, ``SessionMarkedError`` when the times or the kind change under existing marks, and
    ``SessionError`` when another session holds that moment.
    """
    session = Session.objects.select_for_update(of=("self",)).select_related("chantier").get(pk=session.pk)
    if not session.can_be_marked:
        raise SessionClosedError
    period = _period_of(day, start, end)
    if (period, kind) != (session.period, session.kind) and session.attendances.exists():
        raise SessionMarkedError
    session.period, session.kind, session.activity, session.supervisor = period, kind, activity, supervisor
    return _write(session)


@transaction.atomic
def cancel_session(session: Session, *, reason: str) -> Session:
    """Cancel a session for one of ``Session.CancelReason``: it leaves every rate and frees its moment.

    Raises ``SessionClosedError`` or ``SessionMarkedError``.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not session.can_be_marked:
        raise SessionClosedError
    if session.attendances.marked().exists():
        raise SessionMarkedError
    session.state, session.cancel_reason = Session.State.CANCELLED, reason
    session.save(update_fields=["state", "cancel_reason"])
    return session


@transaction.atomic
def restore_session(session: Session) -> Session:
    """Plan a cancelled session again; raises ``SessionError`` when another one took its moment meanwhile."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state == Session.State.CANCELLED:
        session.state, session.cancel_reason = Session.State.PLANNED, ""
        _write(session)
    return session


def preview_series(
    chantier: Chantier,
    *,
    first_day: date,
    last_day: date,
    weekdays: Collection[int],
    start: time,
    end: time,
    wanted: Collection[date] | None = None,
) -> list[SeriesDay]:
    """Return every date of a series, with its holiday and whether its moment is taken, and write nothing.

    A taken date cannot be wanted; ``wanted`` keeps the dates ticked so far, all of them when it is None.
    """
    days = list(series_days(first_day, last_day, weekdays))
    if not days:
        return []
    whole = local_period(days[0], time(0), time(23, 59))
    whole = type(whole)(whole.lower, local_period(days[-1], time(0), time(23, 59)).upper)
    periods = [session.period for session in chantier.sessions.crossing(whole)]
    preview = []
    for day in days:
        period = _period_of(day, start, end)
        is_taken = any(other.lower < period.upper and period.lower < other.upper for other in periods)
        is_wanted = not is_taken and (wanted is None or day in wanted)
        preview.append(SeriesDay(day, holiday_name(day), is_taken, is_wanted))
    return preview


@transaction.atomic
def create_series(
    chantier: Chantier,
    *,
    days: Collection[date],
    start: time,
    end: time,
    kind: str,
    activity: str = "",
    supervisor: str = "",
) -> list[Session]:
    """Write one session a day at the same local times, all or none.

    Raises ``SessionError`` when no day is left or when one of the moments was taken meanwhile.
    """
    if not days:
        raise SessionError(_("Gardez au moins une date."))
    sessions = [
        Session(
            chantier=chantier,
            period=_period_of(day, start, end),
            kind=kind,
            activity=activity,
            supervisor=supervisor,
        )
        for day in sorted(days)
    ]
    try:
        with transaction.atomic():
            return Session.objects.bulk_create(sessions)
    except IntegrityError as error:
        raise SessionError(sentence_of(error, Session)) from error


@transaction.atomic
def delete_upcoming_sessions(chantier: Chantier, *, from_day: date) -> int:
    """Delete the planned sessions of ``from_day`` and later in which nobody is marked; return how many went."""
    rows = chantier.sessions.select_for_update(of=("self",)).deletable_from(from_day)
    return Session.objects.filter(pk__in=[session.pk for session in rows]).delete()[0]


def _period_of(day: date, start: time, end: time):
    if end <= start:
        raise SessionError(_("L'heure de fin vient après l'heure de début."))
    return local_period(day, start, end)


def _write(session: Session) -> Session:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise SessionError(sentence_of(error, Session)) from error
    session.refresh_from_db(fields=["day"])
    return session
