"""allauth, as this product uses it: no public sign-up."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only."""

    def is_open_for_signup(self, request) -> bool:
        """Nobody opens an account alone."""
        return False
