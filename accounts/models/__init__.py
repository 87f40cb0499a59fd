"""Organisations, programmes, users and the roles they hold in a programme."""

from accounts.models.link import AccessLink
from accounts.models.programme import Organisation, Programme
from accounts.models.user import Membership, User

__all__ = ["AccessLink", "Membership", "Organisation", "Programme", "User"]
