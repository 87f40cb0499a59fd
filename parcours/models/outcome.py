"""How a pathway ends, and what funders make of it."""

from datetime import date, datetime, timedelta

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.models.parcours import Parcours
from parcours.querysets.outcome import FunderReadingQuerySet, OutcomeQuerySet
from participants.models import Document

LONGEST_SINCE_START = timedelta(days=366)  # a job or a training that started earlier is a slip of the pen
ENTRY_PERIOD = timedelta(days=28)  # result indicators take facts from the exit to 28 days later (domain rule 27)


class Situation(models.TextChoices):
    """The exits of the trade (domain §5)."""

    PERMANENT = "permanent", _("contrat à durée indéterminée (CDI)")
    FIXED_TERM = "fixed_term", _("CDD d'un mois ou plus")
    SHORT = "short", _("CDD de moins d'un mois, intérim")
    SUBSIDISED = "subsidised", _("emploi aidé (article 60 §7, insertion, ACS…)")
    SELF_EMPLOYED = "self_employed", _("activité indépendante")
    WORK_PLACEMENT = "work_placement", _("FPI ou stage First")
    TRAINING = "training", _("formation qualifiante")
    PRE_TRAINING = "pre_training", _("préformation")
    LANGUAGE = "language", _("alpha ou FLE")
    VALIDATION = "validation", _("validation des compétences")
    STUDIES = "studies", _("études")
    VOLUNTEERING = "volunteering", _("volontariat poursuivi")
    REMOBILISED = "remobilised", _("remobilisation")
    DIRECTED = "directed", _("orientation vers un autre service")
    DROPPED_OUT = "dropped_out", _("abandon")
    MOVED = "moved", _("déménagement")
    HEALTH = "health", _("santé")
    RETIRED = "retired", _("pension")
    DECEASED = "deceased", _("décès")
    UNKNOWN = "unknown", _("inconnue")


IN_WORK = (
    Situation.PERMANENT,
    Situation.FIXED_TERM,
    Situation.SHORT,
    Situation.SUBSIDISED,
    Situation.SELF_EMPLOYED,
)
IN_TRAINING = (
    Situation.WORK_PLACEMENT,
    Situation.TRAINING,
    Situation.PRE_TRAINING,
    Situation.LANGUAGE,
    Situation.VALIDATION,
    Situation.STUDIES,
)


class VoluntaryAnswer(models.TextChoices):
    """An answer nobody owes (ESF+ questions)."""

    YES = "yes", _("oui")
    NO = "no", _("non")
    NO_ANSWER = "no_answer", _("ne souhaite pas répondre")
    NOT_ASKED = "", _("pas encore demandé")


ESF_QUESTIONS = ("searching", "in_training", "qualified", "in_work")  # EECR01 to EECR04


