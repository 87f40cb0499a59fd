"""Contacts with a person, and what a colleague has started to type."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from parcours.models.parcours import Parcours
from parcours.querysets.contact import ContactQuerySet, DraftQuerySet
from participants.models import Participant


@pghistory.track(exclude=["sentence"])
class Contact(models.Model):
    """A contact in one sentence, and the date of the next one. ``is_honoured`` is false when it did not happen.

    An appointment is the ``next_on`` of the latest contact; its sentence stays out of the history.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", _("rencontre")
        CALL = "call", _("appel")
        VISIT = "visit", _("visite sur chantier")
        MESSAGE = "message", _("SMS ou message")
        MAIL = "mail", _("e-mail ou courrier")
        FAMILY = "family", _("par un proche")
        OTHER = "other", _("autre")

    parcours = models.ForeignKey(
        Parcours, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("parcours")
    )
    kind = models.CharField(_("genre"), max_length=10, choices=Kind)
    held_on = models.DateField(_("le"))
    is_honoured = models.BooleanField(_("a eu lieu"), default=True)
    sentence = models.CharField(_("en une phrase"), max_length=300)
    next_on = models.DateField(_("prochain contact le"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["parcours", "held_on"], name="contact_of_parcours")]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gte=models.F("held_on")),
                name="contact_next_comes_after",
                violation_error_message=_("Le prochain contact vient après celui-ci."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.held_on:%d/%m/%Y}"


class Draft(models.Model):
    """What one colleague has typed about one person and not sent yet, sealed, so that no session's end loses it.

    Only its author sees it, by row-level security. Short-lived, so it has no history.
    """

    class Form(models.TextChoices):
        CONTACT = "contact", _("contact")
        NOTE = "note", _("note")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=10, choices=Form)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("brouillon")
        verbose_name_plural = _("brouillons")
        constraints = [
            models.UniqueConstraint(fields=["author", "programme", "participant", "form"], name="draft_one_a_form")
        ]

    def __str__(self):
        return f"{self.author} · {self.form}"
