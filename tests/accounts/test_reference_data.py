"""Django's admin: reference data, for the administrator."""

import pytest
from django.apps import apps
from django.urls import reverse

from participants.models import AllowanceCeiling

pytestmark = pytest.mark.django_db

INDEX = "/administration/"
ADD = "/administration/participants/allowanceceiling/add/"
CEILING = {
    "valid_from": "01/01/2031",
    "valid_to": "31/12/2031",
    "day_max": "50.00",
    "year_max": "2000.00",
    "source": "Moniteur belge",
}


def test_administrator_adds_a_ceiling_under_the_own_name(as_administrator, administrator):
    response = as_administrator.post(ADD, CEILING)

    assert response.status_code == 302
    ceiling = AllowanceCeiling.objects.get(source="Moniteur belge")
    event = apps.get_model("participants.AllowanceCeilingEvent").objects.get(pgh_obj_id=ceiling.pk)
    assert (event.pgh_label, event.pgh_context.metadata["actor"]) == ("insert", administrator.email)


def test_change_keeps_before_and_after(as_administrator):
    as_administrator.post(ADD, CEILING)
    ceiling = AllowanceCeiling.objects.get(source="Moniteur belge")

    as_administrator.post(
        reverse("admin:participants_allowanceceiling_change", args=[ceiling.pk]), CEILING | {"day_max": "51.00"}
    )

    events = apps.get_model("participants.AllowanceCeilingEvent").objects.filter(pgh_obj_id=ceiling.pk)
    assert [str(event.day_max) for event in events.order_by("pgh_id")] == ["50.00", "51.00"]


def test_overlapping_ceiling_is_refused_in_words(as_administrator):
    as_administrator.post(ADD, CEILING)

    page = as_administrator.post(ADD, CEILING | {"source": "Une seconde fois"})

    assert "Un autre plafond couvre déjà ces dates." in page.content.decode()
    assert not AllowanceCeiling.objects.filter(source="Une seconde fois").exists()


def test_only_reference_data_is_there(as_administrator):
    listed = as_administrator.get(INDEX).context["app_list"]

    assert {model["object_name"] for app in listed for model in app["models"]} == {"AllowanceCeiling", "FunderReading"}
    for path in ("auth/group/", "account/emailaddress/", "r/1/1/", "accounts/user/"):
        assert as_administrator.get(INDEX + path).status_code in (403, 404)


@pytest.mark.parametrize("path", [INDEX, ADD, "/administration/jsi18n/"])
def test_other_roles_are_refused(as_operations, as_counsellor, as_housing, as_coordinator, path):
    answers = [client.get(path).status_code for client in (as_operations, as_counsellor, as_housing, as_coordinator)]

    assert answers == [403, 403, 403, 403]


def test_sign_in_is_the_products_own_and_comes_back(client):
    response = client.get(ADD, follow=True)

    assert response.redirect_chain[-1][0] == f"/comptes/connexion/?next={ADD}"


def test_sign_out_and_password_are_the_products_own(as_administrator):
    assert as_administrator.get("/administration/password_change/").url == "/comptes/mot-de-passe/"
    assert as_administrator.get("/administration/logout/").status_code == 405
    assert as_administrator.post("/administration/logout/").url == "/comptes/connexion/"
    assert "_auth_user_id" not in as_administrator.session
