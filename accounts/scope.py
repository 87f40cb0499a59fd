"""Who looks at a row, said to PostgreSQL: what row-level security compares with (docs/decisions/notes.md)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

USER, SHEET = "app.user", "app.sheet"


@contextmanager
def rows_seen_by(user) -> Iterator[None]:
    """Let the block read and write, in one transaction, the protected rows that ``user`` may see.

    Outside of such a block no confidential note exists for the web role.
    """
    with _setting(USER, str(user.pk)):
        yield


@contextmanager
def rows_seen_through(sheet_hash: str) -> Iterator[None]:
    """Let the block read the protected rows that the link of a person's own sheet shows (its token's hash)."""
    with _setting(SHEET, sheet_hash):
        yield


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    is_nested = connection.in_atomic_block  # else the setting ends with the transaction
    with transaction.atomic(), connection.cursor() as cursor:
        # In the order of the list: what it was, then what it becomes; an error rolls it back with the rest.
        cursor.execute("SELECT COALESCE(current_setting(%s, true), ''), set_config(%s, %s, true)", [name, name, value])
        before, _now = cursor.fetchone()
        yield
        if is_nested:
            cursor.execute("SELECT set_config(%s, %s, true)", [name, before])
