"""The directory as a file that the import reads back: one line a service, nothing about a resident."""

from collections.abc import Iterable

from django.utils.formats import date_format

from parcours.imports.columns import HEADERS, Field
from parcours.models import Partner, PartnerService


def directory_lines(partners: Iterable[Partner]) -> dict:
    """Return ``{"headers", "rows"}`` of partners with their ``offered`` services; one without any has one line."""
    rows = []
    for partner in partners:
        for service in partner.offered or [None]:
            cells = _of_partner(partner) | (_of_service(service) if service else {})
            rows.append([cells.get(column, "") for column in HEADERS])
    return {"headers": [str(header) for header in HEADERS.values()], "rows": rows}


def _of_partner(partner: Partner) -> dict[Field, str]:
    return {
        Field.NAME: partner.name,
        Field.KIND: partner.get_kind_display(),
        Field.PHONE: partner.phone,
        Field.EMAIL: partner.email,
        Field.ADDRESS: partner.address,
        Field.POSTCODE: partner.postcode,
        Field.CITY: partner.city,
        Field.WEBSITE: partner.website,
        Field.VERIFIED_ON: date_format(partner.verified_on, "d/m/Y") if partner.verified_on else "",
    }


def _of_service(service: PartnerService) -> dict[Field, str]:
    return {
        Field.SERVICE: service.name,
        Field.THEMES: ", ".join(service.theme_words),
        Field.LANGUAGES: ", ".join(service.languages),
        Field.CONDITIONS: service.conditions,
        Field.PLACES: service.places,
        Field.DELAY: "" if service.delay_days is None else str(service.delay_days),
    }
