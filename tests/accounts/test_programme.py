"""The programme: its settings, the switch from one to another, the first page of each role."""

import pytest
from django.urls import resolve, reverse

from accounts.models import Programme
from accounts.navigation import FIRST_PAGES, MENU
from accounts.roles import Role
from tests.factories import MembershipFactory, ProgrammeFactory, UserFactory
from tests.fixtures import client_of, make_user

pytestmark = pytest.mark.django_db

SETTINGS = "/programme/reglages/"
SWITCH = "/comptes/programme/"


def settings_of(programme, **changes):
    """Return what the settings page posts for ``programme``, with ``changes``."""
    client = client_of(make_user(programme, Role.COORDINATOR))
    posted = {
        form.add_prefix(name): form[name].value()
        for form in client.get(SETTINGS).context["forms"]
        for name in form.fields
    }
    return {name: "" if value is None else value for name, value in posted.items()} | changes


def test_settings_are_saved_for_documents_and_lines(as_coordinator, programme):
    posted = settings_of(
        programme,
        **{
            "programme-required_months": "18",
            "programme-day_amount": "34,50",
            "programme-duty_line": "02 111 11 11",
            "programme-liability_insurer": "Assureur Trois",
            "operator-purpose": "Accueillir chacun.",
            "housing-name": "Le Bailleur",
        },
    )

    response = as_coordinator.post(SETTINGS, posted)

    assert response.url == SETTINGS
    programme = Programme.objects.select_related("operator", "housing_company").get(pk=programme.pk)
    assert (programme.required_months, str(programme.day_amount), programme.duty_line) == (18, "34.50", "02 111 11 11")
    assert (programme.liability_insurer, programme.operator.purpose) == ("Assureur Trois", "Accueillir chacun.")
    assert programme.housing_company.name == "Le Bailleur"


def test_refused_settings_change_nothing_and_keep_what_was_typed(as_coordinator, programme):
    posted = settings_of(
        programme,
        **{
            "programme-ends_on": "2020-01-01",
            "programme-day_amount": "-1",
            "operator-name": "",
            "programme-duty_line": "02 222 22 22",
        },
    )

    page = as_coordinator.post(SETTINGS, posted).content.decode()

    for anchor in ("#id_operator-name", "#id_programme-day_amount"):
        assert f'href="{anchor}"' in page
    assert "02 222 22 22" in page
    programme.refresh_from_db()
    assert programme.duty_line == "02 000 00 00"


def test_end_comes_after_the_start(as_coordinator, programme):
    page = as_coordinator.post(SETTINGS, settings_of(programme, **{"programme-ends_on": "2020-01-01"}))

    assert "La fin vient après le début." in page.content.decode()


@pytest.mark.parametrize("field", ["programme-payment_text", "operator-purpose"])
def test_texts_of_documents_never_speak_of_employment(as_coordinator, programme, field):
    page = as_coordinator.post(SETTINGS, settings_of(programme, **{field: "Le salaire est versé chaque mois."}))

    assert "Un mot est à remplacer : salaire." in page.content.decode()


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("operator.legal_form", "But désintéressé et statut juridique"),
        ("operator.purpose", "But désintéressé et statut juridique"),
        ("liability_insurer", "Assurance de la responsabilité civile"),
        ("liability_policy", "Assurance de la responsabilité civile"),
        ("liability_text", "Régime de responsabilité"),
        ("accident_insurer", "Autres risques assurés"),
        ("accident_policy", "Autres risques assurés"),
        ("other_risks_text", "Autres risques assurés"),
        ("payment_text", "Défraiement et moment du versement"),
        ("discretion_text", "Devoir de discrétion"),
    ],
)
def test_each_of_the_six_legal_items_is_said_missing(as_coordinator, programme, field, label):
    assert programme.missing_legal_fields == []
    record = programme.operator if field.startswith("operator.") else programme
    setattr(record, field.removeprefix("operator."), "  ")
    record.save()

    assert [(item.label, len(item.missing)) for item in programme.legal_items if item.missing] == [(label, 1)]
    page = as_coordinator.get(SETTINGS).content.decode()
    anchor = f"id_{'operator' if record is programme.operator else 'programme'}-{field.removeprefix('operator.')}"
    assert page.count("à compléter") == 1
    assert f'href="#{anchor}"' in page
    assert f'id="{anchor}"' in page


