"""Opening and changing a person's file: nothing typed is lost, wrong facts are refused in words."""

from datetime import date

import pytest
from django.urls import reverse

from participants.models import (
    IncomePeriod,
    Participant,
    PreStartCheck,
    Restriction,
)
from tests.factories import EnrolmentFactory, ParticipantFactory
from tests.participants.person_forms import errors_of, url

pytestmark = pytest.mark.django_db
CREATE = reverse("participants:participant_create")
NEW = {"first_name": "Fatima", "last_name": "Benali", "birth_date": "14/03/1987", "source": "walk_in"}


# Opening a file


def test_a_file_is_opened_with_a_place_in_the_programme(programme, as_operations):
    response = as_operations.post(CREATE, NEW | {"phone": "0470123456"})

    person = Participant.objects.get()
    assert response.url == person.get_absolute_url()
    assert (person.full_name, person.birth_date, person.phone) == ("Fatima Benali", date(1987, 3, 14), "0470 12 34 56")
    enrolment = person.enrolments.get()
    assert (enrolment.programme, enrolment.source, enrolment.entered_on) == (programme, "walk_in", None)


def test_nothing_typed_is_lost_when_something_is_wrong(as_operations):
    response = as_operations.post(CREATE, NEW | {"birth_date": "31/02/1987", "phone": "12", "email": "fatima@"})

    assert set(errors_of(response)) == {"birth_date", "phone", "email"}
    assert 'href="#id_birth_date"' in response.text
    for typed in ('value="Fatima"', 'value="31/02/1987"', 'value="12"', 'value="fatima@"'):
        assert typed in response.text
    assert not Participant.objects.exists()


@pytest.mark.parametrize("typed", ["14/03/1987", "14-03-1987", "14.03.1987", "14 03 1987", "1987-03-14"])
def test_a_birth_date_is_read_as_people_write_it(as_operations, typed):
    as_operations.post(CREATE, NEW | {"birth_date": typed})

    assert Participant.objects.get().birth_date == date(1987, 3, 14)


@pytest.mark.parametrize("typed", ["14/03/2999", "14/03/1899", "03/1987"])
def test_a_birth_date_that_cannot_be_is_refused(as_operations, typed):
    assert "birth_date" in errors_of(as_operations.post(CREATE, NEW | {"birth_date": typed}))


@pytest.mark.parametrize(
    "known",
    [
        {"first_name": "Fatima", "last_name": "Benali"},
        {"first_name": "Fatma", "last_name": "Benali"},
        {"first_name": "Benali", "last_name": "Fatima"},
        {"first_name": "Fatima", "last_name": "Ben Ali", "birth_date": date(1987, 3, 14)},
        {"first_name": "Fátima", "last_name": "BENALI", "birth_date": None},
    ],
)
def test_a_probable_duplicate_stops_the_first_submission(programme, as_operations, known):
    twin = EnrolmentFactory(programme=programme, participant=ParticipantFactory(**known)).participant

    response = as_operations.post(CREATE, NEW)

    assert response.context["duplicates"] == [twin]
    assert twin.get_absolute_url() in response.text
    assert "Créer quand même" in response.text
    assert 'value="Fatima"' in response.text
    assert Participant.objects.count() == 1


def test_created_anyway_once_the_duplicate_was_seen(person, as_operations):
    as_operations.post(CREATE, NEW | {"anyway": f"{person.pk}"})

    assert Participant.objects.count() == 2


def test_created_anyway_asks_again_for_a_duplicate_not_seen(person, as_operations):
    response = as_operations.post(CREATE, NEW | {"anyway": "999999"})

    assert response.context["duplicates"] == [person]
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("other", [("Samira", "Benali"), ("Fatima", "El Amrani"), ("Mamadou", "Diallo")])
def test_somebody_else_is_no_duplicate(programme, as_operations, other):
    first_name, last_name = other
    EnrolmentFactory(programme=programme, participant=ParticipantFactory(first_name=first_name, last_name=last_name))

    assert as_operations.post(CREATE, NEW).status_code == 302


def test_people_of_another_programme_are_not_shown_as_duplicates(other_programme, as_operations):
    EnrolmentFactory(programme=other_programme, participant=ParticipantFactory(first_name="Fatima", last_name="Benali"))

    assert as_operations.post(CREATE, NEW).status_code == 302


def test_typing_shows_duplicates_and_creates_nothing(person, as_operations):
    fragment = as_operations.post(CREATE, NEW, headers={"HX-Request": "true"}).text

    assert person.get_absolute_url() in fragment
    assert "<html" not in fragment
    assert 'name="anyway"' not in fragment
    assert Participant.objects.count() == 1


# Changing a section