@pghistory.track()
class Outcome(models.Model):
    """The exit of a pathway: situation, day, evidence, and the ESF+ questions, each of which may stay without answer.

    ``situation_recorded_at`` is None while the situation is the one first recorded; ``answers_recorded_at`` is the last
    time one of the ESF+ answers was given or changed, None while none is there.
    """

    class Evidence(models.TextChoices):
        CONTRACT = "contract", _("contrat ou attestation vue")
        DIMONA = "dimona", _("fiche de paie ou Dimona vue")
        ENROLLED = "enrolled", _("attestation d'inscription")
        CERTIFICATE = "certificate", _("certificat ou diplôme")
        PERSON = "person", _("parole de la personne")
        PARTNER = "partner", _("information d'un partenaire")
        NONE = "none", _("aucune preuve")

    parcours = models.OneToOneField(
        Parcours, on_delete=models.PROTECT, related_name="outcome", verbose_name=_("parcours")
    )
    situation = models.CharField(_("situation à la sortie"), max_length=20, choices=Situation)
    exited_on = models.DateField(_("sortie le"))
    starts_on = models.DateField(_("début de l'emploi ou de la formation"), null=True, blank=True)
    organisation = models.CharField(_("où (entreprise, centre, école)"), max_length=200, blank=True)
    evidence = models.CharField(_("preuve"), max_length=20, choices=Evidence)
    evidence_on = models.DateField(_("date de la preuve"), null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    searching = models.CharField(
        _("La personne cherche-t-elle du travail maintenant ?"), max_length=10, choices=VoluntaryAnswer, blank=True
    )
    in_training = models.CharField(
        _("Suit-elle une formation ou des études ?"), max_length=10, choices=VoluntaryAnswer, blank=True
    )
    qualified = models.CharField(
        _("A-t-elle obtenu un certificat ou une qualification ?"), max_length=10, choices=VoluntaryAnswer, blank=True
    )
    in_work = models.CharField(
        _("A-t-elle un travail, dans une organisation ou à son compte ?"),
        max_length=10,
        choices=VoluntaryAnswer,
        blank=True,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("encodée le"), default=timezone.now, editable=False)
    situation_recorded_at = models.DateTimeField(_("situation changée le"), null=True, editable=False)
    answers_recorded_at = models.DateTimeField(_("réponses encodées le"), null=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sortie")
        verbose_name_plural = _("sorties")
        ordering = ["-exited_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(evidence="") & ~Q(situation=""),
                name="outcome_has_evidence",
                violation_error_message=_("Indiquez la situation et la preuve."),
            )
        ]

    def __str__(self):
        return f"{self.parcours} · {self.get_situation_display()}"

    def clean(self):
        """Refuse facts that deny each other, each beside its field."""
        if found := self.contradictions():
            raise ValidationError(found)

    def contradictions(self) -> dict[str, str]:
        """Return what the facts deny of each other: a sentence for each field, none when they hold.

        A job that starts after the exit leaves room for "no work" on the day of the exit.
        """
        found, exited_on = {}, self.exited_on
        if self.evidence == self.Evidence.NONE and self.evidence_on:
            found["evidence_on"] = _("Sans preuve, pas de date de preuve : videz ce champ, ou dites quelle preuve.")
        if self.is_somewhere and self.starts_on and exited_on and self.starts_on < exited_on - LONGEST_SINCE_START:
            found["starts_on"] = _("Ce début précède la sortie de plus d’un an : vérifiez les deux dates.")
        starts_later = bool(self.starts_on and exited_on and self.starts_on > exited_on)
        if self.situation in IN_WORK and self.in_work == VoluntaryAnswer.NO and not starts_later:
            found["in_work"] = _(
                "La situation dit un emploi : répondez « oui », ou donnez un début d’emploi après la sortie."
            )
        return found

    @property
    def entry_deadline(self) -> date:
        """The last day on which the facts of the exit are on time (domain rule 27)."""
        return self.exited_on + ENTRY_PERIOD

    @property
    def is_late(self) -> bool:
        """Tell whether it was recorded, or its situation changed, after its deadline: it counts, and says so."""
        return self._is_after_deadline(self.recorded_at) or self._is_after_deadline(self.situation_recorded_at)

    @property
    def are_answers_late(self) -> bool:
        """Tell whether an ESF+ answer was given or changed after the deadline: it counts, and says so."""
        return self._is_after_deadline(self.answers_recorded_at)

    def _is_after_deadline(self, moment: datetime | None) -> bool:
        return moment is not None and timezone.localdate(moment) > self.entry_deadline

    @property
    def is_somewhere(self) -> bool:
        """Tell whether the person went to work or to learn, so that a start and a place make sense."""
        return self.situation in (*IN_WORK, *IN_TRAINING)

    @property
    def is_death(self) -> bool:
        """Tell whether the person died: nobody is called."""
        return self.situation == Situation.DECEASED

    @property
    def has_answers(self) -> bool:
        """Tell whether an ESF+ question has its answer, "does not wish to" included."""
        return any(getattr(self, name) for name in ESF_QUESTIONS)

    def answers(self) -> list[tuple[str, str]]:
        """Return the ESF+ questions, each with its answer in words."""
        return [
            (self._meta.get_field(name).verbose_name, str(VoluntaryAnswer(getattr(self, name)).label))
            for name in ESF_QUESTIONS
        ]

    def readings(self) -> list[tuple[str, "FunderReading | None"]]:
        """Return each funder's name with its reading on the day of the exit; None where none held yet."""
        known = {
            reading.funder: reading for reading in FunderReading.objects.of_situation(self.situation).on(self.exited_on)
        }
        return [(funder.label, known.get(funder)) for funder in FunderReading.Funder]


@pghistory.track()
class FunderReading(models.Model):
    """How one funder counts one situation, from a day on: reference data, with its source."""

    class Funder(models.TextChoices):
        ACTIRIS = "actiris", "Actiris"
        COCOF = "cocof", "COCOF"
        ESF = "esf", "FSE+"
        CRU = "cru", "CRU"

    class Counts(models.TextChoices):
        POSITIVE = "positive", _("positive")
        NEUTRAL = "neutral", _("neutre")
        NEGATIVE = "negative", _("négative")
        NOT_COUNTED = "not_counted", _("pas comptée")

        @property
        def tone(self) -> str:
            """The colour of its tag (components)."""
            return {"positive": "success", "negative": "warning"}.get(self.value, "neutral")

    funder = models.CharField(_("pouvoir subsidiant"), max_length=10, choices=Funder)
    situation = models.CharField(_("situation"), max_length=20, choices=Situation)
    counts = models.CharField(_("compte comme"), max_length=12, choices=Counts)
    valid_from = models.DateField(_("depuis le"))
    source = models.CharField(_("source"), max_length=200)

    objects = FunderReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture d'une sortie")
        verbose_name_plural = _("lectures des sorties")
        ordering = ["funder", "situation", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["funder", "situation", "valid_from"],
                name="funder_reading_once",
                violation_error_message=_("Cette lecture existe déjà à cette date."),
            )
        ]

    def __str__(self):
        return f"{self.get_funder_display()} · {self.get_situation_display()} : {self.get_counts_display()}"

    @property
    def tone(self) -> str:
        """The colour of its tag (components)."""
        return self.Counts(self.counts).tone
