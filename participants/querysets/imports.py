"""The vocabulary of imports."""

from django.db import models


class ImportRunQuerySet(models.QuerySet):
    """Files brought into a programme."""

    def visible_to(self, user) -> "ImportRunQuerySet":
        """Return the imports of the active programme, none without the right to import people.

        Those of the partners' directory belong to other hands: see ``partners_visible_to``.
        """
        if not user.has_perm("participants.edit_people"):
            return self.none()
        return self.filter(programme=user.active_programme_id).exclude(kind="partners")

    def partners_visible_to(self, user) -> "ImportRunQuerySet":
        """Return the imports of the programme's directory, none without the right to edit it."""
        if not user.has_perm("parcours.edit_partners"):
            return self.none()
        return self.filter(programme=user.active_programme_id).of_kind("partners")

    def people(self) -> "ImportRunQuerySet":
        """Return the imports of lists of people."""
        return self.filter(kind="people")

    def of_kind(self, kind: str) -> "ImportRunQuerySet":
        """Return the imports of one kind of file."""
        return self.filter(kind=kind)

    def staged(self) -> "ImportRunQuerySet":
        """Return the files still to check and apply."""
        return self.filter(state="staged")

    def applied(self) -> "ImportRunQuerySet":
        """Return the imports in force."""
        return self.filter(state="applied")

    def staged_before(self, moment) -> "ImportRunQuerySet":
        """Return the files staged before ``moment`` and never applied."""
        return self.staged().filter(created_at__lt=moment)

    def applied_after(self, run) -> "ImportRunQuerySet":
        """Return the imports in force that came after ``run``, whatever the programme."""
        return self.applied().filter(applied_at__gt=run.applied_at).exclude(pk=run.pk)
