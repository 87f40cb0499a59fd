"""The plan printed for the person, in French or Dutch: what it says, and what it never says."""

import re
from datetime import date
from html import unescape

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from parcours.models import ThemeAssessment
from parcours.plan import plan_of, plan_pdf_of
from participants.models import Restriction
from tests.config.test_dutch import TEMPLATES, texts_of
from tests.config.test_pdf import opened, tags_in
from tests.parcours.factories import AssessmentFactory, NoteFactory, ObjectiveFactory, ParcoursFactory, StepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcours(programme, counsellor):
    """A pathway whose own words are names, the same in both languages."""
    counsellor.first_name, counsellor.last_name = "Inès", "Peeters"
    counsellor.save()
    programme.duty_line = "02 555 12 34"
    programme.save()
    parcours = ParcoursFactory(programme=programme, referent=counsellor, enrolment__participant__first_name="Samira")
    ObjectiveFactory(parcours=parcours, words="OBJ-1")
    ObjectiveFactory(parcours=parcours, words="OBJ-2", set_on=date(2026, 1, 2), dropped_on=date(2026, 1, 5))
    StepFactory(parcours=parcours, words="STEP-1", who="QUI-1", place="OU-1", due_on=date(2026, 3, 4), kind="debt")
    StepFactory(parcours=parcours, words="STEP-2", who="", place="", due_on=None)
    StepFactory(parcours=parcours, words="DONE-1", state="done", ended_on=date(2026, 2, 1))
    StepFactory(parcours=parcours, words="DROPPED-1", state="dropped", ended_on=date(2026, 2, 1))
    return parcours


def words_of(parcours, language):
    with translation.override(language):
        html = render_to_string("pdf/plan.html", plan_of(parcours) | {"title": "x", "language": language})
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_plan_says_in_french_what_comes_and_what_is_done(parcours):
    words = words_of(parcours, "fr")

    assert "Bonjour Samira, Nous avons fait ce plan ensemble." in words
    assert "Vous pouvez changer d’avis à tout moment." in words
    assert "Ce que vous voulez OBJ-1 Ce qui vient STEP-1 Qui : QUI-1 Où : OU-1" in words
    assert "OU-1 Pour quand : mercredi 4 mars 2026 STEP-2 Pour quand : la date reste à choisir" in words
    assert "Ce que vous avez déjà fait DONE-1 (1er février 2026)" in words
    assert "Inès Peeters vous accompagne. Vous pouvez appeler l’équipe : 02 555 12 34 ." in words


def test_plan_says_the_same_in_dutch(parcours):
    words = words_of(parcours, "nl")

    assert "Dag Samira, Wij hebben dit plan samen gemaakt." in words
    assert "U mag altijd van mening veranderen." in words
    assert "Wat u wilt OBJ-1 Wat er komt STEP-1 Wie: QUI-1 Waar: OU-1 Tegen wanneer: woensdag 4 maart 2026" in words
    assert "Wat u al gedaan hebt DONE-1 (1 februari 2026)" in words
    assert "Inès Peeters begeleidt u. U kunt het team bellen: 02 555 12 34 ." in words


def test_no_french_remains_in_the_dutch_plan(parcours):
    texts = texts_of((TEMPLATES / "pdf/plan.html").read_text("utf-8"))
    words = words_of(parcours, "nl")

    assert len(texts) > 15
    assert [text for text in texts if text.split("%(")[0].strip() and text.split("%(")[0] in words] == []


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_plan_says_nothing_sensitive(parcours, programme, counsellor, language):
    person = parcours.participant
    Restriction.objects.create(participant=person, words="SECRET-1")
    NoteFactory(programme=programme, participant=person, author=counsellor, body="SECRET-2")
    assessment = AssessmentFactory(parcours=parcours, strengths="SECRET-3")
    ThemeAssessment.objects.create(assessment=assessment, theme="money", situation="urgent", words="SECRET-4")

    words = words_of(parcours, language)

    hidden = ("SECRET", "dettes", "schulden", "finances", "geldzaken", "OBJ-2", "DROPPED-1", person.last_name)
    assert [word for word in hidden if word in words] == []


def test_plan_without_steps_says_what_comes_next(programme, counsellor):
    words = words_of(ParcoursFactory(programme=programme, referent=counsellor), "fr")

    assert "Rien n’est prévu pour le moment. Nous choisissons ensemble la prochaine étape." in words
    assert "Ce que vous voulez" not in words
    assert "déjà fait" not in words


@pytest.mark.parametrize(
    ("own", "asked", "got"), [("fr", "", "fr"), ("nl", "", "nl"), ("nl", "fr", "fr"), ("nl", "x", "nl")]
)
def test_plan_is_printed_in_the_persons_language_or_the_one_asked(as_counsellor, parcours, own, asked, got):
    parcours.language = own
    parcours.save()

    answer = as_counsellor.get(reverse("parcours:plan_pdf", args=[parcours.participant.pk]), {"langue": asked})

    document = opened(answer.content)
    with document.open_metadata() as metadata:
        title = metadata["dc:title"]
    assert (answer["Content-Type"], str(document.Root.Lang), title) == (
        "application/pdf",
        got,
        {"fr": "Votre plan", "nl": "Uw plan"}[got],
    )
    assert "attachment" in answer["Content-Disposition"]


def test_plan_is_tagged_large_and_short(parcours):
    data = plan_pdf_of(parcours)

    document = opened(data)
    assert (len(document.pages), bool(document.Root.MarkInfo.Marked)) == (1, True)
    assert tags_in(data)[:2] == ["/Document", "/H1"]
    assert 14 in sizes_in(data)
    assert plan_pdf_of(parcours) == data


def test_plan_without_its_libraries_says_so(as_counsellor, parcours, without_pdf_libraries):
    answer = as_counsellor.get(reverse("parcours:plan_pdf", args=[parcours.participant.pk]), follow=True)

    assert "Les documents PDF demandent" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_plan_takes_three_queries(programme, counsellor, rows, django_assert_num_queries):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    for _ in range(rows):
        ObjectiveFactory(parcours=parcours)
        StepFactory(parcours=parcours)
        StepFactory(parcours=parcours, state="done", ended_on=date(2026, 2, 1))

    with django_assert_num_queries(3):
        plan_of(parcours)


def sizes_in(data: bytes) -> set[float]:
    """Return the sizes, in points, in which text is set."""
    document = opened(data)
    content = pikepdf.parse_content_stream(document.pages[0])
    sizes, scale = set(), 1.0
    for operands, operator in content:
        if str(operator) == "Tf":
            sizes.add(round(float(operands[1]) * scale, 1))
        elif str(operator) == "cm" and abs(float(operands[0])) < 1:
            scale = float(operands[0])
    return sizes
