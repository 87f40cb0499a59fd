"""The people of a programme: invited, given roles, closed out."""

import re

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import actions
from accounts.models import AccessLink, Membership, User
from accounts.roles import Role
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.fixtures import client_of, make_user

pytestmark = pytest.mark.django_db

INVITE = "/equipe/inviter/"
GUEST = {"first_name": "Nadia", "last_name": "Renard", "email": "Nadia@Example.org", "roles": ["operations"]}


def edit(user):
    return reverse("accounts:user_edit", args=[user.pk])


def identity(user, **changes):
    return {"first_name": user.first_name, "last_name": user.last_name, "email": user.email} | changes


def roles_of(user, programme):
    return set(Membership.objects.filter(user=user, programme=programme).values_list("role", flat=True))


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def link_shown(response):
    return re.search(r'value="http://testserver(/comptes/acces/[^"]+)"', response.content.decode())[1]


def test_invitation_creates_an_account_that_only_its_link_opens(as_administrator, administrator, programme):
    response = as_administrator.post(INVITE, GUEST)

    guest = User.objects.get(email="nadia@example.org")
    link = AccessLink.objects.get(user=guest)
    path = link_shown(response)
    assert (guest.active_programme, guest.has_usable_password()) == (programme, False)
    assert roles_of(guest, programme) == {Role.OPERATIONS}
    assert (link.purpose, link.created_by) == (AccessLink.Purpose.INVITATION, administrator)
    assert link.token_hash == AccessLink.hash_of(path.split("/")[-2])
    assert response["Cache-Control"] == "no-store, private"


def test_link_is_shown_once_only(as_administrator):
    token = link_shown(as_administrator.post(INVITE, GUEST)).split("/")[-2]
    guest = User.objects.get(email="nadia@example.org")

    for page in (reverse("accounts:user_list"), edit(guest), INVITE):
        assert token not in as_administrator.get(page).content.decode()


def test_invitation_asks_for_a_role_and_keeps_what_was_typed(as_administrator):
    response = as_administrator.post(INVITE, GUEST | {"roles": []})

    assert response.context["form"].errors == {"roles": ["Choisissez au moins un rôle."]}
    assert 'value="Nadia"' in response.content.decode()
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_somebody_of_the_team_is_not_invited_twice(as_administrator, operations):
    response = as_administrator.post(INVITE, GUEST | {"email": operations.email.upper()})

    assert list(response.context["form"].errors) == ["email"]


def test_somebody_of_another_programme_keeps_the_password(as_administrator, other_programme, programme):
    colleague = make_user(other_programme, Role.COUNSELLOR, email="nadia@example.org")
    _, path = AccessLink.make(user=colleague, purpose=AccessLink.Purpose.RESET, by=None)

    response = as_administrator.post(INVITE, GUEST)

    assert response.url == edit(colleague)
    colleague.refresh_from_db()
    assert colleague.check_password(PASSWORD)
    assert (roles_of(colleague, programme), roles_of(colleague, other_programme)) == ({"operations"}, {"counsellor"})
    assert colleague.active_programme == other_programme
    assert as_administrator.get(path).status_code == 410  # a link made elsewhere does not open this programme


def test_closed_account_is_not_invited(as_administrator):
    UserFactory(email="nadia@example.org", is_active=False)

    assert list(as_administrator.post(INVITE, GUEST).context["form"].errors) == ["email"]


def test_demo_address_is_refused_outside_a_demo(as_administrator, programme):
    response = as_administrator.post(INVITE, GUEST | {"email": "nadia@demo.example"})
    assert list(response.context["form"].errors) == ["email"]

    programme.is_demo = True
    programme.save()
    assert as_administrator.post(INVITE, GUEST | {"email": "nadia@demo.example"}).status_code == 200
    assert User.objects.filter(email="nadia@demo.example").exists()


def test_list_shows_this_programmes_people_and_roles_only(as_administrator, operations, stranger, other_programme):
    MembershipFactory(user=operations, programme=other_programme, role=Role.COUNSELLOR)

    page = as_administrator.get(reverse("accounts:user_list")).content.decode()

    assert operations.email in page
    assert stranger.email not in page
    assert "Conseil" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_rows(as_administrator, programme, django_assert_num_queries, count):
    for _ in range(count):
        make_user(programme, Role.OPERATIONS, Role.COUNSELLOR)

    with django_assert_num_queries(5):  # session, user, roles; people, their roles
        as_administrator.get(reverse("accounts:user_list"))


def test_roles_and_name_change_together(as_administrator, operations, programme):
    response = as_administrator.post(
        edit(operations), identity(operations, last_name="Dubois", roles=["counsellor", "coordinator"])
    )

    assert response.url == reverse("accounts:user_list")
    operations.refresh_from_db()
    assert operations.last_name == "Dubois"
    assert roles_of(operations, programme) == {"counsellor", "coordinator"}


def test_somebody_without_role_any_more_leaves_the_team(as_administrator, operations, programme):
    as_administrator.post(edit(operations), identity(operations))

    assert roles_of(operations, programme) == set()
    assert as_administrator.get(edit(operations)).status_code == 404
    assert client_of(operations).get(reverse("chantiers:today")).status_code == 403


