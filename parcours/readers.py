"""Who reads a note, by name: the sentence shown above the field before anybody types. Computes, never writes."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from parcours.models import Level, Note


def readers_of_levels(user: User, *, partner: str = "") -> dict[str, str]:
    """Return, for each level that ``user`` writes on, who of the active programme would read the note."""
    counsellors = list(User.objects.counsellors_of(user.active_programme_id))
    operations = list(User.objects.operations_of(user.active_programme_id))
    sentences = {
        Level.PRACTICAL: _read_by(dict.fromkeys([*operations, *counsellors]), user),
        Level.FOLLOW_UP: _read_by(counsellors, user),
        Level.SHARED: _read_by(counsellors, user, partner or _("le partenaire choisi, si la personne est d'accord")),
        Level.CONFIDENTIAL: _("Lue par : vous seul·e, et les collègues que vous cochez."),
    }
    return {level: sentences[level] for level in Level.offered_to(user)}


def readers_of(note: Note, user: User) -> str:
    """Return who reads a note that exists."""
    if note.is_confidential:
        return _read_by(User.objects.filter(pk__in=[note.author_id, *note.reader_ids]), user)
    return readers_of_levels(user, partner=str(note.partner or ""))[note.level]


def _read_by(people: Iterable[User], user: User, *others: str) -> str:
    names = [_("vous") if colleague == user else str(colleague) for colleague in people]
    names.sort(key=lambda name: name != _("vous"))
    return _("Lue par : %(names)s.") % {"names": get_text_list([*names, *others], _("et"))}
