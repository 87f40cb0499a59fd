"""Operations' first page: today's sessions, and the registers still open."""

from django.shortcuts import render
from django.utils import timezone

from chantiers.models import Session


def today(request):
    """Show the sessions of the day with what is left to mark, then the earlier registers not closed."""
    day = timezone.localdate()
    sessions = (
        Session.objects.visible_to(request.user).select_related("chantier__site").with_headcount().with_mark_count()
    )
    context = {
        "day": day,
        "sessions": sessions.on(day).order_by("period"),
        "late": sessions.to_close(day).exclude(day=day).order_by("-day", "period")[:20],
        "next": sessions.not_cancelled().filter(day__gt=day).order_by("day", "period").first(),
    }
    return render(request, "chantiers/today.html", context)
