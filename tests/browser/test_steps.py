"""Assessments, objectives and steps in a browser: they fit a phone, axe finds nothing serious, a step moves on."""

import pytest

from accounts.roles import Role
from parcours.models import Assessment, StepTransition, Theme, ThemeAssessment
from tests.browser.people import PHONE, serious, signed_in
from tests.factories import ProgrammeFactory
from tests.fixtures import make_user
from tests.parcours.factories import AssessmentFactory, ObjectiveFactory, ParcoursFactory, StepFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = [(320, 640, "light"), (390, 844, "dark"), (1280, 800, "light")]
SAID = ("strength", "fine", "work_on", "urgent", "no_answer")


@pytest.fixture
def parcours():
    """A pathway with an assessment, an objective and a step."""
    programme = ProgrammeFactory()
    counsellor = make_user(programme, Role.COUNSELLOR, email="conseil@example.org")
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    entry = AssessmentFactory(parcours=parcours)
    for number, theme in enumerate(Theme):
        situation = SAID[number % len(SAID)]
        ThemeAssessment.objects.create(assessment=entry, theme=theme, situation=situation, words="Dans ses mots à elle")
    return parcours


@pytest.fixture
def page(browser, live_server, parcours):
    """A phone where the counsellor is signed in; the console's complaints are in ``page.complaints``."""
    page = signed_in(browser, live_server, "conseil@example.org", lands_on="/parcours/", kind=PHONE)
    yield page
    assert page.complaints == []
    page.context.close()


def test_screens_fit_and_have_no_serious_axe_finding(page, parcours):
    home = parcours.get_absolute_url()
    step, objective = StepFactory(parcours=parcours), ObjectiveFactory(parcours=parcours)
    addresses = [
        f"{home}bilans/",
        f"{home}bilans/middle/",
        f"{home}etapes/nouvelle/",
        f"/etapes/{step.pk}/",
        f"/objectifs/{objective.pk}/",
    ]
    for width, height, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            grave = serious(page)
            assert (address, width, grave) == (address, width, [])


def test_an_assessment_is_written_on_a_phone(page, parcours):
    page.goto(f"{parcours.get_absolute_url()}bilans/middle/")
    page.get_by_label("Forces et appuis").fill("Parle quatre langues.")
    page.locator("[name=situation_money]").select_option("work_on")
    page.get_by_label("Finances, dans ses mots").fill("Moins de lettres.")
    page.get_by_role("button", name="Enregistrer").tap()
    page.get_by_text("Le bilan est enregistré.").wait_for()

    written = Assessment.objects.get(moment="middle")
    assert [(row.theme, row.situation, row.words) for row in written.themes.all()] == [
        ("money", "work_on", "Moins de lettres.")
    ]


def test_a_step_dropped_without_reason_leads_to_the_field(page, parcours):
    step = StepFactory(parcours=parcours)
    page.goto(step.get_absolute_url())
    page.get_by_label("Abandonnée").tap()
    page.get_by_role("button", name="Noter le nouvel état").tap()
    page.get_by_role("link", name="Pourquoi : Dites pourquoi, en une phrase.").tap()
    page.keyboard.type("Trop loin de la maison.")
    page.get_by_role("button", name="Noter le nouvel état").tap()
    page.get_by_text("L’état de l’étape est noté.").wait_for()

    assert [(move.to_state, move.reason) for move in StepTransition.objects.all()] == [
        ("dropped", "Trop loin de la maison.")
    ]
