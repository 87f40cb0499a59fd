"""Notes on four levels; the confidential ones are sealed, walled off by row, and each reading of them is kept."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from accounts.roles import Role
from parcours.models.partner import Partner
from parcours.querysets.note import READ_CONFIDENTIAL, RIGHT_OF_LEVEL, NoteQuerySet, NoteReadingQuerySet
from participants.models import Participant


class Level(models.TextChoices):
    """Who reads a note (domain §5)."""

    PRACTICAL = "practical", _("pratique")
    FOLLOW_UP = "follow_up", _("suivi")
    SHARED = "shared", _("partagée")
    CONFIDENTIAL = "confidential", _("confidentielle")

    @classmethod
    def offered_to(cls, user) -> "list[Level]":
        """Return the levels that ``user`` writes on: those whose notes of others they read too."""
        rights = RIGHT_OF_LEVEL | {cls.CONFIDENTIAL: READ_CONFIDENTIAL}
        return [level for level in cls if user.has_perm(rights[level])]


@pghistory.track(exclude=["body", "sealed"])
class Note(models.Model):
    """What a colleague writes about a person. The text stays out of the history: ``NoteVersion`` keeps what it was.

    A confidential note has no ``body``: its text is ``sealed`` (``participants/sealing.py``) and, by row-level security,
    exists for its author and the colleagues of ``reader_ids`` only. Level, person and author never change.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="notes")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="notes")
    level = models.CharField(_("niveau"), max_length=12, choices=Level, default=Level.FOLLOW_UP)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(_("texte"), blank=True)
    sealed = models.BinaryField(null=True, editable=False)
    # An array, not a relation: the row's own policy reads it without asking another table (docs/decisions/notes.md).
    reader_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("lecteurs nommés"))
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partagée avec")
    )
    consented_on = models.DateField(_("accord de la personne le"), null=True, blank=True)
    written_at = models.DateTimeField(_("écrite le"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("modifiée le"), null=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["participant", "written_at"], name="note_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=Level.values), name="note_level_known"),
            models.CheckConstraint(
                condition=Q(level="confidential", sealed__isnull=False, body="")
                | (~Q(level="confidential") & Q(sealed__isnull=True) & ~Q(body="")),
                name="note_sealed_when_confidential",
            ),
            models.CheckConstraint(
                condition=Q(level="confidential") | Q(reader_ids=[]), name="note_readers_when_confidential"
            ),
            models.CheckConstraint(
                condition=Q(level="shared", partner__isnull=False, consented_on__isnull=False)
                | (~Q(level="shared") & Q(partner__isnull=True, consented_on__isnull=True)),
                name="note_shared_with_consent",
                violation_error_message=_("Une note partagée nomme un partenaire et la date de l'accord."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keeps_its_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__uid__df=pgtrigger.F("new__uid"))
                | pgtrigger.Q(old__level__df=pgtrigger.F("new__level"))
                | pgtrigger.Q(old__author__df=pgtrigger.F("new__author"))
                | pgtrigger.Q(old__participant__df=pgtrigger.F("new__participant"))
                | pgtrigger.Q(old__programme__df=pgtrigger.F("new__programme")),
                func="""
                    RAISE EXCEPTION 'a note keeps its level, its person and its author'
                        USING ERRCODE = 'check_violation';
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()} · {self.written_at:%d/%m/%Y}"

    @property
    def is_confidential(self) -> bool:
        """Tell whether reading it leaves a trace."""
        return self.level == Level.CONFIDENTIAL


class NoteVersion(models.Model):
    """What a note said before an edit: the old text, plain or sealed. Only whoever sees the note sees it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="versions")
    body = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, editable=False)
    replaced_at = models.DateTimeField(_("remplacée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version d'une note")
        verbose_name_plural = _("versions des notes")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self):
        return f"{self.note_id} · {self.replaced_at:%d/%m/%Y}"


class NoteReading(models.Model):
    """Somebody opened a confidential note: written in the same transaction as the text is shown (domain rule 30).

    It is itself a log: the web role may only add to it, and by row-level security only the note's author, the reader and
    the person's own sheet see it.
    """

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="readings")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader_role = models.CharField(max_length=20, choices=Role)
    read_at = models.DateTimeField(_("lue le"), default=timezone.now, editable=False)

    objects = NoteReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture d'une note")
        verbose_name_plural = _("lectures des notes")
        ordering = ["-read_at", "-pk"]

    def __str__(self):
        return f"{self.reader} · {self.read_at:%d/%m/%Y %H:%M}"
