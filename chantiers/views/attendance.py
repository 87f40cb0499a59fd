"""Taking attendance on a phone: one page, one tap saved at a time, and the same without JavaScript."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chantiers.actions.attendance import (
    AttendanceError,
    close_session,
    correct_attendance,
    mark_all_present,
    mark_attendance,
    reopen_session,
)
from chantiers.forms.attendance import CorrectionForm, MarkForm, RemarkForm, TicksForm
from chantiers.models import Attendance, Placement, Relay, Session
from chantiers.roster import Register, roster_of
from participants.actions.allowances import AllowanceError


def attendance(request, pk):
    """Show the register of a session: the people expected, their marks, and what waits."""
    session = _session(request, pk)
    context = {
        "session": session,
        "register": Register(
            roster_of(session, shows_restrictions=request.user.has_perm("participants.see_restrictions"))
        ),
        "can_record": _can_record(request, session),
        "relays": Relay.objects.states_for(request.user).of_session(session).with_names(),
    }
    return render(request, "chantiers/attendance.html", context)


def mark(request, pk, person):
    """Show the choices for one person, or save the one tapped; a time that cannot be read comes back as typed."""
    session = _session(request, pk)
    if not Placement.objects.on(session.day).filter(chantier=session.chantier_id, participant=person).exists():
        messages.error(request, _("Cette personne n'est pas dans le groupe ce jour-là."))
        return redirect(session)
    form = MarkForm(request.POST) if request.method == "POST" else MarkForm()
    if not form.is_valid():
        return _sheet(request, session, person, form)
    try:
        mark_attendance(
            session,
            person,
            state=form.cleaned_data["state"],
            by=request.user,
            reason=form.cleaned_data["reason"],
            **form.times(session.attendances.filter(participant=person).first()),
            **_tap_of(request),
        )
    except AttendanceError as error:
        return _answer(request, session, person, error=str(error))
    return _answer(request, session, person)


@require_POST
def mark_everyone(request, pk):
    """Mark present everybody who is neither marked nor to be decided."""
    session = _session(request, pk)
    try:
        count = mark_all_present(session, by=request.user)
    except AttendanceError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, ngettext("Une personne notée présente.", "%(n)d personnes notées présentes.", count) % {"n": count}
        )
    return redirect(session)


@require_POST
def attendance_close(request, pk):
    """Close the register; "Annuler" undoes it for 48 hours."""
    session = _session(request, pk)
    try:
        close_session(session, by=request.user)
    except AttendanceError as error:
        messages.error(request, str(error))
    return redirect(session)


@require_POST
def attendance_reopen(request, pk):
    """Undo a closing."""
    session = _session(request, pk)
    try:
        reopen_session(session, by=request.user)
    except AttendanceError as error:
        messages.error(request, str(error))
    return redirect(session)


@require_POST
def attendance_ticks(request, pk):
    """Save the two daily ticks."""
    session = _session(request, pk)
    form = TicksForm(request.POST, instance=session)
    if form.is_valid():
        form.save()
    if request.htmx:
        return render(request, "chantiers/_ticks.html", {"session": session, "can_record": True})
    return redirect(session)


@require_POST
def attendance_remark(request, pk):
    """Save the remark of a session."""
    session = _session(request, pk)
    form = RemarkForm(request.POST, instance=session)
    if form.is_valid():
        form.save()
        messages.success(request, _("Remarque enregistrée."))
    else:
        messages.error(request, form.errors["remark"][0])
    return redirect(session)


def attendance_form(request, pk):
    """The whole register as one plain form with radios, saved at once: for a phone without JavaScript."""
    session = _session(request, pk)
    rows = roster_of(session)
    errors = _save_all(request, session, rows) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        messages.success(request, _("Présences enregistrées."))
        return redirect(session)
    context = {"session": session, "rows": rows, "states": Attendance.State.choices, "errors": errors}
    return render(request, "chantiers/attendance_form.html", context)


def attendance_correct(request, pk, person):
    """Correct one mark of a closed session, with a reason."""
    session = _session(request, pk)
    marked = get_object_or_404(
        Attendance.objects.visible_to(request.user).select_related("line__corrects", "participant"),
        session=session,
        participant=person,
        session__state=Session.State.CLOSED,
    )
    form = CorrectionForm(request.POST or None, initial={"state": marked.state})
    if form.is_valid():
        try:
            correct_attendance(marked, **form.cleaned_data, by=request.user)
        except (AttendanceError, AllowanceError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Présence corrigée."))
            return redirect(session)
    return render(request, "chantiers/attendance_correct.html", {"session": session, "mark": marked, "form": form})


def _session(request, pk):
    sessions = Session.objects.visible_to(request.user).select_related("chantier__site")
    return get_object_or_404(sessions, pk=pk)


def _can_record(request, session):
    return session.can_be_marked and request.user.has_perm("chantiers.record_attendance")


def _tap_of(request):
    """Read what names a tap: its UUID, the phone's time, and the revision the person saw."""
    try:
        name = uuid.UUID(request.headers.get("X-Tap-Id", ""))
    except ValueError:
        name = None
    seen = request.GET.get("revision", "")
    return {
        "client_uuid": name,
        "device_at": parse_datetime(request.headers.get("X-Tap-Time", "")) if name else None,
        "base_revision": int(seen) if seen.isdecimal() else None,
    }


def _answer(request, session, person, error=""):
    """Answer a tap: the row and what depends on it with htmx, else the page."""
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect(f"{session.get_absolute_url()}#personne-{person}")
    register = Register(roster_of(session))
    row = next(row for row in register.rows if row.person.pk == person)
    context = {"session": session, "register": register, "row": row, "error": error, "can_record": True}
    return render(request, "chantiers/_mark_answer.html", context)


def _sheet(request, session, person, form):
    (row,) = roster_of(session, only=person)
    now = min(max(timezone.localtime(), session.start), session.end)
    context = {
        "session": session,
        "row": row,
        "form": form,
        "time_value": form.data.get("time", f"{now:%H:%M}"),
        "can_record": _can_record(request, session),
        "relays": Relay.objects.states_for(request.user).of_session(session).about(person),
    }
    return render(request, "chantiers/_sheet.html" if request.htmx else "chantiers/mark.html", context)


def _save_all(request, session, rows):
    """Save every radio that changed and return the sentences of those that could not be."""
    errors = []
    for row in rows:
        state = request.POST.get(f"state-{row.person.pk}", row.state)
        if state == row.state or state not in Attendance.State.values:
            continue
        try:
            mark_attendance(session, row.person.pk, state=state, by=request.user)
        except AttendanceError as error:
            errors.append(f"{row.name} : {error}")
    return errors
