"""The vocabulary of attendance."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncWeek


class AttendanceQuerySet(models.QuerySet):
    """Marks of the active programme's sessions."""

    def visible_to(self, user) -> "AttendanceQuerySet":
        """Return the marks of the active programme, none without the right to see attendance."""
        if not user.has_perm("chantiers.see_attendance"):
            return self.none()
        return self.filter(session__chantier__programme=user.active_programme_id)

    def marked(self) -> "AttendanceQuerySet":
        """Return the marks that say something: a cleared one does not."""
        return self.exclude(state="")

    def present(self) -> "AttendanceQuerySet":
        """Return the marks of people who took part: P, R and D."""
        return self.filter(state__in=["P", "R", "D"])

    def counted(self) -> "AttendanceQuerySet":
        """Return the marks inside the denominator of presence: not "non concerné·e" nor unmarked (indicator P04)."""
        return self.filter(state__in=["P", "R", "D", "AP", "AN"])

    def about(self, human) -> "AttendanceQuerySet":
        """Return the marks of one person, those of the records merged into it included."""
        return self.filter(Q(participant=human) | Q(participant__merged_into=human))

    def saying_job_found(self) -> "AttendanceQuerySet":
        """Return the absences announced because the person found work."""
        return self.filter(state="AP", reason="job_found")

    def around(self, day, *, days: int) -> "AttendanceQuerySet":
        """Return the marks of the sessions at most ``days`` days before or after ``day``."""
        return self.filter(session__day__range=(day - timedelta(days=days), day + timedelta(days=days)))

    def of_held_sessions(self, programme, first_day, last_day) -> "AttendanceQuerySet":
        """Return the marks of a programme's closed sessions from one day to another, both included."""
        return self.filter(
            session__chantier__programme=programme, session__state="closed", session__day__range=(first_day, last_day)
        )

    def carrying_allowance(self) -> "AttendanceQuerySet":
        """Return the presences in closed volunteering sessions, which make lines."""
        return self.present().filter(session__state="closed", session__kind="volunteering")

    def of_programme(self, programme) -> "AttendanceQuerySet":
        """Return the marks of one programme's sessions (an object or its id)."""
        return self.filter(session__chantier__programme=programme)

    def of_chantier(self, chantier) -> "AttendanceQuerySet":
        """Return the marks of one worksite's sessions."""
        return self.filter(session__chantier=chantier)

    def of_person(self, participant, programme) -> "AttendanceQuerySet":
        """Return one person's marks in the closed sessions of a programme."""
        return self.filter(participant=participant, session__chantier__programme=programme, session__state="closed")

    def by_week(self) -> list[dict]:
        """Return, week after week, its Monday, ``present``, ``counted`` and ``minutes``, the latest last."""
        return list(
            self.order_by()
            .annotate(monday=TruncWeek("session__day"))
            .values("monday")
            .annotate(
                present=Count("pk", filter=Q(state__in=["P", "R", "D"])),
                counted=Count("pk", filter=Q(state__in=["P", "R", "D", "AP", "AN"])),
                minutes=Sum("minutes", default=0),
            )
            .order_by("monday")
        )

    def figures(self) -> dict:
        """Return ``present`` and ``counted`` (indicator P04: presences, and their denominator) and ``minutes``."""
        return self.aggregate(
            present=Count("pk", filter=Q(state__in=["P", "R", "D"])),
            counted=Count("pk", filter=Q(state__in=["P", "R", "D", "AP", "AN"])),
            minutes=Sum("minutes", default=0),
        )
