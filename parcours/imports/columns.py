"""Which field of the directory each header of a list of partners means, in French or Dutch; its sheets as tables."""

from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chantiers.imports.tables import Table, name_columns
from participants.imports.errors import FileRefusedError
from participants.imports.reading import Sheet, read_sheets


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

# In the words of the page that says what each column holds.
FIELD_LABELS = {
    Field.NAME: _("nom du partenaire"),
    Field.KIND: _("genre"),
    Field.SERVICE: _("service"),
    Field.THEMES: _("thèmes"),
    Field.LANGUAGES: _("langues"),
    Field.CONDITIONS: _("conditions"),
    Field.PLACES: _("places"),
    Field.DELAY: _("délai (jours)"),
    Field.CONTACT: _("personne de contact"),
    Field.FUNCTION: _("fonction du contact"),
    Field.CONTACT_PHONE: _("téléphone du contact"),
    Field.CONTACT_EMAIL: _("e-mail du contact"),
    Field.PHONE: _("téléphone"),
    Field.EMAIL: _("e-mail"),
    Field.ADDRESS: _("adresse"),
    Field.POSTCODE: _("code postal"),
    Field.CITY: _("commune"),
    Field.WEBSITE: _("site web"),
    Field.VERIFIED_ON: _("vérifié le"),
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


def read_every_table(staged: dict, options: dict) -> list[tuple[Sheet, Table, bool]]:
    """Return every sheet of a staged file with its table, and whether it is read as a list of partners.

    ``options`` are those of ``participants.imports.tables.read_tables``. A sheet that is hidden, or whose headers do
    not name the partner and the service, is left out unless they say otherwise.
    """
    found = []
    for sheet in read_sheets(staged, options):
        wish = options.get("sheets", {}).get(sheet.name, {})
        table = name_columns(sheet, _MEANINGS, wish)
        found.append((sheet, table, wish.get("is_read", is_list(table) and not sheet.is_hidden)))
    return found


def read_tables(staged: dict, options: dict) -> list[tuple[Sheet, Table]]:
    """Return the sheets read as lists of partners; raises ``FileRefusedError`` when none is, or when one lacks a column."""
    tables = [(sheet, table) for sheet, table, is_read in read_every_table(staged, options) if is_read]
    if not tables:
        raise FileRefusedError(gettext("Aucune ligne de titres avec un nom et un service n'a été trouvée."))
    for _sheet, table in tables:
        if not is_list(table):
            place = gettext("Feuille « %(sheet)s » : ") % {"sheet": table.sheet} if table.sheet else ""
            raise FileRefusedError(place + gettext("dites quelles colonnes tiennent le nom et le service."))
    return tables


def guess_table(sheet: Sheet, header_row: int | None = None) -> Table:
    """Return the table that a sheet would be without any wish but its line of headers."""
    return name_columns(sheet, _MEANINGS, {"header_row": header_row})


def is_list(table: Table) -> bool:
    """Tell whether the name and the service have their columns."""
    return set(table.columns) >= _NEEDED
