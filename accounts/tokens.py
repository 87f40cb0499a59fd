"""Addresses that open something by themselves: their tokens are drawn here, kept as hashes, and written nowhere.

Neither logs nor the history show a token: access links, partners' links (``/p/…``) and people's own sheets (``/f/…``).
"""

import hashlib
import logging
import re
import secrets

# A short segment counts only where a path starts: after a blank, a quote or a host, never in the middle of another path.
_START = r"(?:^|(?<=[\s\"'(\[=<,]))(?:https?://[^/\s\"']+)?"
_TOKEN = re.compile(rf"(/comptes/acces/|{_START}/[pf]/)[^/\s\"'?#]+", re.IGNORECASE)
# What is as long as a token counts anywhere, in an address inside another one too ("%2Fp%2F…").
_SLASH = r"(?:/|%(?:25)*2F)"
_LONG = re.compile(rf"({_SLASH}[pf]{_SLASH})[\w-]{{43}}(?![\w-])", re.IGNORECASE | re.ASCII)


def new_token() -> str:
    """Draw a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is stored of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hide_tokens(text: str) -> str:
    """Return ``text`` with the token of every such address replaced by a word."""
    return _LONG.sub(r"\1jeton", _TOKEN.sub(r"\1jeton", text))


class HideTokens(logging.Filter):
    """Writes log lines without the tokens that an address of theirs may hold."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the line, and let it through."""
        record.msg, record.args = hide_tokens(record.getMessage()), ()
        return True
