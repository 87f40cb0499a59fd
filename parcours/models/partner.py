"""The directory: organisations, what they offer, and whom to speak to."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Programme
from parcours.models.parcours import Theme
from parcours.querysets.partner import PartnerContactQuerySet, PartnerQuerySet, PartnerServiceQuerySet
from participants.models.person import Unaccent


@pghistory.track()
class Partner(models.Model):
    """An organisation to which somebody can be sent. ``verified_on`` empty: "à vérifier"."""

    class Kind(models.TextChoices):
        """The kinds of Brussels actors (domain §5)."""

        ACTIRIS = "actiris", _("Actiris")
        TRAINING = "training", _("Bruxelles Formation")
        VDAB = "vdab", _("VDAB Brussel")
        CEFO = "cefo", _("Carrefour Formation (CEFO)")
        CITY = "city", _("Cité des métiers")
        TRACE = "trace", _("Tracé Brussel")
        CPAS = "cpas", _("CPAS")
        LITERACY = "literacy", _("Lire et Écrire")
        OISP = "oisp", _("organisme d'insertion (OISP)")
        AFT = "aft", _("atelier de formation par le travail (AFT)")
        SOCIAL_ECONOMY = "social_economy", _("économie sociale")
        DEBT = "debt", _("médiation de dettes")
        PLANNING = "planning", _("planning familial")
        HEALTH = "health", _("maison médicale")
        CHILDCARE = "childcare", _("crèche")
        OTHER = "other", _("autre")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="partners", verbose_name=_("programme")
    )
    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("genre"), max_length=20, choices=Kind, default=Kind.OTHER)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("site web"), blank=True)
    verified_on = models.DateField(_("vérifié le"), null=True, blank=True)
    closed_on = models.DateField(_("ne travaille plus avec nous depuis le"), null=True, blank=True)
    sort_key = models.GeneratedField(
        expression=Lower(Unaccent(F("name"))), output_field=models.TextField(), db_persist=True, editable=False
    )

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                "programme",
                "sort_key",
                name="partner_name_once",
                violation_error_message=_("Ce partenaire est déjà dans l'annuaire."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="partner_has_a_name", violation_error_message=_("Le nom manque.")
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parcours:partner_detail", args=[self.pk])

    @property
    def kind_beside_name(self) -> str:
        """The kind in words, empty where the name says it already ("Actiris")."""
        return "" if self.get_kind_display() == self.name else self.get_kind_display()

    @property
    def is_verified(self) -> bool:
        """Tell whether somebody checked these facts with the organisation."""
        return self.verified_on is not None


@pghistory.track()
class PartnerService(models.Model):
    """Something a partner offers: for which needs, in which languages, under which conditions, after how long."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="services", verbose_name=_("partenaire")
    )
    name = models.CharField(_("service"), max_length=200)
    themes = ArrayField(
        models.CharField(max_length=10, choices=Theme), verbose_name=_("thèmes"), default=list, blank=True
    )
    languages = ArrayField(models.CharField(max_length=30), verbose_name=_("langues"), default=list, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    places = models.CharField(_("places"), max_length=100, blank=True)
    delay_days = models.PositiveSmallIntegerField(_("délai habituel (jours)"), null=True, blank=True)
    closed_on = models.DateField(_("arrêté le"), null=True, blank=True)
    search_key = models.GeneratedField(
        expression=Lower(Unaccent(Concat(F("name"), Value(" "), F("conditions")))),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
    )

    objects = PartnerServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service d'un partenaire")
        verbose_name_plural = _("services des partenaires")
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["themes"], name="service_themes")]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "name"],
                name="service_name_once",
                violation_error_message=_("Ce service est déjà décrit."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def theme_words(self) -> list[str]:
        """The themes in words, in the order of the assessment."""
        return [str(theme.label) for theme in Theme if theme in self.themes]

    @property
    def delay_words(self) -> str:
        """The usual delay before a first appointment, in words; empty when nobody knows it."""
        if self.delay_days is None:
            return ""
        if self.delay_days == 0:
            return str(_("sans attente"))
        words = ngettext("en général %(days)d jour", "en général %(days)d jours", self.delay_days)
        return words % {"days": self.delay_days}


@pghistory.track()
class PartnerContact(models.Model):
    """Whom to speak to at a partner; the personal link of a referral goes to this e-mail."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("partenaire")
    )
    name = models.CharField(_("nom"), max_length=150)
    function = models.CharField(_("fonction"), max_length=150, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr"
    )
    left_on = models.DateField(_("partie le"), null=True, blank=True)

    objects = PartnerContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact d'un partenaire")
        verbose_name_plural = _("contacts des partenaires")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name
