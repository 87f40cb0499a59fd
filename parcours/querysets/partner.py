"""The vocabulary of the partners' directory."""

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Exists, OuterRef, Prefetch, Q
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

    def editable_by(self, user) -> "PartnerQuerySet":
        """Return the partners of the active programme that ``user`` may change: administrators edit without seeing."""
        if not user.has_perm("parcours.edit_partners"):
            return self.none()
        return self.filter(programme=user.active_programme_id)

    def named(self, name: str, programme_id: int) -> "PartnerQuerySet":
        """Return the partner of that name in a programme, accents and case ignored."""
        return self.filter(programme=programme_id, sort_key=_folded(name))

    def sort_keys_of(self, names: Iterable[str]) -> dict[str, str]:
        """Return the ``sort_key`` that each name would have, in one query."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, lower(f_unaccent(name)) FROM unnest(%s::text[]) AS name", [list(names)])
            return dict(cursor.fetchall())

    def open(self) -> "PartnerQuerySet":
        """Return the partners that still work with the team."""
        return self.filter(closed_on__isnull=True)

    def to_verify(self) -> "PartnerQuerySet":
        """Return the partners whose facts nobody has checked."""
        return self.filter(verified_on__isnull=True)

    def search(self, words: str) -> "PartnerQuerySet":
        """Return the partners whose name, open services or conditions hold every word, accents and case ignored."""
        services = self.model._meta.get_field("services").related_model
        found = self
        for word in words.replace("\x00", " ").split():
            offered = services.objects.open().filter(partner=OuterRef("pk"), search_key__contains=_folded(word))
            found = found.filter(Q(sort_key__contains=_folded(word)) | Exists(offered))
        return found

    def offering(self, *, theme: str = "", language: str = "") -> "PartnerQuerySet":
        """Return the partners with one open service for ``theme`` in ``language``; an empty one does not count."""
        if not (theme or language):
            return self
        services = self.model._meta.get_field("services").related_model.objects
        offered = services.for_need(theme=theme, language=language).filter(partner=OuterRef("pk"))
        return self.filter(Exists(offered))

    def with_offer(self, *, theme: str = "", language: str = "") -> "PartnerQuerySet":
        """Give each partner ``offered``: its open services for a need."""
        services = self.model._meta.get_field("services").related_model.objects
        offer = Prefetch("services", services.for_need(theme=theme, language=language), to_attr="offered")
        return self.prefetch_related(offer)

    def with_part_counts(self) -> "PartnerQuerySet":
        """Count the ``service_count`` and ``contact_count`` of each partner, those that ended included."""
        counted = self.annotate(
            service_count=models.Count("services", distinct=True), contact_count=models.Count("contacts", distinct=True)
        )
        return counted.order_by("sort_key", "pk")


class PartnerPartQuerySet(models.QuerySet):
    """What services and contacts of partners share."""

    def visible_to(self, user) -> "PartnerPartQuerySet":
        """Return those of the partners that ``user`` may see."""
        partner = self.model._meta.get_field("partner").related_model
        return self.filter(partner__in=partner.objects.visible_to(user))

    def editable_by(self, user) -> "PartnerPartQuerySet":
        """Return those of the partners that ``user`` may change."""
        partner = self.model._meta.get_field("partner").related_model
        return self.filter(partner__in=partner.objects.editable_by(user)).select_related("partner")


class PartnerServiceQuerySet(PartnerPartQuerySet):
    """What partners offer."""

    def open(self) -> "PartnerServiceQuerySet":
        """Return the services still offered."""
        return self.filter(closed_on__isnull=True)

    def for_need(self, *, theme: str = "", language: str = "") -> "PartnerServiceQuerySet":
        """Return the open services for ``theme`` in ``language``; an empty one does not count."""
        services = self.open()
        if theme:
            services = services.filter(themes__contains=[theme])
        if language:
            services = services.filter(languages__contains=[language])
        return services

    def named(self, name: str, partner_id: int) -> "PartnerServiceQuerySet":
        """Return the service of that name at a partner."""
        return self.filter(partner=partner_id, name=name)


class PartnerContactQuerySet(PartnerPartQuerySet):
    """Whom to speak to at partners."""

    def present(self) -> "PartnerContactQuerySet":
        """Return those who still work there."""
        return self.filter(left_on__isnull=True)
