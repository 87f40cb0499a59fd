"""Organisations and programmes."""

from typing import NamedTuple

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import ProgrammeQuerySet


class LegalItem(NamedTuple):
    """One of the six things a volunteer must be told before the first day, and the fields still empty for it."""

    label: str
    missing: list[models.Field]

    @property
    def hint(self) -> str:
        """The fields to fill in, in words."""
        words = [str(field.verbose_name) for field in self.missing]
        return "" if words == [str(self.label).lower()] else ", ".join(words)


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

    @property
    def legal_items(self) -> list[LegalItem]:
        """The six items of article 4 of the law of 3 July 2005, with what the programme still lacks for each.

        Insurers and policy numbers stand with their item: no convention is issued without them (domain rule 19).
        """
        return [
            LegalItem(label, [record._meta.get_field(name) for name in names if not getattr(record, name).strip()])
            for label, model, names in LEGAL_ITEMS
            for record in [self.operator if model is Organisation else self]
        ]

    @property
    def missing_legal_fields(self) -> list[models.Field]:
        """Every field that a convention still waits for (domain rule 19); empty when all six items are there."""
        return [field for item in self.legal_items for field in item.missing]


LEGAL_ITEMS = [
    (_("But désintéressé et statut juridique"), Organisation, ["legal_form", "purpose"]),
    (_("Assurance de la responsabilité civile"), Programme, ["liability_insurer", "liability_policy"]),
    (_("Régime de responsabilité"), Programme, ["liability_text"]),
    (_("Autres risques assurés"), Programme, ["accident_insurer", "accident_policy", "other_risks_text"]),
    (_("Défraiement et moment du versement"), Programme, ["payment_text"]),
    (_("Devoir de discrétion"), Programme, ["discretion_text"]),
]
LEGAL_FIELDS = {
    owner: {name for _label, model, names in LEGAL_ITEMS if model is owner for name in names}
    for owner in (Organisation, Programme)
}
