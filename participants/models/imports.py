"""Files brought in: what each one made, so that it can be undone."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme
from participants.querysets.imports import ImportRunQuerySet


@pghistory.track(exclude=["staged", "choices", "summary"])
class ImportRun(models.Model):
    """One file: staged without any national number, then applied, and perhaps undone.

    ``options`` are the guesses as changed by the person; ``choices`` say who an ambiguous row is; ``summary`` is the
    answer of the command; ``made`` holds the ids of what the file created and the fields it filled.
    """

    class Kind(models.TextChoices):
        PEOPLE = "people", _("liste de personnes")
        PLANNING = "planning", _("planning")
        ATTENDANCE = "attendance", _("présences")
        PARTNERS = "partners", _("partenaires")

    class State(models.TextChoices):
        STAGED = "staged", _("à vérifier")
        APPLIED = "applied", _("importé")
        UNDONE = "undone", _("annulé")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="import_runs", verbose_name=_("programme")
    )
    kind = models.CharField(_("genre"), max_length=20, choices=Kind)
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.STAGED)
    file_name = models.CharField(_("fichier"), max_length=255)
    file_sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    options = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    staged = models.JSONField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    made = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("par")
    )
    created_at = models.DateTimeField(_("déposé le"), default=timezone.now)
    applied_at = models.DateTimeField(_("importé le"), null=True, blank=True)
    undone_at = models.DateTimeField(_("annulé le"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name
