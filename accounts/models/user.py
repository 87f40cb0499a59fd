"""Users and the roles they hold in a programme."""

from datetime import timedelta
from functools import cached_property

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.programme import Programme
from accounts.permissions import permissions_of
from accounts.querysets import MembershipQuerySet, UserQuerySet
from accounts.roles import Role


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates users by their e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a user; without ``password`` nobody can sign in until a link sets one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        """Find a user whatever the case of the e-mail typed."""
        return self.get(email__iexact=email)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """Somebody of the team or of the housing company, who signs in with an e-mail."""

    class AccountState(models.TextChoices):
        OPEN = "open", _("actif")
        INVITED = "invited", _("invitation en attente")
        CLOSED = "closed", _("fermé")

        @property
        def tone(self) -> str:
            """The colour of the state's tag (components)."""
            return {"open": "success", "invited": "warning", "closed": "neutral"}[self.value]

    email = models.EmailField(_("adresse e-mail"))
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr"
    )
    active_programme = models.ForeignKey(
        Programme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("programme en cours"),
    )
    is_active = models.BooleanField(_("compte actif"), default=True)
    joined_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("utilisateur")
        verbose_name_plural = _("utilisateurs")
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Cette adresse a déjà un compte."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """Return the first name."""
        return self.first_name

    @cached_property
    def held_memberships(self) -> list["Membership"]:
        """Every role held, whatever the programme, loaded once with its programme."""
        return list(self.memberships.select_related("programme").order_by("programme__name", "programme", "role"))

    @property
    def roles(self) -> frozenset[str]:
        """Roles held in the active programme, never those of another one."""
        if not self.is_active:
            return frozenset()
        return frozenset(
            membership.role
            for membership in self.held_memberships
            if membership.programme_id == self.active_programme_id
        )

    @property
    def programmes(self) -> list[Programme]:
        """Every programme in which a role is held, by name."""
        return list(dict.fromkeys(membership.programme for membership in self.held_memberships))

    @property
    def programme_at_sign_in(self) -> Programme | None:
        """The programme last worked in while a role is held there, else the first by name, else none."""
        if self.active_programme in self.programmes:
            return self.active_programme
        return next(iter(self.programmes), None)

    @property
    def idle_limit(self) -> timedelta:
        """How long a session may be left alone: a day on site, half an hour as soon as a role works at a desk.

        The roles of every programme count: a session left on site would enter the others by the switch.
        """
        held = {membership.role for membership in self.held_memberships}
        return timedelta(hours=12) if held <= {Role.OPERATIONS} else timedelta(minutes=30)

    @property
    def account_state(self) -> "User.AccountState":
        """Whether the person can sign in, still has to choose a password, or had the account closed."""
        if not self.is_active:
            return self.AccountState.CLOSED
        return self.AccountState.OPEN if self.has_usable_password() else self.AccountState.INVITED

    def may_open_account_of(self, other: "User") -> bool:
        """Tell whether this administrator may make a link, close or rename the account of ``other``.

        An account opens every programme of its person: only somebody who is an administrator in all of them may
        touch it, else the administrators of one programme could enter another one.
        """
        administered = {
            membership.programme_id for membership in self.held_memberships if membership.role == Role.ADMINISTRATOR
        }
        return self.is_active and {membership.programme_id for membership in other.held_memberships}.issubset(
            administered
        )

    @property
    def is_staff(self) -> bool:
        """Tell whether the reference data screens are open to this user."""
        return Role.ADMINISTRATOR in self.roles

    def get_all_permissions(self, obj=None) -> frozenset[str]:
        """Return every right held in the active programme (accounts/permissions.py)."""
        return permissions_of(self.roles)

    def has_perm(self, perm: str, obj=None) -> bool:
        """Tell whether the user holds ``perm`` in the active programme."""
        return perm in self.get_all_permissions()

    def has_perms(self, perm_list, obj=None) -> bool:
        """Tell whether the user holds every one of ``perm_list``."""
        return self.get_all_permissions().issuperset(perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the user holds any right of an app."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions())


@pghistory.track()
class Membership(models.Model):
    """One role of one user in one programme."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("utilisateur"))
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("programme")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("rôle dans un programme")
        verbose_name_plural = _("rôles dans un programme")
        ordering = ["programme", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "programme", "role"], name="membership_unique"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"
