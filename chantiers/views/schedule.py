"""The week of the team, and the schedule that the housing company reads: no person in it."""

from datetime import date, timedelta

from django.shortcuts import render
from django.utils import timezone

from chantiers.models import Session, Site
from chantiers.planning import CalendarDay, headcount_band, monday_of, weeks_of

WEEK = timedelta(days=7)
SCHEDULE = timedelta(days=14)


def week(request):
    """Show the sessions of one week of the programme, day by day."""
    monday = monday_of(_day_asked(request))
    sunday = monday + timedelta(days=6)
    sessions = Session.objects.visible_to(request.user).between(monday, sunday).select_related("chantier__site")
    days = weeks_of(sessions.with_headcount().with_mark_count(), monday, sunday)[0]
    context = {
        "days": days,
        "has_sessions": any(day.sessions for day in days),
        "has_weekend": _has_weekend([days]),
        "site": None,
        "first_day": monday,
        "last_day": sunday,
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "today": timezone.localdate(),
    }
    return render(request, "chantiers/week.html", context)


def schedule(request):
    """Show places, hours, activities and nuisances over fourteen days, per site: never a resident."""
    first_day = _day_asked(request)
    last_day = first_day + SCHEDULE - timedelta(days=1)
    sites = Site.objects.visible_to(request.user)
    site = next((site for site in sites if str(site.pk) == request.GET.get("site")), None)
    sessions = Session.objects.schedule_for(request.user).between(first_day, last_day).at_site(site)
    sessions = list(sessions.select_related("chantier__site").with_headcount())
    for session in sessions:
        session.band = headcount_band(session.headcount)
    weeks = [week for week in weeks_of(sessions, first_day, last_day) if any(day.sessions for day in week)]
    context = {
        "weeks": weeks,
        "has_sessions": bool(sessions),
        "has_weekend": _has_weekend(weeks),
        "sites": sites,
        "site": site,
        "first_day": first_day,
        "last_day": last_day,
        "previous": first_day - SCHEDULE,
        "next": first_day + SCHEDULE,
        "today": timezone.localdate(),
    }
    return render(request, "chantiers/schedule.html", context)


def _has_weekend(weeks: list[list[CalendarDay]]) -> bool:
    """Tell whether a session falls on a Saturday or a Sunday: without any, a week shows five columns."""
    return any(day.sessions for week in weeks for day in week if day.weekday > 5)


def _day_asked(request) -> date:
    """Return the day of ``?du=2026-03-02``, today without it or when it cannot be read."""
    try:
        asked = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        return timezone.localdate()
    return asked if date(2000, 1, 1) <= asked <= date(2100, 1, 1) else timezone.localdate()
