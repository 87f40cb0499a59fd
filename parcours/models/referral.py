"""Sending somebody to a partner: the need, the person's agreement, what is disclosed, and what came of it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parcours.models.parcours import Parcours, Theme
from parcours.models.partner import Partner, PartnerContact, PartnerService
from parcours.models.step import Step
from parcours.querysets.referral import ReferralQuerySet, ReferralTransitionQuerySet


class ReferralState(models.TextChoices):
    """Where a referral stands (domain §5). Success is the need met, not the sending."""

    DRAFT = "draft", _("brouillon")
    AGREED = "agreed", _("accord de la personne")
    SENT = "sent", _("envoyée")
    RECEIVED = "received", _("reçue")
    ACCEPTED = "accepted", _("acceptée")
    WAITING = "waiting", _("liste d'attente")
    REFUSED = "refused", _("refusée")
    FIRST_MET = "first_met", _("1er rendez-vous honoré")
    FIRST_MISSED = "first_missed", _("1er rendez-vous manqué")
    ONGOING = "ongoing", _("en cours")
    CLOSED = "closed", _("terminée")
    CANCELLED = "cancelled", _("annulée")
    EXPIRED = "expired", _("expirée")

    @property
    def tone(self) -> str:
        """The colour of the state's tag (components)."""
        if self in (self.SENT, self.RECEIVED, self.WAITING, self.FIRST_MISSED):
            return "warning"
        if self in (self.ACCEPTED, self.FIRST_MET, self.ONGOING):
            return "info"
        return "success" if self == self.CLOSED else "neutral"


_S = ReferralState
ENDED = (_S.REFUSED, _S.CLOSED, _S.CANCELLED, _S.EXPIRED)
SILENT = (_S.SENT, _S.RECEIVED)  # the partner owes an answer
_GOING_ON = frozenset({_S.FIRST_MET, _S.FIRST_MISSED, _S.ONGOING, _S.CLOSED, _S.REFUSED, _S.CANCELLED})
# Where a referral may go from each state. "Expirée" is a counsellor's decision, after the alert.
NEXT_STATES: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.AGREED, _S.CANCELLED}),
    _S.AGREED: frozenset({_S.SENT, _S.CANCELLED}),
    _S.SENT: frozenset({_S.RECEIVED, _S.ACCEPTED, _S.WAITING, _S.REFUSED, _S.CANCELLED, _S.EXPIRED, _S.FIRST_MET}),
    _S.RECEIVED: frozenset({_S.ACCEPTED, _S.WAITING, _S.REFUSED, _S.CANCELLED, _S.EXPIRED, _S.FIRST_MET}),
    _S.ACCEPTED: _GOING_ON,
    _S.WAITING: frozenset({_S.ACCEPTED, _S.REFUSED, _S.CANCELLED, _S.FIRST_MET}),
    _S.FIRST_MET: frozenset({_S.ONGOING, _S.CLOSED, _S.CANCELLED}),
    _S.FIRST_MISSED: frozenset({_S.FIRST_MET, _S.ONGOING, _S.CLOSED, _S.CANCELLED}),
    _S.ONGOING: frozenset({_S.CLOSED, _S.CANCELLED}),
    **dict.fromkeys(ENDED, frozenset()),
}


class NeedMet(models.TextChoices):
    """Whether the need is covered, the one measure of success."""

    YES = "yes", _("oui")
    PARTLY = "partly", _("en partie")
    NO = "no", _("non")


class Fact(models.TextChoices):
    """What may be told to a partner, each ticked or not by the person (domain rule 26)."""

    NAME = "name", _("prénom et nom")
    PHONE = "phone", _("téléphone")
    EMAIL = "email", _("e-mail")
    BIRTH_DATE = "birth_date", _("date de naissance")
    ADDRESS = "address", _("adresse")
    LANGUAGES = "languages", _("langues parlées")
    FRENCH = "french", _("niveau de français")
    EDUCATION = "education", _("études")
    NEED = "need", _("la demande, en une phrase")
    AVAILABILITY = "availability", _("disponibilités")
    RESTRICTIONS = "restrictions", _("ce qu'il faut respecter")


