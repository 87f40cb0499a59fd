"""Which field of the directory each header of a list of partners means, in French or Dutch."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from chantiers.imports.tables import Table, read_table
from participants.imports.reading import Sheet


class Field(StrEnum):
    """What a column of a list of partners can hold; most bear the name of the record's own field."""

    NAME = "name"
    KIND = "kind"
    SERVICE = "service"
    THEMES = "themes"
    LANGUAGES = "languages"
    CONDITIONS = "conditions"
    PLACES = "places"
    DELAY = "delay_days"
    CONTACT = "contact"
    FUNCTION = "function"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CITY = "city"
    WEBSITE = "website"
    VERIFIED_ON = "verified_on"


# The headers of the file that the directory gives out: the import reads them back.
HEADERS = {
    Field.NAME: _("Nom"),
    Field.KIND: _("Genre"),
    Field.SERVICE: _("Service"),
    Field.THEMES: _("Thèmes"),
    Field.LANGUAGES: _("Langues"),
    Field.CONDITIONS: _("Conditions"),
    Field.PLACES: _("Places"),
    Field.DELAY: _("Délai (jours)"),
    Field.PHONE: _("Téléphone"),
    Field.EMAIL: _("E-mail"),
    Field.ADDRESS: _("Adresse"),
    Field.POSTCODE: _("Code postal"),
    Field.CITY: _("Commune"),
    Field.WEBSITE: _("Site web"),
    Field.VERIFIED_ON: _("Vérifié le"),
}

# Read from top to bottom, the first that fits wins.
_MEANINGS = [
    (Field.CONTACT_PHONE, r"(tel|gsm|phone)\w*\b.*contact|contact.*\b(tel|gsm|phone)"),
    (Field.CONTACT_EMAIL, r"(mail|courriel)\w*\b.*contact|contact.*(mail|courriel)"),
    (Field.FUNCTION, r"fonction|functie"),
    (Field.CONTACT, r"contact|referent|^personne"),
    (Field.EMAIL, r"\be ?mail|\bmail\b|courriel"),
    (Field.WEBSITE, r"\bsite\b|\bweb|\burl\b"),
    (Field.PHONE, r"\btel|\bgsm\b|phone"),
    (Field.POSTCODE, r"^c ?p$|code postal|postcode|postnummer"),
    (Field.ADDRESS, r"adres|\brue\b|straat"),
    (Field.CITY, r"^(commune|localite|ville|gemeente|stad)\b"),
    (Field.VERIFIED_ON, r"verifi|nagekeken|gecontroleerd"),
    (Field.THEMES, r"\btheme|\bthema|besoin|\bdomaine|\bdomein"),
    (Field.LANGUAGES, r"langue|\btaal|\btalen"),
    (Field.CONDITIONS, r"condition|voorwaarde|doelgroep|^public"),
    (Field.PLACES, r"\bplaces?\b|\bplaatsen\b|capacite"),
    (Field.DELAY, r"\bdelai|termijn|wachttijd|attente"),
    (Field.KIND, r"^(genre|soort|type|categorie)\b"),
    (Field.SERVICE, r"\bservices?\b|\bdienst|\boffre|\baanbod"),
    (Field.NAME, r"^(nom|naam|name)\b|partenaire|\bpartner|organis"),
]
_NEEDED = {Field.NAME, Field.SERVICE}


def read_partners(sheet: Sheet) -> Table | None:
    """Return the sheet as a table of partners, None when it is not one: the name and the service have their columns."""
    return read_table(sheet, _MEANINGS, _NEEDED)
