"""The roles a person can hold in a programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who comes to the software; one person may hold several roles in one programme."""

    OPERATIONS = "operations", _("Chargé.e des opérations")
    COUNSELLOR = "counsellor", _("Conseil")
    HOUSING = "housing", _("Société de logement")
    COORDINATOR = "coordinator", _("Coordination")
    ADMINISTRATOR = "administrator", _("Administration")
