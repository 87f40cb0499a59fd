"""The vocabulary of notes: the application's own filter, in front of the database's wall."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate

READ_CONFIDENTIAL = "parcours.read_confidential_notes"
RIGHT_OF_LEVEL = {
    "practical": "parcours.practical_notes",
    "follow_up": "parcours.follow_up_notes",
    "shared": "parcours.shared_notes",
}


class NoteQuerySet(models.QuerySet):
    """Notes about the people of a programme."""

    def visible_to(self, user) -> "NoteQuerySet":
        """Return the notes of the active programme that ``user`` may read: by level, confidential ones by name.

        Confidential ones also need the block ``accounts.scope.rows_seen_by``, else the database shows none.
        """
        levels = [level for level, right in RIGHT_OF_LEVEL.items() if user.has_perm(right)]
        seen = Q(level__in=levels)
        if user.has_perm(READ_CONFIDENTIAL):
            seen |= Q(level="confidential", author=user) | Q(level="confidential", reader_ids__contains=[user.pk])
        return self.filter(seen, programme=user.active_programme_id, participant__merged_into__isnull=True)

    def confidential(self) -> "NoteQuerySet":
        """Return the notes whose reading leaves a trace."""
        return self.filter(level="confidential")

    def of_author(self, user) -> "NoteQuerySet":
        """Return the notes that ``user`` wrote."""
        return self.filter(author=user)

    def for_list(self) -> "NoteQuerySet":
        """Attach who wrote each note and with whom it is shared; sealed texts stay in the database."""
        return self.select_related("author", "partner").defer("sealed")

    def about(self, participant) -> "NoteQuerySet":
        """Return the notes about one person."""
        return self.filter(participant=participant)


class NoteReadingQuerySet(models.QuerySet):
    """Readings of confidential notes."""

    def visible_to(self, user) -> "NoteReadingQuerySet":
        """Return the readings of the notes that ``user`` wrote."""
        if not user.has_perm(READ_CONFIDENTIAL):
            return self.none()
        return self.filter(note__author=user, note__programme=user.active_programme_id)

    def of_note(self, note) -> "NoteReadingQuerySet":
        """Return the readings of one note."""
        return self.filter(note=note)

    def of_person(self, participant) -> "NoteReadingQuerySet":
        """Return the readings about one person, for that person's own sheet."""
        return self.filter(participant=participant)

    def role_days(self) -> list[tuple[str, date]]:
        """Return the role and the day of each reading, once a day and role, the latest first: nobody's name."""
        days = self.order_by().annotate(day=TruncDate("read_at")).values_list("reader_role", "day").distinct()
        return sorted(days, key=lambda reading: reading[1], reverse=True)
