"""The vocabulary of ceilings and allowance lines."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce


class CeilingQuerySet(models.QuerySet):
    """Legal ceilings over time."""

    def of_year(self, year: int) -> "CeilingQuerySet":
        """Return the ceilings that hold on some day of ``year``."""
        return self.filter(valid_from__year__lte=year, valid_to__year__gte=year)

    def of_whole_year(self, year: int) -> Decimal | None:
        """Return the year's ceiling, the lowest of those that hold in it; None when none is on record."""
        return min((ceiling.year_max for ceiling in self.of_year(year)), default=None)

    def on(self, day):
        """Return the ceiling of ``day``; None when none is on record: last year's never stands in (domain rule 1)."""
        return self.filter(valid_from__lte=day, valid_to__gte=day).first()


class AllowanceYearQuerySet(models.QuerySet):
    """Budget rows of people's years."""

    def near_ceiling(self, part: Decimal) -> "AllowanceYearQuerySet":
        """Return the years in which ``part`` of the ceiling or more is counted, all organisations together."""
        return self.filter(ceiling__lte=(F("own") + F("declared")) / part)

    def over_ceiling(self) -> "AllowanceYearQuerySet":
        """Return the years in which more than the ceiling is counted: money that becomes taxable."""
        return self.filter(ceiling__lt=F("own") + F("declared"))

    def humans(self) -> "AllowanceYearQuerySet":
        """Return the ids of the people, each once."""
        return self.order_by().values_list("participant", flat=True).distinct()


class AllowanceLineQuerySet(models.QuerySet):
    """Lines of a register."""

    def visible_to(self, user) -> "AllowanceLineQuerySet":
        """Return the lines of the active programme, none without the right to see allowances."""
        if not user.has_perm("participants.see_allowances"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def of_year(self, year: int) -> "AllowanceLineQuerySet":
        """Return the lines whose volunteering day lies in ``year`` (domain rule 6)."""
        return self.filter(year=year)

    def open(self) -> "AllowanceLineQuerySet":
        """Return the lines not yet approved, which a change of facts recomputes."""
        return self.exclude(state="approved")

    def approved(self) -> "AllowanceLineQuerySet":
        """Return the approved lines, corrections included."""
        return self.filter(state="approved")

    def proposed(self) -> "AllowanceLineQuerySet":
        """Return the lines that wait for an approval."""
        return self.filter(state="proposed")

    def held(self) -> "AllowanceLineQuerySet":
        """Return the lines that a missing condition holds back."""
        return self.filter(state="held")

    def between(self, first_day, last_day) -> "AllowanceLineQuerySet":
        """Return the lines whose volunteering day lies between two days, both included."""
        return self.filter(day__range=(first_day, last_day))

    def about(self, human) -> "AllowanceLineQuerySet":
        """Return the lines of one person, those of the records merged into it included."""
        return self.filter(Q(participant=human) | Q(participant__merged_into=human))

    def humans(self) -> "AllowanceLineQuerySet":
        """Return the ids of the people behind the lines, each once, a merged record as the one that stands for it."""
        return self.order_by().values_list(Coalesce("participant__merged_into", "participant"), flat=True).distinct()

    def most_urgent_first(self) -> "AllowanceLineQuerySet":
        """Order lines by what they wait for: an approval, a missing condition, nothing; then by day."""
        rank = Case(When(state="proposed", then=0), When(state="held", then=1), default=2)
        return self.order_by(rank, "day", "pk")

    def summary(self) -> dict:
        """Return, in one query, the sum of the lines and what an approval would take: ``payable`` lines and sum."""
        payable = Q(state="proposed")
        return self.order_by().aggregate(
            total=Coalesce(Sum("amount"), Decimal("0.00")),
            payable_count=Count("pk", filter=payable),
            payable_total=Coalesce(Sum("amount", filter=payable), Decimal("0.00")),
        )

    def total(self) -> Decimal:
        """Return the sum of the lines in euros, exact to the cent."""
        return self.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")
