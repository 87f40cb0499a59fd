"""The vocabulary of the partners' directory."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower


def _folded(word: str) -> Lower:
    return Lower(models.Func(models.Value(word), function="f_unaccent", output_field=models.TextField()))


class PartnerQuerySet(models.QuerySet):
    """Organisations of the directory."""

    def visible_to(self, user) -> "PartnerQuerySet":
        """Return the partners of the active programme, none without the right to see the directory."""
        if not user.has_perm("parcours.see_partners"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def open(self) -> "PartnerQuerySet":
        """Return the partners that still work with the team."""
        return self.filter(closed_on__isnull=True)

    def to_verify(self) -> "PartnerQuerySet":
        """Return the partners whose facts nobody has checked."""
        return self.filter(verified_on__isnull=True)

    def search(self, words: str) -> "PartnerQuerySet":
        """Return the partners whose name, services or conditions hold every word, accents and case ignored."""
        services = self.model._meta.get_field("services").related_model
        found = self
        for word in words.replace("\x00", " ").split():
            offered = services.objects.filter(partner=OuterRef("pk"), search_key__contains=_folded(word))
            found = found.filter(Q(sort_key__contains=_folded(word)) | Exists(offered))
        return found

    def offering(self, *, theme: str = "", language: str = "") -> "PartnerQuerySet":
        """Return the partners with one open service for ``theme`` in ``language``; an empty one does not count."""
        services = self.model._meta.get_field("services").related_model.objects.filter(
            partner=OuterRef("pk"), closed_on__isnull=True
        )
        if theme:
            services = services.filter(themes__contains=[theme])
        if language:
            services = services.filter(languages__contains=[language])
        return self.filter(Exists(services)) if theme or language else self


class PartnerPartQuerySet(models.QuerySet):
    """Services and contacts of partners."""

    def visible_to(self, user) -> "PartnerPartQuerySet":
        """Return those of the partners that ``user`` may see."""
        partner = self.model._meta.get_field("partner").related_model
        return self.filter(partner__in=partner.objects.visible_to(user))
