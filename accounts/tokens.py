"""Addresses that open something by themselves: their token is stored as a hash, and written nowhere."""

import hashlib
import logging
import re
import secrets

# The links of a password, of a partner (/p/) and of a person's own sheet (/f/).
_TOKEN = re.compile(r"(/(?:comptes/acces|p|f)/)[^/\s\"']+")


def new_token() -> str:
    """Return the secret of a link, which goes into its address and nowhere else."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hide_tokens(text: str) -> str:
    """Return ``text`` with the token of every link replaced by a word."""
    return _TOKEN.sub(r"\1jeton", text)


class HideTokens(logging.Filter):
    """Writes log lines without the tokens that an address of theirs may hold."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the line, and let it through."""
        record.msg, record.args = hide_tokens(record.getMessage()), ()
        return True
