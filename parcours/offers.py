"""Who could help with a need: what partners offer, those for this theme and in this language first."""

from dataclasses import dataclass

from parcours.models import Partner, PartnerContact, PartnerService
from parcours.querysets.partner import PartnerQuerySet


@dataclass(frozen=True)
class Offer:
    """One service of a partner, or the partner itself when it describes none; ``fits`` when it answers the need."""

    partner: Partner
    service: PartnerService | None
    fits: bool

    @property
    def key(self) -> str:
        """What a form sends to choose it."""
        return f"{self.partner.pk}-{self.service.pk if self.service else ''}"

    @property
    def label(self) -> str:
        """The partner, and the service when there is one."""
        return f"{self.partner} · {self.service}" if self.service else str(self.partner)


def offers_for(partners: PartnerQuerySet, *, theme: str, spoken: str = "") -> list[Offer]:
    """Return the offers of open partners, the fitting ones first, then the shortest delays."""
    offers = []
    for partner in partners.open().prefetch_related("services"):
        services = [service for service in partner.services.all() if service.closed_on is None]
        offers += [Offer(partner, service, _fits(service, theme, spoken)) for service in services]
        if not services:
            offers.append(Offer(partner, None, fits=False))
    return sorted(offers, key=lambda offer: (not offer.fits, _delay(offer), offer.partner.sort_key, offer.key))


def languages_offered(partners: PartnerQuerySet) -> list[str]:
    """Return the languages in which open partners offer something, in order."""
    offers = offers_for(partners, theme="")
    return sorted({language for offer in offers if offer.service for language in offer.service.languages})


def usual_contact(partner: Partner) -> PartnerContact | None:
    """Return whom to write to: somebody with an e-mail who still works there, else anybody who does; None without."""
    present = [contact for contact in partner.contacts.all() if contact.left_on is None]
    return min(present, key=lambda contact: (not contact.email, contact.name), default=None)


def _fits(service: PartnerService, theme: str, spoken: str) -> bool:
    return theme in service.themes and (not spoken or spoken in service.languages)


def _delay(offer: Offer) -> int:
    delay = offer.service.delay_days if offer.service else None
    return delay if delay is not None else 9999
