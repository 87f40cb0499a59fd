"""Which field of a person each header of a list means, in French, Dutch or English."""

import re
import unicodedata
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Field(StrEnum):
    """What a column of a list of people can hold."""

    FULL_NAME = "full_name"
    FIRST_THEN_LAST = "first_then_last"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    NATIONALITY = "nationality"
    ADDRESS = "address"
    POSTCODE = "postcode"
    CITY = "city"
    PHONE = "phone"
    OTHER_PHONE = "other_phone"
    EMAIL = "email"
    LANGUAGES = "languages"
    FRENCH_SPOKEN = "french_spoken"
    FRENCH_WRITTEN = "french_written"
    DUTCH = "dutch"
    EDUCATION = "education"
    REGISTERED_SINCE = "registered_since"
    WITHOUT_WORK_SINCE = "without_work_since"
    INCOME = "income"
    TENANT_NUMBER = "tenant_number"
    IBAN = "iban"
    ACCOUNT_HOLDER = "account_holder"
    EMERGENCY_NAME = "emergency_name"
    EMERGENCY_PHONE = "emergency_phone"
    REMARK = "remark"
    RESTRICTION = "restriction"
    NATIONAL_NUMBER = "national_number"


FIELD_LABELS = {
    Field.FULL_NAME: _("nom et prénom"),
    Field.FIRST_THEN_LAST: _("prénom et nom"),
    Field.LAST_NAME: _("nom"),
    Field.FIRST_NAME: _("prénom"),
    Field.BIRTH_DATE: _("date de naissance"),
    Field.GENDER: _("genre"),
    Field.NATIONALITY: _("nationalité"),
    Field.ADDRESS: _("adresse"),
    Field.POSTCODE: _("code postal"),
    Field.CITY: _("commune"),
    Field.PHONE: _("téléphone"),
    Field.OTHER_PHONE: _("autre téléphone"),
    Field.EMAIL: _("e-mail"),
    Field.LANGUAGES: _("langues parlées"),
    Field.FRENCH_SPOKEN: _("français oral"),
    Field.FRENCH_WRITTEN: _("français écrit"),
    Field.DUTCH: _("néerlandais"),
    Field.EDUCATION: _("études"),
    Field.REGISTERED_SINCE: _("inscription Actiris"),
    Field.WITHOUT_WORK_SINCE: _("sans travail depuis"),
    Field.INCOME: _("situation de revenu"),
    Field.TENANT_NUMBER: _("numéro de locataire"),
    Field.IBAN: _("compte bancaire"),
    Field.ACCOUNT_HOLDER: _("titulaire du compte"),
    Field.EMERGENCY_NAME: _("personne à prévenir"),
    Field.EMERGENCY_PHONE: _("téléphone de la personne à prévenir"),
    Field.REMARK: _("remarque"),
    Field.RESTRICTION: _("restriction à respecter"),
}

