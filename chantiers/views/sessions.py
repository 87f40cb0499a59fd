"""Pages of sessions: one, a series, a cancellation, a deletion."""

from datetime import date, timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chantiers.actions import sessions as actions
from chantiers.forms.session import CancelForm, DeleteUpcomingForm, SeriesForm, SessionForm
from chantiers.models import Chantier, Session
from chantiers.planning import holiday_name


def session_create(request, pk):
    """Add one session, alike another one a week later when ``modele`` names it."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user).select_related("site"), pk=pk)
    form = SessionForm(request.POST or None, initial=_initial(chantier, request.GET.get("modele", "")))
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.plan_session(chantier, **form.cleaned_data)
        except actions.SessionError as refusal:
            form.add_error("start", str(refusal))
        else:
            _say_planned(request, session)
            return redirect(chantier)
    return render(request, "chantiers/session_create.html", {"form": form, "chantier": chantier})


def session_edit(request, pk):
    """Change a session whose register is not closed."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related("chantier__site"), pk=pk)
    form = SessionForm(request.POST or None, initial=SessionForm.values_of(session))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(session, **form.cleaned_data)
        except actions.SessionError as refusal:
            form.add_error("start", str(refusal))
        else:
            messages.success(request, _("La séance est enregistrée."))
            return redirect(session.chantier)
    return render(request, "chantiers/session_edit.html", {"form": form, "session": session})


def session_series(request, pk):
    """Preview every date of a series, then write those that stay ticked."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user).select_related("site"), pk=pk)
    form = SeriesForm(request.POST or None, initial=_initial(chantier, ""))
    context = {"form": form, "chantier": chantier, "preview": None}
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        dates = {name: answers.pop(name) for name in ("first_day", "last_day", "weekdays")}
        hours = {name: answers[name] for name in ("start", "end")}
        shown, ticked = _days(request.POST.getlist("shown")), _days(request.POST.getlist("days"))
        preview = actions.preview_series(chantier, **dates, **hours, wanted=ticked if shown else None)
        is_fresh = {row.day for row in preview} == shown
        if "create" in request.POST and is_fresh:
            try:
                made = actions.create_series(chantier, days=ticked, **answers)
            except actions.SessionError as refusal:
                form.add_error("start", str(refusal))
            else:
                words = ngettext("%(number)d séance est ajoutée.", "%(number)d séances sont ajoutées.", len(made))
                messages.success(request, words % {"number": len(made)})
                return redirect(chantier)
        context |= {"preview": preview, "is_stale": "create" in request.POST and not is_fresh}
    return render(request, "chantiers/session_series.html", context)


def session_cancel(request, pk):
    """Cancel a session with a reason."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related("chantier__site"), pk=pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel_session(session, reason=form.cleaned_data["reason"])
        except actions.SessionError as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("La séance est annulée. Elle ne compte plus dans les chiffres."))
            return redirect(session.chantier)
    return render(request, "chantiers/session_cancel.html", {"form": form, "session": session})


@require_POST
def session_restore(request, pk):
    """Plan a cancelled session again."""
    session = get_object_or_404(Session.objects.visible_to(request.user).select_related("chantier"), pk=pk)
    try:
        actions.restore_session(session)
        messages.success(request, _("La séance est de nouveau prévue."))
    except actions.SessionError as refusal:
        messages.error(request, str(refusal))
    return redirect(session.chantier)


def session_delete_upcoming(request, pk):
    """Delete the planned sessions to come in which nobody is marked, after showing how many they are."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user).select_related("site"), pk=pk)
    today = timezone.localdate()
    form = DeleteUpcomingForm(request.POST or None, initial={"from_day": today})
    if request.method == "POST" and form.is_valid():
        number = actions.delete_upcoming_sessions(chantier, from_day=form.cleaned_data["from_day"])
        words = ngettext("%(number)d séance est supprimée.", "%(number)d séances sont supprimées.", number)
        messages.success(request, words % {"number": number})
        return redirect(chantier)
    context = {"form": form, "chantier": chantier, "sessions": chantier.sessions.deletable_from(today)}
    return render(request, "chantiers/session_delete_upcoming.html", context)


def _initial(chantier: Chantier, model_pk: str) -> dict:
    """Return the first answers of a new session: those of its model a week later, else of the worksite's last one."""
    model = chantier.sessions.filter(pk=model_pk).first() if model_pk.isdecimal() else None
    last = model or chantier.sessions.order_by("-period").first()
    if last is None:
        return {"kind": Session.Kind.VOLUNTEERING, "first_day": chantier.starts_on, "last_day": chantier.ends_on}
    values = SessionForm.values_of(last)
    day = values.pop("day") + timedelta(days=7)
    return values | ({"day": day} if model else {})


def _days(texts: list[str]) -> set[date]:
    """Return the days written in a form as ISO dates, whatever else is there left out."""
    days = set()
    for text in texts:
        try:
            days.add(date.fromisoformat(text))
        except ValueError:
            continue
    return days


def _say_planned(request, session: Session) -> None:
    """Tell that a session is added, and that its day is a holiday when it is."""
    messages.success(request, _("La séance du %(day)s est ajoutée.") % {"day": f"{session.day:%d/%m/%Y}"})
    if name := holiday_name(session.day):
        messages.warning(request, _("Ce jour est férié : %(name)s.") % {"name": name})
