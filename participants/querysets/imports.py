"""The vocabulary of imports."""

from django.db import models


class ImportRunQuerySet(models.QuerySet):
    """Files brought into a programme."""

    def visible_to(self, user) -> "ImportRunQuerySet":
        """Return the imports of the active programme, none without the right to import people."""
        if not user.has_perm("participants.edit_people"):
            return self.none()
        return self.filter(programme=user.active_programme_id)
