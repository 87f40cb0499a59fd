"""Writes made outside a request: by migrations, seeds, commands and tests."""

import contextlib

import pghistory

SYSTEM_ACTOR = "système"


@contextlib.contextmanager
def written_by(user=None, *, actor: str = ""):
    """Record the writes of a block under ``user``, else under ``actor``, else under the system's name."""
    name = user.email if user is not None else actor or SYSTEM_ACTOR
    with pghistory.context(actor=name, user=user.pk if user is not None else None):
        yield
