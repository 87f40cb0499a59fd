"""Private files kept about a person."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models.person import Participant
from participants.querysets.document import DocumentQuerySet


def private_path(document: "Document", filename: str) -> str:
    """Return a random name outside the static files; the person's own file name is kept in the record only."""
    extension = filename.rpartition(".")[2].lower()
    return f"documents/{uuid.uuid4().hex}.{extension}"


@pghistory.track()
class Document(models.Model):
    """A file about a person: PDF, JPEG or PNG, served by a view as an attachment."""

    class Kind(models.TextChoices):
        SIGNED_CONVENTION = "signed_convention", _("convention signée")
        CHECK = "check", _("preuve d'une démarche")
        EVIDENCE = "evidence", _("preuve de recherche d'emploi")
        RESIDENCE = "residence", _("titre de séjour")
        EXIT_EVIDENCE = "exit_evidence", _("preuve de sortie")
        OTHER = "other", _("autre")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="documents", verbose_name=_("participant")
    )
    kind = models.CharField(_("genre"), max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("titre"), max_length=150)
    file = models.FileField(_("fichier"), upload_to=private_path, max_length=200)
    content_type = models.CharField(max_length=50, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(_("taille (octets)"), editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("déposé le"), default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.title

    @property
    def download_name(self) -> str:
        """The name a download gets: the title, with the extension of what is kept."""
        return f"{self.title}.{self.file.name.rpartition('.')[2]}"
