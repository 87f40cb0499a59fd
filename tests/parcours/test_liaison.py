"""The fiche de liaison and what each fact says: exactly the ticked ones, in the partner's language."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from lxml import html

from parcours.actions.referral_links import send_by
from parcours.liaison import fiche_of, has_value, told_facts
from parcours.models import Fact, Referral
from participants.models import Restriction
from tests.parcours.partner_scenes import NEED, agreed, draft, opened_by, page_of, sent, token_of

pytestmark = pytest.mark.django_db


def full(programme, counsellor, **values):
    """Return a draft of which every fact is known."""
    referral = draft(programme, counsellor, availability="Le mardi matin", **values)
    person = referral.parcours.enrolment.participant
    person.birth_date, person.postcode, person.city = date(1980, 2, 1), "1080", "Molenbeek"
    person.languages, person.french_spoken, person.french_written = ["arabe", "français"], "A2", "none"
    person.education = "isced_0_2"
    person.save()
    Restriction.objects.create(participant=person, words="Pas de port de charges")
    Restriction.objects.create(participant=person, words="Dépassée", ends_on=date(2020, 1, 1))
    return referral


SAID = {
    "fr": {
        "name": "Zoubida Exemplaire",
        "phone": "0470 12 34 56",
        "email": "zoubida@example.org",
        "birth_date": "1er février 1980",
        "address": "Rue Inventée 7, 1080 Molenbeek",
        "languages": "arabe, français",
        "french": "oral : A2, écrit : aucune notion",
        "education": "CESI au plus (CITE 0-2)",
        "need": NEED,
        "availability": "Le mardi matin",
        "restrictions": "Pas de port de charges",
    }
}
SAID["nl"] = SAID["fr"] | {
    "languages": "Arabisch, Frans",
    "birth_date": "1 februari 1980",
    "french": "mondeling: A2, schriftelijk: geen kennis",
    "education": "hoogstens lager secundair (ISCED 0-2)",
}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_each_fact_says_its_value(programme, counsellor, language):
    referral = full(programme, counsellor, language=language)

    told = told_facts(referral, Fact.values)

    assert {fact["code"]: fact["value"] for fact in told} == SAID[language]


def test_unknown_fact_says_so(programme, counsellor):
    referral = draft(programme, counsellor, language="nl")

    assert not has_value(referral, "restrictions")
    assert told_facts(referral, ["restrictions"]) == [
        {"code": "restrictions", "label": "Waarmee rekening te houden", "value": "niet ingevuld"}
    ]


@pytest.mark.parametrize("fact", Fact.values)
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_page_and_fiche_say_the_ticked_fact_alone(programme, counsellor, fact, language):
    referral = full(programme, counsellor, language=language)
    left = _send(referral, fact)
    token = token_of(left)

    page = page_of(opened_by(token), token)
    fiche = _text(left)

    for code, value in SAID[language].items():
        assert (value in page) is (code == fact), code
        assert (value in fiche) is (code == fact), code


def test_fiche_keeps_what_was_told_whatever_changes_later(programme, counsellor):
    referral = sent(programme, counsellor, "name", "phone")
    person = referral.parcours.enrolment.participant
    person.phone = "0499 99 99 99"
    person.save()

    text = _text(Referral.objects.get())

    assert "0470 12 34 56" in text
    assert "0499" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("Fiche de liaison", "Nous acceptons la demande")), ("nl", ("Verwijsfiche", "Wij aanvaarden de aanvraag"))],
)
def test_fiche_speaks_the_partners_language(programme, counsellor, language, words):
    referral = sent(programme, counsellor, language=language)

    text = _text(referral)

    assert [word for word in (*words, "Maison d'Essai", programme.operator.name) if word not in text] == []


def test_every_fact_has_a_dutch_label():
    with translation.override("nl"):
        dutch = {fact.value: str(fact.label) for fact in Fact}

    assert {code for code, label in dutch.items() if label == Fact(code).label and code != "email"} == set()


def _send(referral, *facts):
    return send_by_fiche(agreed(referral, *facts))


def send_by_fiche(referral):
    """Let an agreed referral leave on paper."""
    send_by(referral, way="fiche", by=referral.created_by)
    return Referral.objects.get(pk=referral.pk)


def _text(referral):
    """Return the words that the PDF lays out."""
    fiche = fiche_of(referral)
    with translation.override(referral.language):
        page = render_to_string("pdf/fiche.html", {"fiche": fiche, "title": fiche.title, "language": referral.language})
    return " ".join(html.fromstring(page).text_content().split())