def test_address_of_a_colleague_is_refused(as_administrator, operations, counsellor):
    response = as_administrator.post(edit(operations), identity(operations, email=counsellor.email.upper()))

    assert "Cette adresse a déjà un compte." in response.content.decode()


def test_address_does_not_become_a_demo_one(as_administrator, operations):
    response = as_administrator.post(edit(operations), identity(operations, email="nadia@demo.example"))

    assert list(response.context["forms"][0].errors) == ["email"]


def test_nobody_drops_the_own_administration(as_administrator, administrator, programme):
    make_user(programme, Role.ADMINISTRATOR)

    response = as_administrator.post(edit(administrator), identity(administrator, roles=["operations"]))

    assert "Une autre personne de l&#x27;administration" in response.content.decode()
    assert roles_of(administrator, programme) == {"administrator"}


def test_last_administrator_stays(administrator, programme):
    other = make_user(programme, Role.ADMINISTRATOR)
    Membership.objects.filter(user=administrator).delete()  # done a moment ago, by the other one

    with pytest.raises(actions.AccountError):
        actions.set_roles(other, {Role.OPERATIONS}, programme=programme, by=administrator)
    assert roles_of(other, programme) == {"administrator"}


def test_person_with_a_role_elsewhere_can_only_be_given_roles(as_administrator, operations, other_programme, programme):
    MembershipFactory(user=operations, programme=other_programme, role=Role.OPERATIONS)

    as_administrator.post(edit(operations), identity(operations, email="autre@example.org", roles=["counsellor"]))
    answers = [
        as_administrator.post(reverse(f"accounts:{name}", args=[operations.pk]))
        for name in ("user_link", "user_close", "user_reopen")
    ]

    assert [response.status_code for response in answers] == [302, 302, 302]
    operations.refresh_from_db()
    assert (operations.email, operations.is_active) == ("operations@example.org", True)
    assert roles_of(operations, programme) == {"counsellor"}
    assert not AccessLink.objects.exists()


def test_page_of_a_person_with_a_role_elsewhere_shows_the_roles_alone(as_administrator, operations, other_programme):
    MembershipFactory(user=operations, programme=other_programme, role=Role.OPERATIONS)

    page = as_administrator.get(edit(operations))

    assert page.status_code == 200
    assert [type(form).__name__ for form in page.context["forms"]] == ["RolesForm"]


def test_administrator_of_every_programme_of_a_person_may_reset(
    as_administrator, administrator, operations, other_programme
):
    MembershipFactory(user=operations, programme=other_programme, role=Role.OPERATIONS)
    MembershipFactory(user=administrator, programme=other_programme, role=Role.ADMINISTRATOR)

    assert link_shown(as_administrator.post(reverse("accounts:user_link", args=[operations.pk])))


@pytest.mark.parametrize("name", ["user_edit", "user_link", "user_close", "user_reopen"])
def test_people_of_another_programme_do_not_exist(as_administrator, stranger, name):
    assert as_administrator.post(reverse(f"accounts:{name}", args=[stranger.pk])).status_code == 404

    stranger.refresh_from_db()
    assert stranger.is_active
    assert not AccessLink.objects.exists()


def test_closed_account_cannot_be_used_until_it_is_reopened(as_administrator, operations):
    signed_in = client_of(operations)
    assert signed_in.get(reverse("chantiers:today")).status_code == 200

    assert said(as_administrator.post(reverse("accounts:user_close", args=[operations.pk]))) == ["Le compte est fermé."]
    assert signed_in.get(reverse("chantiers:today")).status_code == 302
    refusal = said(as_administrator.post(reverse("accounts:user_link", args=[operations.pk])))[-1]
    assert refusal == "Ce compte est fermé. Rouvrez-le d'abord."

    as_administrator.post(reverse("accounts:user_reopen", args=[operations.pk]))
    operations.refresh_from_db()
    assert operations.is_active


def test_nobody_closes_the_own_account(as_administrator, administrator, programme):
    make_user(programme, Role.ADMINISTRATOR)

    as_administrator.post(reverse("accounts:user_close", args=[administrator.pk]))

    administrator.refresh_from_db()
    assert administrator.is_active


def test_history_names_who_gave_a_role(as_administrator, administrator, operations):
    as_administrator.post(edit(operations), identity(operations, roles=["operations", "counsellor"]))

    event = apps.get_model("accounts.MembershipEvent").objects.get(role="counsellor")
    assert (event.pgh_label, event.pgh_context.metadata["actor"]) == ("insert", administrator.email)


def test_administrator_opens_no_file(as_administrator):
    for name in ("participants:line_list", "participants:register"):
        assert as_administrator.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.COUNSELLOR, Role.HOUSING, Role.COORDINATOR])
def test_only_the_administrator_manages_the_team(programme, administrator, role):
    client = client_of(make_user(programme, role))

    paths = [reverse("accounts:user_list"), INVITE, edit(administrator)]
    paths += [
        reverse(f"accounts:{name}", args=[administrator.pk]) for name in ("user_link", "user_close", "user_reopen")
    ]

    assert {client.post(path, GUEST).status_code for path in paths} == {403}
    assert not User.objects.filter(email="nadia@example.org").exists()
