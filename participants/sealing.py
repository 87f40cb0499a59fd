"""Texts sealed with a key of each person: AES-GCM, bound to their place, and closed at the least doubt.

A sealed value is ``version (1 byte) · key (8 bytes, the PersonKey's id) · nonce (12 bytes) · ciphertext and tag``. The
associated data names the table, the column and the row, so that a value moved elsewhere no longer opens. The person's
key is itself sealed by the installation's master key (``MASTER_KEY``, required in production).
"""

import base64
import binascii
import hashlib
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.models import PersonKey

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 8


NOT_SEALED = gettext_lazy("Ce texte ne se garde pas : la clé ne s'ouvre pas. Il reste ici ; prévenez l'administration.")


class SealError(Exception):
    """A sealed text that does not open: altered, moved, or its key is gone. Nothing of it is shown."""

    def __str__(self) -> str:
        return _("Ce texte ne s'ouvre pas : il a été altéré, ou sa clé n'existe plus.")


def place_of(record, column: str) -> bytes:
    """Return the associated data of a column: the table, the column and the row (its ``uid``, known before it is saved)."""
    return f"{record._meta.db_table}/{column}/{record.uid}".encode()


def seal(participant_id: int, text: str, *, place: bytes) -> bytes:
    """Return ``text`` sealed with the person's key, which is made when it is the first time."""
    key = PersonKey.objects.filter(participant=participant_id).first() or _make_key(participant_id)
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + _id(key) + nonce + AESGCM(_unwrap(key)).encrypt(nonce, text.encode(), place + _id(key))


def unseal(participant_id: int, sealed: bytes, *, place: bytes) -> str:
    """Return the text of a sealed value; raises ``SealError`` rather than show anything doubtful."""
    sealed = bytes(sealed or b"")
    header = len(VERSION) + ID_BYTES
    key_id, nonce = sealed[len(VERSION) : header], sealed[header : header + NONCE_BYTES]
    key = PersonKey.objects.filter(participant=participant_id).first()
    if sealed[: len(VERSION)] != VERSION or key is None or key_id != _id(key) or len(nonce) != NONCE_BYTES:
        raise SealError
    try:
        return AESGCM(_unwrap(key)).decrypt(nonce, sealed[header + NONCE_BYTES :], place + key_id).decode()
    except (InvalidTag, UnicodeDecodeError) as error:
        raise SealError from error


def _make_key(participant_id: int) -> PersonKey:
    """Make the person's key; when two requests make it at once, both use the one that came first."""
    master, master_id = master_key()
    nonce = os.urandom(NONCE_BYTES)
    place = _key_place(participant_id)
    wrapped = nonce + AESGCM(master).encrypt(nonce, AESGCM.generate_key(KEY_BYTES * 8), place)
    PersonKey.objects.bulk_create(
        [PersonKey(participant_id=participant_id, wrapped=wrapped, master_key_id=master_id)], ignore_conflicts=True
    )
    return PersonKey.objects.get(participant=participant_id)


def _unwrap(key: PersonKey) -> bytes:
    master, master_id = master_key()
    if key.master_key_id != master_id:
        raise SealError
    wrapped = bytes(key.wrapped)
    try:
        return AESGCM(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _key_place(key.participant_id))
    except InvalidTag as error:
        raise SealError from error


def _key_place(participant_id: int) -> bytes:
    return f"{PersonKey._meta.db_table}/wrapped/{participant_id}".encode()


def _id(key: PersonKey) -> bytes:
    return key.pk.to_bytes(ID_BYTES)


def master_key() -> tuple[bytes, str]:
    """Return the installation's master key and its short name; made under ``var/`` when none is set, never in production."""
    return _read_master_key(settings.MASTER_KEY)


@cache
def _read_master_key(setting: str) -> tuple[bytes, str]:
    encoded = setting or _kept_master_key()
    try:
        key = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("MASTER_KEY is not base64.") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured("MASTER_KEY holds 32 bytes, in base64.")
    return key, hashlib.sha256(key).hexdigest()[:16]


def _kept_master_key() -> str:
    """Return the key kept under ``var/``, made at the first need by whichever process comes first."""
    if settings.IS_PRODUCTION:
        raise ImproperlyConfigured("MASTER_KEY is not set: confidential notes cannot be sealed.")
    path = settings.VAR_DIR / "master.key"
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode())
    try:
        os.link(draft, path)  # atomic, and refused when the key is there
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