def test_switch_goes_home_in_the_other_programme(as_coordinator, coordinator, other_programme):
    MembershipFactory(user=coordinator, programme=other_programme, role=Role.ADMINISTRATOR)

    response = as_coordinator.post(SWITCH, {"programme": other_programme.pk}, follow=True)

    coordinator.refresh_from_db()
    assert coordinator.active_programme == other_programme
    assert [hop[0] for hop in response.redirect_chain] == [reverse("home"), reverse("accounts:user_list")]
    assert "Vous travaillez maintenant dans « Autre »." in response.content.decode()


@pytest.mark.parametrize("chosen", ["{foreign}", "0", "", "abc", "9" * 30, "²"])
def test_switch_offers_the_own_programmes_only(as_coordinator, coordinator, other_programme, programme, chosen):
    response = as_coordinator.post(SWITCH, {"programme": chosen.format(foreign=other_programme.pk)})

    assert response.status_code == 404
    coordinator.refresh_from_db()
    assert coordinator.active_programme == programme


def test_switch_is_a_post(as_coordinator):
    assert as_coordinator.get(SWITCH).status_code == 405


def test_rights_never_cross_programmes(as_operations, operations, other_programme):
    MembershipFactory(user=operations, programme=other_programme, role=Role.COORDINATOR)

    assert as_operations.get(SETTINGS).status_code == 403


def test_switch_is_shown_to_those_who_have_a_choice(as_coordinator, coordinator, other_programme):
    assert SWITCH not in as_coordinator.get(SETTINGS).content.decode()

    MembershipFactory(user=coordinator, programme=other_programme, role=Role.COORDINATOR)
    assert SWITCH in as_coordinator.get(SETTINGS).content.decode()


def test_somebody_who_lost_the_role_can_enter_another_programme(programme, other_programme):
    user = UserFactory(active_programme=programme)
    MembershipFactory(user=user, programme=other_programme, role=Role.ADMINISTRATOR)

    page = client_of(user).get("/").content.decode()

    assert f'name="programme" value="{other_programme.pk}"' in page


@pytest.mark.parametrize(("role", "name"), FIRST_PAGES)
def test_each_role_lands_on_its_first_page(programme, role, name):
    response = client_of(make_user(programme, role)).get("/", follow=True)

    assert (response.status_code, response.resolver_match.view_name) == (200, name)
    assert [entry["url"] for entry in response.context["navigation"] if entry["is_current"]] == [reverse(name)]


def test_first_role_of_several_decides(programme):
    response = client_of(make_user(programme, Role.ADMINISTRATOR, Role.OPERATIONS)).get("/")

    assert response.url == reverse("chantiers:today")


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.page)
def test_menu_asks_for_the_right_of_its_page(entry):
    if not entry.page.startswith("admin:"):
        assert resolve(reverse(entry.page)).func.access_rule == entry.right


@pytest.mark.parametrize("role", Role.values)
def test_every_entry_of_the_menu_opens(programme, role):
    client = client_of(make_user(programme, role))
    menu = client.get("/", follow=True).context["navigation"]

    assert [entry["url"] for entry in menu if client.get(entry["url"]).status_code != 200] == []


def test_menu_marks_the_page_inside_its_entry(as_administrator, administrator):
    menu = as_administrator.get(reverse("accounts:user_edit", args=[administrator.pk])).context["navigation"]

    assert [entry["url"] for entry in menu if entry["is_current"]] == [reverse("accounts:user_list")]


def test_menu_costs_no_query_beyond_the_users(as_coordinator, coordinator, django_assert_num_queries):
    MembershipFactory(user=coordinator, programme=ProgrammeFactory(), role=Role.COORDINATOR)

    with django_assert_num_queries(4):  # session, user and programme, roles; the programme with its organisations
        as_coordinator.get(SETTINGS)
