"""What happens to accounts: programmes entered, people invited, roles given, links used."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import written_by
from accounts.models import AccessLink, Membership, Programme, User
from accounts.roles import Role


class AccountError(Exception):
    """A refusal, with the sentence the page shows."""


def enter_programme_at_sign_in(user: User) -> None:
    """Put ``user`` in the programme of the last time, else in the first of theirs."""
    if user.programme_at_sign_in != user.active_programme:
        with written_by(user):
            switch_programme(user, user.programme_at_sign_in)


def switch_programme(user: User, programme: Programme | None) -> None:
    """Make ``programme`` the one in which ``user`` works from now on; the caller checked that a role is held there."""
    user.active_programme = programme
    user.save(update_fields=["active_programme"])


@transaction.atomic
def invite(
    *, email: str, first_name: str, last_name: str, roles: set[str], programme: Programme, by: User | None
) -> tuple[User, str]:
    """Give ``roles`` to a person, whose account is created if new, and return it with the path of its link.

    The path is empty when the address already had an account: that person keeps the password, so that nobody
    enters another programme by inviting its people. Raises AccountError for somebody of the team, or a closed account.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    user = User.objects.filter(email__iexact=email).first()
    path = ""
    if user is None:
        user = User.objects.create_user(email, first_name=first_name, last_name=last_name, active_programme=programme)
        path = AccessLink.make(user=user, purpose=AccessLink.Purpose.INVITATION, by=by)[1]
    elif user.memberships.filter(programme=programme).exists():
        raise AccountError(_("Cette personne est déjà dans l'équipe : modifiez ses rôles depuis la liste."))
    elif not user.is_active:
        raise AccountError(_("Le compte de cette adresse est fermé : l'administration qui l'a fermé peut le rouvrir."))
    else:
        AccessLink.objects.filter(user=user).open().update(expires_at=timezone.now())  # made elsewhere, before
    for role in sorted(roles):
        Membership.objects.create(user=user, programme=programme, role=role)
    return user, path


@transaction.atomic
def set_roles(user: User, roles: set[str], *, programme: Programme, by: User) -> None:
    """Make ``roles`` those that ``user`` holds in ``programme``.

    Raises AccountError when ``by`` would drop the own administration, or when nobody would administer the programme.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    held = Membership.objects.filter(user=user, programme=programme)
    if user == by and Role.ADMINISTRATOR not in roles:
        raise AccountError(_("Une autre personne de l'administration doit vous retirer ce rôle."))
    held.exclude(role__in=roles).delete()
    for role in sorted(roles.difference(held.values_list("role", flat=True))):
        Membership.objects.create(user=user, programme=programme, role=role)
    _refuse_without_administrator(programme)


@transaction.atomic
def close_account(user: User, *, by: User) -> None:
    """Close the account of ``user``: sessions and links end at once, what was written stays.

    Raises AccountError for the own account, one that other programmes need, or the last administrator's.
    """
    if user == by:
        raise AccountError(_("Vous ne pouvez pas fermer votre propre compte."))
    _refuse_another_programmes_account(user, by)
    programmes = Programme.objects.of_member(user).order_by("pk")
    list(Programme.objects.select_for_update(no_key=True).filter(pk__in=programmes.values("pk")).order_by("pk"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    for membership in user.memberships.filter(role=Role.ADMINISTRATOR).select_related("programme"):
        _refuse_without_administrator(membership.programme)


def reopen_account(user: User, *, by: User) -> None:
    """Open a closed account again, with its roles and its password; raises AccountError like ``close_account``."""
    _refuse_another_programmes_account(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def make_link(user: User, *, by: User) -> str:
    """Return the path of a new link for ``user``, which replaces the former ones; the password stays until it is used.

    Raises AccountError for a closed account, or one that other programmes need.
    """
    _refuse_another_programmes_account(user, by)
    if not user.is_active:
        raise AccountError(_("Ce compte est fermé. Rouvrez-le d'abord."))
    purpose = AccessLink.Purpose.RESET if user.has_usable_password() else AccessLink.Purpose.INVITATION
    return AccessLink.make(user=user, purpose=purpose, by=by)[1]


@transaction.atomic
def use_link(link: AccessLink, *, password: str) -> None:
    """Set the password of the link's person; the link and that person's other links stop working.

    Raises AccountError when the link was used, replaced or out of date in the meantime.
    """
    link = AccessLink.objects.select_for_update(of=["self"]).select_related("user").get(pk=link.pk)
    if not link.is_open:
        raise AccountError(_("Ce lien ne fonctionne plus."))
    with written_by(link.user):
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        AccessLink.objects.filter(user=link.user).open().update(expires_at=timezone.now())
        link.user.set_password(password)
        link.user.save(update_fields=["password"])


def _refuse_another_programmes_account(user: User, by: User) -> None:
    if not by.may_open_account_of(user):
        raise AccountError(_("Cette personne travaille aussi dans un programme que vous n'administrez pas."))


def _refuse_without_administrator(programme: Programme) -> None:
    if not User.objects.administrators_of(programme).exists():
        raise AccountError(_("Le programme doit garder une personne à l'administration."))
