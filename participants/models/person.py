"""The human: one record whatever the number of programmes."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.querysets.person import ParticipantQuerySet


class Unaccent(Func):
    """``f_unaccent``: the immutable form of unaccent made by accounts' first migration."""

    function = "f_unaccent"
    output_field = models.TextField()


class LanguageLevel(models.TextChoices):
    """Levels of the Common European Framework (CECR), with what comes before it."""

    NONE = "none", _("aucune notion")
    ALPHA = "alpha", _("alpha")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


@pghistory.track()
class Participant(models.Model):
    """A person of the lists or of a worksite, with what is needed to reach, pay and protect them.

    The national number is never kept. ``merged_into`` points at the record that stands for this person.
    """

    class Gender(models.TextChoices):
        WOMAN = "woman", _("femme")
        MAN = "man", _("homme")
        OTHER = "other", _("autre")

    class Education(models.TextChoices):
        LOW = "isced_0_2", _("CESI au plus (CITE 0-2)")
        MIDDLE = "isced_3_4", _("CESS (CITE 3-4)")
        HIGH = "isced_5_8", _("enseignement supérieur (CITE 5-8)")

    class NationalityGroup(models.TextChoices):
        BELGIAN = "belgian", _("belge")
        EU = "eu", _("autre pays de l'Union européenne")
        NON_EU = "non_eu", _("pays hors Union européenne")

    last_name = models.CharField(_("nom"), max_length=100)
    first_name = models.CharField(_("prénom"), max_length=100)
    gender = models.CharField(_("genre"), max_length=10, choices=Gender, blank=True)
    birth_date = models.DateField(_("date de naissance"), null=True, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    other_phone = models.CharField(_("autre téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    languages = ArrayField(models.CharField(max_length=30), verbose_name=_("langues parlées"), default=list, blank=True)
    french_spoken = models.CharField(_("français oral"), max_length=5, choices=LanguageLevel, blank=True)
    french_written = models.CharField(_("français écrit"), max_length=5, choices=LanguageLevel, blank=True)
    dutch = models.CharField(_("néerlandais"), max_length=5, choices=LanguageLevel, blank=True)
    education = models.CharField(_("niveau d'études"), max_length=10, choices=Education, blank=True)
    education_as_said = models.CharField(_("études, comme la personne les nomme"), max_length=150, blank=True)
    nationality_group = models.CharField(_("nationalité"), max_length=10, choices=NationalityGroup, blank=True)
    tenant_number = models.CharField(_("numéro de locataire"), max_length=30, blank=True)
    account_holder = models.CharField(_("titulaire du compte"), max_length=150, blank=True)
    iban = models.CharField(_("compte bancaire (IBAN)"), max_length=34, blank=True)
    emergency_name = models.CharField(_("personne à prévenir"), max_length=150, blank=True)
    emergency_phone = models.CharField(_("téléphone de cette personne"), max_length=30, blank=True)
    emergency_relation = models.CharField(_("lien avec cette personne"), max_length=100, blank=True)
    image_consent = models.BooleanField(_("accord pour les photos"), null=True, blank=True)
    image_consent_on = models.DateField(_("réponse donnée le"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_records"
    )
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    sort_key = models.GeneratedField(
        expression=Lower(Unaccent(Concat(F("last_name"), Value(" "), F("first_name")))),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="participant_sort"),
            GinIndex(OpClass(F("sort_key"), name="gin_trgm_ops"), name="participant_trigram"),
            models.Index(fields=["birth_date"], name="participant_birth_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(last_name="") & ~models.Q(first_name=""),
                name="participant_has_names",
                violation_error_message=_("Le nom et le prénom sont nécessaires."),
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
                name="participant_not_merged_into_self",
                violation_error_message=_("Une fiche ne se fond pas en elle-même."),
            ),
        ]

    def __str__(self):
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("participants:participant_detail", args=[self.pk])

    @property
    def full_name(self) -> str:
        """First name then surname, as in letters and registers."""
        return f"{self.first_name} {self.last_name}"

    @property
    def site_name(self) -> str:
        """First name and initial: all that is shown of a name on a worksite."""
        return f"{self.first_name} {self.last_name[:1]}."

    @property
    def masked_iban(self) -> str:
        """The account number with its middle hidden, e.g. ``BE68 •••• •••• 7034``; empty without one."""
        if not self.iban:
            return ""
        return f"{self.iban[:4]} •••• •••• {self.iban[-4:]}"

    def age_on(self, day: date) -> int | None:
        """Return the age in full years on ``day``; None while the birth date is unknown."""
        if self.birth_date is None:
            return None
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))

    @property
    def has_emergency_contact(self) -> bool:
        """Tell whether somebody can be called for this person."""
        return bool(self.emergency_name and self.emergency_phone)
