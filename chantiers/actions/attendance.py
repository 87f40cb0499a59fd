"""Taking attendance: one mark at a time, everybody present, closing and undoing."""

import uuid
from collections.abc import Collection
from contextlib import contextmanager
from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chantiers.actions.job_found import follow_job_found
from chantiers.actions.lines import correcting_line, refresh_lines
from chantiers.models import Attendance, Session
from chantiers.models.attendance import NO_PLACE, PRESENT_STATES
from chantiers.roster import roster_of
from config.database.refusals import sentence_of
from participants.models import AllowanceLine

State = Attendance.State


class AttendanceError(Exception):
    """A mark or a closing that cannot be done, with the sentence the page shows."""


class MarkConflictError(AttendanceError):
    """Somebody changed the mark meanwhile: nothing is overwritten, ``mark`` is what they wrote."""

    def __init__(self, mark: Attendance):
        self.mark = mark
        super().__init__(
            _("%(who)s a déjà noté « %(state)s » à %(time)s. Rien n'a été remplacé.")
            % {
                "who": mark.marked_by or _("Quelqu'un"),
                "state": mark.get_state_display(),
                "time": f"{timezone.localtime(mark.marked_at):%H:%M}",
            }
        )


@transaction.atomic
def mark_attendance(
    session: Session,
    participant_id: int,
    *,
    state: str,
    by,
    arrived_at: time | None = None,
    left_at: time | None = None,
    reason: str = "",
    client_uuid: uuid.UUID | None = None,
    device_at: datetime | None = None,
    base_revision: int | None = None,
) -> Attendance:
    """Write one mark and return it. The same ``client_uuid`` twice changes nothing the second time.

    ``base_revision`` is the revision the person saw (0: none yet); when another one is stored,
    ``MarkConflictError`` is raised and nothing is overwritten. Facts are always recordable: no condition of payment
    is looked at here.
    """
    _hold_open(session)
    if client_uuid and (known := Attendance.objects.filter(client_uuid=client_uuid).first()):
        return known
    mark = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("marked_by")
        .filter(session=session, participant=participant_id)
        .first()
    )
    if base_revision is not None and base_revision != (mark.revision if mark else 0):
        raise MarkConflictError(mark) if mark else AttendanceError(_("Cette présence a été effacée entre-temps."))
    mark = mark or Attendance(session=session, participant_id=participant_id, revision=0, period=session.period)
    present = state in PRESENT_STATES
    had_found_work = mark.says_job_found
    mark.state = state
    mark.arrived_at = arrived_at if present else None
    mark.left_at = left_at if present else None
    mark.minutes = minutes_of(session, mark.arrived_at, mark.left_at) if present else 0
    mark.reason = reason if state == State.ANNOUNCED else ""
    mark.marked_by, mark.marked_at = by, timezone.now()
    mark.client_uuid, mark.device_at = client_uuid, device_at
    mark.revision += 1
    with _refusals_in_words():
        mark.save()
    follow_job_found(mark, before=had_found_work, by=by)
    _open(session)
    return mark


@transaction.atomic
def mark_all_present(session: Session, *, by) -> int:
    """Mark present everybody who is neither marked nor to be decided, and return how many they are."""
    _hold_open(session)
    waiting = [row for row in roster_of(session) if not row.is_marked and not row.needs_decision]
    now, minutes = timezone.now(), session.planned_minutes
    blank = [row.mark.pk for row in waiting if row.mark is not None]
    with _refusals_in_words():
        Attendance.objects.filter(pk__in=blank).update(
            state=State.PRESENT, minutes=minutes, marked_by=by, marked_at=now, revision=F("revision") + 1
        )
        Attendance.objects.bulk_create(
            Attendance(
                session=session,
                participant=row.person,
                state=State.PRESENT,
                minutes=minutes,
                period=session.period,
                marked_by=by,
                marked_at=now,
            )
            for row in waiting
            if row.mark is None
        )
    _open(session)
    return len(waiting)