# Read from top to bottom, the first that fits wins; None: a header we know and do not import.
_MEANINGS: list[tuple[Field | None, *tuple[str, ...]]] = [
    (
        Field.NATIONAL_NUMBER,
        r"\b(niss|insz|inss|nrn|rrn|rr)\b|\bnn\b|regist\w* nat|nat\w* regist|rijksregister|matricule nat",
        r"\b(n|no|nr|num|numero|nummer|number) (de |du )?(rn|nat|natio\w*|bis|registre|securite sociale)\b",
        r"national (number|id)|identificatienummer",
    ),
    (None, r"^(lieu|pays|place|commune|ville) de naissance|geboorte(plaats|land)|nom de naissance|^date (du|de la) "),
    (None, r"\bnom (du|de la|de l|des) (conseil|agent|refer|batiment|gardien|rue|enfant|assistant|fichier)"),
    (
        None,
        r"\b(n|no|nr|numero|dossier|reference) (de )?(dossier )?actiris|duree|nombre|aantal|etat civil|burgerlijk",
        r"(situation|statut|composition)\b.*famil|sejour|verblijf|^age$|leeftijd",
    ),
    (Field.LANGUAGES, r"^(langues?|langue s|taal|talen)( parle\w*| maternelle| fr nl.*)?$"),
    (
        Field.EMERGENCY_PHONE,
        r"(tel|gsm|phone|numero).*(urgence|a prevenir|nood)|(urgence|a prevenir|nood\w*).*(tel|gsm|phone)",
    ),
    (Field.EMERGENCY_NAME, r"urgence|a prevenir|personne de contact|nood(contact|geval)|contactpersoon"),
    (Field.EMAIL, r"\be ?mail|\bmail\b|courriel|adresse electronique|\bemailadres"),
    (Field.TENANT_NUMBER, r"locataire|huurder|tenant|^(n|no|nr|numero) (lm|client)$|klantnummer"),
    (Field.BIRTH_DATE, r"naissance|\bnee? ?e? le\b|^nee? ?e?$|geboorte|geboren|birth|^ddn$|^dob$|^date naiss"),
    (Field.ACCOUNT_HOLDER, r"titulaire|houder|account holder"),
    (Field.IBAN, r"\biban\b|\bcompte\b|rekening|bancaire|bank"),
    (
        Field.WITHOUT_WORK_SINCE,
        r"inoccup|sans (emploi|travail|activite)|zonder werk|werkloos|sans occupation",
        r"(demandeu\w+ d emploi|chomage) depuis",
    ),
    (Field.REGISTERED_SINCE, r"actiris|\binscri|ingeschreven|inschrijving|\bvdab\b|\bforem\b|werkzoekende? sinds"),
    (
        Field.FRENCH_WRITTEN,
        r"(francais|frans|\bfr\b).*(ecrit|schrift|geschreven)|(ecrit|schrift).*(francais|frans|\bfr\b)",
    ),
    (Field.FRENCH_SPOKEN, r"francais|\bfrans\b|^cecr|\bfr\b.*(oral|cecr|niveau|mondeling)|(niveau|oral).*\bfr\b|^fle$"),
    (Field.DUTCH, r"neerlandais|nederlands|^nl\b|niveau nl\b|\bnl (oral|cecr|niveau)"),
    (Field.LANGUAGES, r"langue|\btaal|\btalen|language"),
    (Field.EDUCATION, r"etude|diplom|scolar|studie|opleiding|scholing|\bformation|education"),
    (Field.RESTRICTION, r"restriction|contre indication|limitation|beperking"),
    (Field.NATIONALITY, r"nationalit"),
    (Field.PHONE, r"\btel|\bgsm\b|portable|\bmobile|\bphone|^n gsm"),
    (Field.POSTCODE, r"^c ?p$|code postal|\bpostcode|postnummer|postal code|^zip"),
    (Field.ADDRESS, r"adres|\brue\b|\bstraat\b|domicile|\bvoie\b"),
    (Field.CITY, r"^(commune|localite|ville|gemeente|stad|woonplaats|city)\b"),
    (Field.INCOME, r"statu[stu]|situation|revenu|inkomen|allocation|uitkering"),
    (Field.GENDER, r"\b(genre|sexe|geslacht|gender|sex)\b|^(h ?f|f ?h|m ?f|f ?m|m ?v|v ?m)( x)?$|civilite|aanspreking"),
    (
        Field.FIRST_THEN_LAST,
        r"^prenoms?( et| ou|s)? (les )?noms?\b|^voornaam (en )?(naam|achternaam|familienaam)|^first.*last|^full name",
    ),
    (
        Field.FULL_NAME,
        r"^noms?\b.*\bprenoms?\b|\bnaam\b.*\bvoornaam|nom complet|volledige naam|^last.*first|^identite$",
        r"^(candidate?|candidat e|participante?|participant e|beneficiaire|personne|deelnemer|kandidaat|name)$",
    ),
    (Field.FIRST_NAME, r"prenom|voornaam|first ?name|given ?name|roepnaam"),
    (
        Field.LAST_NAME,
        r"^noms?$|nom de famille|^nom (du|de la|de l|des) \w+|familienaam|achternaam|^naam$|last ?name|surname",
    ),
    (Field.REMARK, r"remarque|comment|^notes?$|observation|opmerking|^info|divers|^memo$"),
]
_PATTERNS = [(field, re.compile("|".join(patterns))) for field, *patterns in _MEANINGS]
_LONGEST_HEADER = 80


def fold_words(text: str) -> str:
    """Return lower-case words without accents or punctuation, one space between them."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def field_of(header: str) -> Field | None:
    """Return what a header means, None when unknown or of no use here."""
    if len(header) > _LONGEST_HEADER:
        return None
    words = fold_words(header)
    for field, pattern in _PATTERNS:
        if pattern.search(words):
            return field
    return None


def count_known_headers(cells: list[str]) -> int:
    """Return how many different fields a line names: the header line names most."""
    return len({field for cell in cells if (field := field_of(cell))})


def guess_fields(headers: list[str]) -> list[Field | None]:
    """Return the field of each column, every field at most once, the first column that names it winning.

    A second telephone is the other telephone; "Nom" without any "Prénom" beside it holds both.
    """
    fields: list[Field | None] = []
    for header in headers:
        field = field_of(header)
        if field == Field.PHONE and Field.PHONE in fields:
            field = Field.OTHER_PHONE
        is_taken = field in fields and field != Field.NATIONAL_NUMBER
        fields.append(None if is_taken else field)
    if Field.LAST_NAME in fields and Field.FIRST_NAME not in fields:
        is_complete = Field.FULL_NAME in fields or Field.FIRST_THEN_LAST in fields
        fields[fields.index(Field.LAST_NAME)] = None if is_complete else Field.FULL_NAME
    return fields
