"""Sign-in by e-mail (allauth) and rights read from the one table of accounts/permissions.py."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class RoleBackend(AuthenticationBackend):
    """Makes ``@permission_required``, ``perms`` and the admin obey accounts/permissions.py."""

    def get_user(self, user_id):
        """Load the signed-in user with the active programme in one query."""
        user = User.objects.select_related("active_programme").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None) -> frozenset[str]:
        """Return every right of the user in the active programme."""
        return user_obj.get_all_permissions()

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        """Tell whether the user holds ``perm`` in the active programme."""
        return user_obj.has_perm(perm)