@pytest.mark.parametrize(
    ("section", "typed", "kept"),
    [
        ("identite", {"first_name": "Fatma", "last_name": "Benali", "gender": "woman"}, {"gender": "woman"}),
        ("contact", {"phone": "0032 470 12 34 56", "postcode": "1080"}, {"phone": "0470 12 34 56"}),
        ("langues", {"languages": "Français, arabe,français", "dutch": "A1"}, {"languages": ["français", "arabe"]}),
        ("urgence", {"emergency_name": "Sami", "emergency_phone": "02 411 22 33"}, {"emergency_name": "Sami"}),
        ("image", {"image_consent": "False", "image_consent_on": "2026-03-04"}, {"image_consent": False}),
    ],
)
def test_a_section_is_saved_and_shown_again(person, as_counsellor, section, typed, kept):
    response = as_counsellor.post(url("participant_edit", person.pk, section), typed)

    assert response.url == f"{person.get_absolute_url()}#{section}"
    person.refresh_from_db()
    assert {name: getattr(person, name) for name in kept} == kept


def test_an_unknown_section_is_not_found(person, as_operations):
    assert as_operations.get(url("participant_edit", person.pk, "salaires")).status_code == 404


def test_a_section_keeps_what_was_typed(person, as_operations):
    response = as_operations.post(url("participant_edit", person.pk, "contact"), {"phone": "abc", "city": "Jette"})

    assert set(errors_of(response)) == {"phone"}
    assert 'value="abc"' in response.text
    assert 'value="Jette"' in response.text


@pytest.mark.parametrize("number", ["85073003328", "85.07.30-033.28", "BIS 98472899765"])
def test_a_national_number_is_never_kept(person, as_operations, number):
    response = as_operations.post(
        url("participant_edit", person.pk, "langues"), {"education_as_said": f"CESS, NISS {number}"}
    )

    assert errors_of(response) == {"education_as_said": ["Retirez le numéro national : il ne se garde pas ici."]}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("BE68 5390 0754 7034", None),
        ("FR76 3000 6000 0112 3456 7890 189", None),
        ("BE68539007547035", "Le numéro de compte est faux : ses chiffres de contrôle ne vont pas."),
        ("BE41091811735141", "Le numéro de compte est faux : ses deux derniers chiffres ne vont pas."),
    ],
)
def test_an_account_passes_both_checks(person, as_operations, typed, error):
    response = as_operations.post(
        url("bank_account_edit", person.pk), {"iban": typed, "account_holder": "Fatima Benali"}
    )

    person.refresh_from_db()
    if error:
        assert errors_of(response) == {"iban": [error]}
        assert person.iban == ""
    else:
        assert response.url == f"{person.get_absolute_url()}#compte"
        assert person.iban == typed.replace(" ", "")


def test_an_account_is_typed_again_and_never_shown_whole(person, as_operations):
    Participant.objects.filter(pk=person.pk).update(iban="BE71096123456769")

    page = as_operations.get(url("bank_account_edit", person.pk)).text

    assert "BE71 •••• •••• 6769" in page
    assert "0961" not in page


def test_an_empty_account_is_taken_away_with_its_holder(person, as_operations):
    Participant.objects.filter(pk=person.pk).update(iban="BE68539007547034", account_holder="Fatima Benali")

    as_operations.post(url("bank_account_edit", person.pk), {"iban": "", "account_holder": "Fatima Benali"})

    person.refresh_from_db()
    assert (person.iban, person.account_holder) == ("", "")


# Who may


def edit_urls(person):
    """Return every address that changes something of ``person``, with the roles that may open it."""
    period = IncomePeriod.objects.create(participant=person, kind="none")
    check = PreStartCheck.objects.create(participant=person, kind="c45b", done_on=date(2025, 1, 1))
    restriction = Restriction.objects.create(participant=person, words="pas d’échelle")
    team, checks = {"operations", "counsellor", "coordinator"}, {"operations", "counsellor"}
    return {
        CREATE: team,
        url("participant_edit", person.pk, "identite"): team,
        url("enrolment_edit", person.pk): team,
        url("document_create", person.pk): team,
        url("bank_account_edit", person.pk): {"operations"},
        url("evidence_edit", person.pk): checks,
        url("income_create", person.pk): checks,
        url("income_edit", period.pk): checks,
        url("check_create", person.pk): checks,
        url("check_edit", check.pk): checks,
        url("restriction_create", person.pk): checks,
        url("restriction_edit", restriction.pk): checks,
        url("receipt_create", person.pk): {"operations", "coordinator"},
        url("year_edit", person.pk, 2025): {"operations", "coordinator"},
    }


@pytest.mark.parametrize("role", ["operations", "counsellor", "housing", "coordinator", "administrator"])
def test_each_role_opens_the_forms_of_the_table_of_rights(person, role, request):
    client = request.getfixturevalue(f"as_{role}")
    for address, roles in edit_urls(person).items():
        response = client.get(address)
        assert (address, response.status_code) == (address, 200 if role in roles else 403)
        assert "UNDEFINED" not in response.text


def test_a_person_of_another_programme_is_not_found_in_any_form(person, as_stranger):
    statuses = {address: as_stranger.get(address).status_code for address in edit_urls(person) if address != CREATE}

    assert set(statuses.values()) == {404}
