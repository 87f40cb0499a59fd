"""The key that seals what is secret about one person."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models.person import Participant


class PersonKey(models.Model):
    """One person's data key, wrapped by the installation's master key (``participants/sealing.py``).

    Destroying the row makes everything sealed with it unreadable for ever: that is how a person is erased. It is not
    tracked by the history, which would keep a copy.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="key", verbose_name=_("participant")
    )
    wrapped = models.BinaryField(editable=False)
    master_key_id = models.CharField(max_length=16, editable=False)
    created_at = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("clé d'une personne")
        verbose_name_plural = _("clés des personnes")

    def __str__(self):
        return f"{self.participant_id} · {self.master_key_id}"
