"""Organisations, programmes, users and the roles they hold in a programme."""

import hashlib
import secrets
from datetime import timedelta
from functools import cached_property

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import permissions_of
from accounts.querysets import MembershipQuerySet, ProgrammeQuerySet, UserQuerySet
from accounts.roles import Role

INVITATION_LIFETIME = timedelta(days=7)


@pghistory.track()
class Organisation(models.Model):
    """An organisation of the programme: the mission locale, the housing company, a partner or a funder."""

    class Kind(models.TextChoices):
        MISSION_LOCALE = "mission_locale", _("mission locale")
        HOUSING = "housing", _("société de logement")
        PARTNER = "partner", _("partenaire")
        FUNDER = "funder", _("pouvoir subsidiant")

    kind = models.CharField(_("genre"), max_length=20, choices=Kind)
    name = models.CharField(_("nom"), max_length=200)
    legal_form = models.CharField(_("forme juridique"), max_length=100, blank=True)
    purpose = models.TextField(_("objet social"), blank=True, help_text=_("Le but désintéressé, tel qu'aux statuts."))
    enterprise_number = models.CharField(_("numéro d'entreprise"), max_length=20, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name


@pghistory.track()
class Programme(models.Model):
    """A programme of participative worksites: its partners, its dates, its insurers and its amounts."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("nom"), max_length=200)
    operator = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="operated_programmes",
        verbose_name=_("opérateur"),
    )
    housing_company = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="housed_programmes",
        verbose_name=_("société de logement"),
    )
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    required_months = models.PositiveSmallIntegerField(
        _("mois sans travail demandés à l'entrée"), default=24, validators=[MinValueValidator(1)]
    )
    day_amount = models.DecimalField(
        _("défraiement par jour (€)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Repris par chaque chantier qui n'a pas son propre montant."),
    )
    liability_insurer = models.CharField(_("assureur de la responsabilité civile"), max_length=150, blank=True)
    liability_policy = models.CharField(_("numéro de police, responsabilité civile"), max_length=60, blank=True)
    accident_insurer = models.CharField(_("assureur des accidents corporels"), max_length=150, blank=True)
    accident_policy = models.CharField(_("numéro de police, accidents corporels"), max_length=60, blank=True)
    liability_text = models.TextField(_("régime de responsabilité"), blank=True)
    other_risks_text = models.TextField(_("autres risques couverts"), blank=True)
    payment_text = models.TextField(_("quand et comment le défraiement est versé"), blank=True)
    discretion_text = models.TextField(_("devoir de discrétion"), blank=True)
    duty_line = models.CharField(
        _("téléphone de permanence"),
        max_length=30,
        blank=True,
        help_text=_("Le numéro de l'équipe, montré aussi à la société de logement."),
    )
    is_demo = models.BooleanField(_("données de démonstration"), default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="programme_dates_in_order",
                violation_error_message=_("La fin vient après le début."),
            ),
            models.CheckConstraint(
                condition=models.Q(day_amount__isnull=True) | models.Q(day_amount__gte=0),
                name="programme_day_amount_positive",
                violation_error_message=_("Le défraiement ne peut pas être négatif."),
            ),
        ]

    def __str__(self):
        return self.name


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
    def roles(self) -> frozenset[str]:
        """Roles held in the active programme, never those of another one."""
        if not self.is_active or self.active_programme_id is None:
            return frozenset()
        return frozenset(self.memberships.filter(programme=self.active_programme_id).values_list("role", flat=True))

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


@pghistory.track(exclude=["token_hash"])
class AccessLink(models.Model):
    """A link shown once, which lets one person choose a password: an invitation or a reset, without mail."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("nouveau mot de passe")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_links", verbose_name=_("utilisateur"))
    purpose = models.CharField(_("usage"), max_length=20, choices=Purpose)
    token_hash = models.CharField(_("empreinte du lien"), max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("créé par")
    )
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lien d'accès")
        verbose_name_plural = _("liens d'accès")

    def __str__(self):
        return f"{self.get_purpose_display()} · {self.user}"

    @staticmethod
    def hash_of(token: str) -> str:
        """Return what is stored of a link's token."""
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def make(cls, *, user: User, purpose: str, by: User | None) -> tuple["AccessLink", str]:
        """Create a link for ``user`` and return it with its path, which is shown once and stored nowhere."""
        token = secrets.token_urlsafe(32)
        link = cls.objects.create(
            user=user,
            purpose=purpose,
            created_by=by,
            token_hash=cls.hash_of(token),
            expires_at=timezone.now() + INVITATION_LIFETIME,
        )
        return link, reverse("accounts:access_link", args=[token])

    @property
    def is_open(self) -> bool:
        """Tell whether the link can still be used."""
        return self.used_at is None and timezone.now() < self.expires_at and self.user.is_active