@pghistory.track()
class Referral(models.Model):
    """One need brought to one partner. Every change of ``state`` is a ``ReferralTransition``."""

    class RefusedBy(models.TextChoices):
        PARTNER = "partner", _("le partenaire")
        PERSON = "person", _("la personne")

    parcours = models.ForeignKey(
        Parcours, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("parcours")
    )
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("étape")
    )
    theme = models.CharField(_("thème"), max_length=10, choices=Theme)
    need = models.CharField(
        _("la demande, en une phrase"),
        max_length=300,
        help_text=_("La personne relit cette phrase. Rien de médical, rien de confidentiel."),
    )
    availability = models.CharField(_("disponibilités"), max_length=200, blank=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("partenaire")
    )
    service = models.ForeignKey(
        PartnerService, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    contact = models.ForeignKey(
        PartnerContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("à l'attention de"),
    )
    language = models.CharField(
        _("langue de la fiche"), max_length=2, choices=[("fr", _("français")), ("nl", _("néerlandais"))], default="fr"
    )
    state = models.CharField(
        _("état"), max_length=12, choices=ReferralState, default=ReferralState.DRAFT, editable=False
    )
    sent_at = models.DateTimeField(_("envoyée le"), null=True, editable=False)
    # The address that a colleague read and confirmed: mails go there only, whatever the directory becomes.
    sent_to = models.EmailField(_("envoyée à"), blank=True, editable=False)
    # The last word exchanged, the partner's or our answer to it: silence counts from there.
    last_word_at = models.DateTimeField(_("dernier mot le"), null=True, editable=False)
    # The partner asked something or proposed a date: until somebody replies, it is not the partner who is silent.
    awaits_us = models.BooleanField(_("le partenaire attend notre mot"), default=False, editable=False)
    answered_at = models.DateTimeField(_("réponse le"), null=True, editable=False)
    proposed_on = models.DateField(_("rendez-vous proposé le"), null=True, editable=False)
    refused_by = models.CharField(_("refusée par"), max_length=10, choices=RefusedBy, blank=True, editable=False)
    need_met = models.CharField(_("besoin couvert"), max_length=10, choices=NeedMet, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    alerted_at = models.DateTimeField(null=True, editable=False)
    asked_outcome_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("préparée le"), default=timezone.now, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("orientation")
        verbose_name_plural = _("orientations")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["parcours", "state"], name="referral_of_parcours")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "agreed", "cancelled"]) | Q(sent_at__isnull=False),
                name="referral_sent_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(need_met="")) | (~Q(state="closed") & Q(need_met="")),
                name="referral_closed_says_need_met",
                violation_error_message=_("Dites si le besoin est couvert."),
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refused_by="")) | (~Q(state="refused") & Q(refused_by="")),
                name="referral_refused_says_by_whom",
                violation_error_message=_("Dites qui refuse."),
            ),
            models.CheckConstraint(
                condition=~Q(state="expired") | Q(alerted_at__isnull=False),
                name="referral_expires_after_the_alert",
                violation_error_message=_("Une orientation n'expire qu'après l'alerte de vingt jours."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="leaves_with_an_agreement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state NOT IN ('draft', 'cancelled')"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM parcours_agreement WHERE referral_id = NEW.id) OR (
                        NEW.state = 'sent' AND (TG_OP = 'INSERT' OR OLD.state <> 'sent') AND EXISTS (
                            SELECT 1 FROM parcours_agreement
                             WHERE referral_id = NEW.id AND (withdrawn_at IS NOT NULL OR disclosed IS NULL)
                        )
                    ) THEN
                        RAISE EXCEPTION 'nothing leaves without the agreement of the person'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.partner} · {self.get_theme_display()}"

    def get_absolute_url(self) -> str:
        return reverse("parcours:referral_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Tell whether something is still expected of it."""
        return self.state not in ENDED

    @property
    def is_silent(self) -> bool:
        """Tell whether the partner owes an answer."""
        return self.state in SILENT and not self.awaits_us

    @property
    def next_states(self) -> list[ReferralState]:
        """The states it may take now, in the trade's order."""
        return [state for state in ReferralState if state in NEXT_STATES[self.state]]

    @property
    def tone(self) -> str:
        """The colour of its state's tag (components)."""
        return ReferralState(self.state).tone

    @property
    def has_left(self) -> bool:
        """Tell whether it was ever sent."""
        return self.sent_at is not None

    @property
    def last_event(self) -> int:
        """The number of its last event, 0 without any: a page carries the one it shows."""
        return self.transitions.values_list("pk", flat=True).last() or 0

    @property
    def waiting_word(self) -> "ReferralTransition | None":
        """The question or the date to which the partner awaits our word; None when it awaits none."""
        last = self.transitions.words_exchanged().last() if self.awaits_us else None
        return last if last is not None and last.kind in ReferralTransition.ASKS_US else None

    @property
    def silent_days(self) -> int | None:
        """The days for which the partner has owed an answer, since the last word; None when it owes none."""
        since = self.last_word_at or self.sent_at
        return (timezone.localdate() - timezone.localdate(since)).days if self.is_silent else None


@pghistory.track(exclude=["disclosed"])
class Agreement(models.Model):
    """The person's agreement to tell one partner exactly the ticked facts, and those facts as they were told.

    ``disclosed`` is a list of ``{"code", "label", "value"}`` in the language of the fiche, as the person read them when
    they agreed; it never changes once the referral has left (domain rule 26).
    """

    class Way(models.TextChoices):
        SIGNED = "signed", _("signé sur papier")
        SPOKEN = "spoken", _("dit de vive voix, en présence")

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="agreement")
    facts = ArrayField(models.CharField(max_length=20, choices=Fact), verbose_name=_("ce qui peut être dit"))
    way = models.CharField(_("comment"), max_length=10, choices=Way)
    agreed_on = models.DateField(_("accord donné le"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    disclosed = models.JSONField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("accord")
        verbose_name_plural = _("accords")
        constraints = [
            models.CheckConstraint(condition=Q(facts__len__gt=0), name="agreement_to_something"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_given",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' OR OLD.referral_id <> NEW.referral_id
                        OR ((OLD.disclosed IS DISTINCT FROM NEW.disclosed OR OLD.facts IS DISTINCT FROM NEW.facts)
                            AND (OLD.withdrawn_at IS NOT NULL OR EXISTS (
                                SELECT 1 FROM parcours_referral
                                 WHERE id = OLD.referral_id AND state NOT IN ('draft', 'agreed'))))
                        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
                    THEN
                        RAISE EXCEPTION 'what was agreed and told never changes' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.referral} · {self.agreed_on:%d/%m/%Y}"


class ReferralTransition(models.Model):
    """Something that happened to a referral: who, when, from where to where, and the words. Only ever added.

    ``by`` is a colleague, or ``link`` the personal link whose holder wrote it; neither for a clock.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("changement d'état")
        PROPOSED = "proposed", _("date proposée")
        QUESTION = "question", _("question du partenaire")
        ANSWER = "answer", _("réponse à la question")
        REMINDED = "reminded", _("rappel envoyé")
        ALERTED = "alerted", _("alerte")
        ASKED = "asked", _("« que s'est-il passé ? »")
        TOLD = "told", _("ce que dit le partenaire")
        WITHDRAWN = "withdrawn", _("accord retiré")

    ASKS_US = (Kind.QUESTION, Kind.PROPOSED)

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="transitions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MOVED)
    from_state = models.CharField(max_length=12, choices=ReferralState, blank=True)
    to_state = models.CharField(max_length=12, choices=ReferralState, blank=True)
    words = models.CharField(_("en une phrase"), max_length=500, blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey("parcours.ReferralLink", on_delete=models.PROTECT, null=True, related_name="transitions")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReferralTransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement d'une orientation")
        verbose_name_plural = _("événements des orientations")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.referral_id} · {self.get_kind_display()}"


class Disclosure(models.Model):
    """The agreed facts were given: on a printed fiche, or to the holder of a link. Only ever added."""

    class Channel(models.TextChoices):
        FICHE = "fiche", _("fiche de liaison")
        LINK = "link", _("lien personnel")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="disclosures")
    channel = models.CharField(max_length=10, choices=Channel)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey("parcours.ReferralLink", on_delete=models.PROTECT, null=True, related_name="disclosures")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_channel_display()} · {self.at:%d/%m/%Y}"
