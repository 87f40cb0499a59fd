"""The morning mail that says how many tasks wait."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Programme


class TaskDigest(models.Model):
    """A colleague was told, on a day, how many tasks wait: one mail a day, however often the clock runs.

    A log of mails, so it has no history.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("jour"))
    task_count = models.PositiveSmallIntegerField(_("tâches"))
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("rappel du matin")
        verbose_name_plural = _("rappels du matin")
        constraints = [models.UniqueConstraint(fields=["user", "programme", "day"], name="digest_once_a_day")]

    def __str__(self):
        return f"{self.user} · {self.day}"