@transaction.atomic
def close_session(session: Session, *, by, is_entered_afterwards: bool = False) -> None:
    """Close a register whose people are all marked, and propose the lines of its day."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state == Session.State.CLOSED:
        return
    _check_open(session)
    waiting = sum(1 for row in roster_of(session) if not row.is_marked)
    if waiting:
        raise AttendanceError(
            ngettext(
                "Une personne n'est pas encore pointée.", "%(count)d personnes ne sont pas encore pointées.", waiting
            )
            % {"count": waiting}
        )
    _close([session], by=by, is_entered_afterwards=is_entered_afterwards)


@transaction.atomic
def close_typed_sessions(sessions: Collection[Session], *, by) -> None:
    """Close many registers typed from paper at once, each person's lines proposed once.

    The caller has just written the mark of everybody in the groups, and holds the sessions' worksites.
    """
    _close(sessions, by=by, is_entered_afterwards=True)


def _close(sessions, *, by, is_entered_afterwards):
    """Close registers and propose the lines of their days; one query for the sessions, whatever their number."""
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(
        state=Session.State.CLOSED,
        closed_at=timezone.now(),
        closed_by=by,
        is_entered_afterwards=is_entered_afterwards,
    )
    for year in sorted({session.day.year for session in sessions}):
        ids = [session.pk for session in sessions if session.day.year == year]
        refresh_lines(Attendance.objects.filter(session__in=ids).values_list("participant", flat=True), year)


@transaction.atomic
def reopen_session(session: Session, *, by) -> None:
    """Undo a closing within 48 hours, while no line of it is approved; its open lines go away."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state != Session.State.CLOSED:
        raise AttendanceError(_("Cette séance n'est pas clôturée."))
    if session.is_closed_for_good:
        raise AttendanceError(_("Après 48 heures, la coordination corrige une présence avec un motif."))
    if session.is_locked:
        raise AttendanceError(_("Un défraiement de cette séance est déjà approuvé."))
    session.state, session.closed_at, session.closed_by = Session.State.OPEN, None, None
    session.save(update_fields=["state", "closed_at", "closed_by"])
    refresh_lines(session.attendances.values_list("participant", flat=True), session.day.year)


@transaction.atomic
def correct_attendance(mark: Attendance, *, state: str, reason: str, by) -> Attendance:
    """Correct a mark of a closed session with a reason, as coordination may at any time (permissions table)."""
    if not reason.strip():
        raise AttendanceError(_("Écrivez le motif de la correction."))
    has_approved_line = mark.line_id is not None and mark.line.state == AllowanceLine.State.APPROVED
    if has_approved_line:
        mark.line = correcting_line(mark, state=state, reason=reason, by=by)
    had_found_work = mark.says_job_found
    mark.correct(state, reason=reason, by=by)
    with _refusals_in_words():
        mark.save()
    follow_job_found(mark, before=had_found_work, by=by)
    if not has_approved_line:
        refresh_lines([mark.participant_id], mark.session.day.year)
    return mark


def minutes_of(session: Session, arrived_at: time | None, left_at: time | None) -> int:
    """Return the minutes spent in a session, never outside it; all of it when no time is given."""
    start, end = session.start, session.end
    if arrived_at:
        start = max(start, datetime.combine(session.day, arrived_at, start.tzinfo))
    if left_at:
        end = min(end, datetime.combine(session.day, left_at, end.tzinfo))
    return max(0, int((end.timestamp() - start.timestamp()) // 60))  # time elapsed: clocks change twice a year


def _hold_open(session):
    """Lock a session until the marks are written: it can be neither closed nor cancelled under a tap."""
    session.state = Session.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=session.pk)
    _check_open(session)


def _check_open(session):
    if session.state == Session.State.CANCELLED:
        raise AttendanceError(_("Cette séance est annulée."))
    if session.state == Session.State.CLOSED:
        raise AttendanceError(_("Cette séance est clôturée. Rouvrez-la pour corriger."))


def _open(session):
    if session.state == Session.State.PLANNED:
        Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).update(state=Session.State.OPEN)
        session.state = Session.State.OPEN


@contextmanager
def _refusals_in_words():
    """Say in words what the database refuses of a mark."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if NO_PLACE in str(error):  # a trigger's words: it bears no constraint's name
            raise AttendanceError(_("Cette personne n'est pas dans le groupe ce jour-là.")) from error
        raise AttendanceError(sentence_of(error, Attendance)) from error
