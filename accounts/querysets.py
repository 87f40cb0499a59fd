"""The vocabulary of accounts."""

from django.db import models


class ProgrammeQuerySet(models.QuerySet):
    """Programmes as their people reach them."""

    def visible_to(self, user) -> "ProgrammeQuerySet":
        """Return the one programme ``user`` works in now."""
        return self.filter(pk=user.active_programme_id)

    def of_member(self, user) -> "ProgrammeQuerySet":
        """Return every programme in which ``user`` holds a role."""
        return self.filter(memberships__user=user).distinct().order_by("name")

    def first_created(self):
        """Return the programme created first, which commands take by default; None when there is none."""
        return self.order_by("pk").first()


class UserQuerySet(models.QuerySet):
    """Users as their colleagues and administrators reach them."""

    def visible_to(self, user) -> "UserQuerySet":
        """Return the people who hold a role in the programme ``user`` works in now."""
        return self.filter(memberships__programme_id=user.active_programme_id).distinct()

    def demo(self) -> "UserQuerySet":
        """Return the demo accounts, which production refuses."""
        return self.filter(email__iendswith="@demo.example")


class MembershipQuerySet(models.QuerySet):
    """Roles held."""

    def visible_to(self, user) -> "MembershipQuerySet":
        """Return the roles held in the programme ``user`` works in now."""
        return self.filter(programme_id=user.active_programme_id)
