"""The vocabulary of accounts."""

from datetime import timedelta

from django.db import models
from django.db.models import Max, Prefetch, Q
from django.utils import timezone

from accounts.roles import Role

FOLLOWED_FOR = timedelta(days=400)  # the last follow-up comes twelve months after an exit


class ProgrammeQuerySet(models.QuerySet):
    """Programmes as their people reach them."""

    def visible_to(self, user) -> "ProgrammeQuerySet":
        """Return the one programme ``user`` works in now."""
        return self.filter(pk=user.active_programme_id)

    def of_member(self, user) -> "ProgrammeQuerySet":
        """Return every programme in which ``user`` holds a role."""
        return self.filter(memberships__user=user).distinct().order_by("name")

    def running_on(self, day) -> "ProgrammeQuerySet":
        """Return the programmes whose clocks run on ``day``: until a year after their end, for news of those who left."""
        return self.filter(starts_on__lte=day, ends_on__gte=day - FOLLOWED_FOR).order_by("pk")

    def first_created(self):
        """Return the programme created first, which commands take by default; None when there is none."""
        return self.order_by("pk").first()


class UserQuerySet(models.QuerySet):
    """Users as their colleagues and administrators reach them."""

    def visible_to(self, user) -> "UserQuerySet":
        """Return the people who hold a role in the programme ``user`` works in now."""
        return self._holding(programme=user.active_programme_id)

    def administrators_of(self, programme) -> "UserQuerySet":
        """Return the people with an open account who are administrators of a programme."""
        return self._holding(programme=programme, role=Role.ADMINISTRATOR).filter(is_active=True)

    def counsellors_of(self, programme) -> "UserQuerySet":
        """Return the people with an open account who are counsellors of a programme."""
        return self._holding(programme=programme, role=Role.COUNSELLOR).filter(is_active=True)

    def operations_of(self, programme) -> "UserQuerySet":
        """Return the people with an open account who hold the operations of a programme."""
        return self._holding(programme=programme, role=Role.OPERATIONS).filter(is_active=True)

    def team_of(self, programme) -> "UserQuerySet":
        """Return the people with an open account who hold a role in a programme, the housing company left out."""
        roles = [Role.OPERATIONS, Role.COUNSELLOR, Role.COORDINATOR]
        return self._holding(programme=programme, role__in=roles).filter(is_active=True).order_by("pk")

    def _holding(self, **conditions) -> "UserQuerySet":
        return self.filter(pk__in=self._memberships.filter(**conditions).values("user"))

    @property
    def _memberships(self) -> "MembershipQuerySet":
        return self.model._meta.get_field("memberships").related_model.objects.all()

    def with_roles_in(self, programme_id: int) -> "UserQuerySet":
        """Attach the roles held in one programme (``roles_here``) and the end of an open link (``link_expires_at``)."""
        return self.prefetch_related(
            Prefetch("memberships", self._memberships.filter(programme=programme_id), to_attr="roles_here")
        ).annotate(
            link_expires_at=Max(
                "access_links__expires_at",
                filter=Q(access_links__used_at__isnull=True, access_links__expires_at__gt=timezone.now()),
            )
        )


class MembershipQuerySet(models.QuerySet):
    """Roles held."""

    def visible_to(self, user) -> "MembershipQuerySet":
        """Return the roles held in the programme ``user`` works in now."""
        return self.filter(programme_id=user.active_programme_id)


class AccessLinkQuerySet(models.QuerySet):
    """Links that open an account."""

    def open(self) -> "AccessLinkQuerySet":
        """Return the links neither used nor out of date."""
        return self.filter(used_at__isnull=True, expires_at__gt=timezone.now())
