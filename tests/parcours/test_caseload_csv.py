"""One's own list as a file for spreadsheets."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from tests.fixtures import make_user
from tests.parcours.factories import ContactFactory, NoteFactory, OutcomeFactory, ParcoursFactory

pytestmark = pytest.mark.django_db
CSV = "/parcours/liste.csv"
HEADERS = [
    "Nom",
    "Prénom",
    "Référent·e",
    "File d’attente",
    "Raison",
    "Prochaine étape",
    "Quand",
    "Dernier contact",
    "Ouvert le",
]


def table(client, **filters):
    response = client.get(CSV, filters)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def a_file(programme, referent, name, *, next_in=3):
    today = timezone.localdate()
    parcours = ParcoursFactory(programme=programme, referent=referent, enrolment__participant__last_name=name)
    ContactFactory(parcours=parcours, held_on=today - timedelta(days=1), next_on=today + timedelta(days=next_in))
    return parcours


def test_row_says_what_the_list_says(as_counsellor, programme, counsellor):
    today = timezone.localdate()
    parcours = a_file(programme, counsellor, "Diallo")

    rows = table(as_counsellor)

    assert rows[0] == HEADERS
    assert rows[1][:4] == ["Diallo", parcours.enrolment.participant.first_name, str(counsellor), "cette semaine"]
    assert rows[1][4].startswith("« Prochain contact » est prévu le")
    assert rows[1][5:] == [
        "Prochain contact",
        f"{today + timedelta(days=3):%d/%m/%Y}",
        f"{today - timedelta(days=1):%d/%m/%Y}",
        f"{parcours.opened_on:%d/%m/%Y}",
    ]
    assert len(rows) == 2


def test_colleagues_and_those_who_left_stay_out_whatever_is_asked(as_counsellor, programme, counsellor):
    colleague = make_user(programme, Role.COUNSELLOR)
    a_file(programme, counsellor, "Moi")
    a_file(programme, colleague, "Ailleurs")
    OutcomeFactory(parcours=a_file(programme, counsellor, "Sortie"))

    for wished in ("", "tous"):
        assert [row[0] for row in table(as_counsellor, suivi=wished)[1:]] == ["Moi"]
    assert table(as_counsellor, suivi=colleague.pk)[1:] == []


def test_filters_narrow_the_list_and_name_the_file(as_counsellor, programme, counsellor):
    a_file(programme, counsellor, "Retard", next_in=-1)
    a_file(programme, counsellor, "Semaine")

    response = as_counsellor.get(CSV, {"file": "late", "q": "Retàrd"})

    assert [row[0] for row in table(as_counsellor, file="late")[1:]] == ["Retard"]
    name = f"mes-parcours-en-retard-{timezone.localdate()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_cell_is_no_formula(as_counsellor, programme, counsellor, start):
    a_file(programme, counsellor, f"{start}cmd|' /C calc'!A0")

    assert table(as_counsellor)[1][0] == f"'{start}cmd|' /C calc'!A0"


def test_no_note_nor_contact_is_told(as_counsellor, programme, counsellor):
    parcours = a_file(programme, counsellor, "Diallo")
    NoteFactory(programme=programme, participant=parcours.enrolment.participant, author=counsellor, body="Zzhoney note")
    ContactFactory(parcours=parcours, sentence="Zzhoney contact")

    assert "Zzhoney" not in as_counsellor.get(CSV).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries(as_counsellor, programme, counsellor, count, django_assert_num_queries):
    for number in range(count):
        a_file(programme, counsellor, f"Nom{number}")

    with django_assert_num_queries(5):
        as_counsellor.get(CSV)


@pytest.mark.parametrize("who", ["as_operations", "as_coordinator"])
def test_list_is_the_counsellors(request, who):
    assert request.getfixturevalue(who).get(CSV).status_code == 403
