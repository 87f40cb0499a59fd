"""Who reads a note, by name: the sentence shown above the field before anybody types. Computes, never writes."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from config.templatetags.formats import plain_date
from parcours.models import Level, Note


def readers_of_levels(user: User) -> dict[str, str]:
    """Return, for each level that ``user`` writes on, who of the active programme would read the note."""
    counsellors = list(User.objects.counsellors_of(user.active_programme_id))
    operations = list(User.objects.operations_of(user.active_programme_id))
    sentences = {
        Level.PRACTICAL: _read_by(dict.fromkeys([*operations, *counsellors]), user),
        Level.FOLLOW_UP: _read_by(counsellors, user),
        Level.SHARED: _("%(readers)s ; à dire au partenaire par vous, avec l'accord de la personne.")
        % {"readers": _read_by(counsellors, user, end="")},
        Level.CONFIDENTIAL: _("Lue par : vous seul·e, et les collègues que vous cochez."),
    }
    return {level: sentences[level] for level in Level.offered_to(user)}


def readers_of(note: Note, user: User) -> str:
    """Return who reads a note that exists; no page shows a shared one to its partner: its author tells it."""
    if note.is_confidential:
        return _read_by(User.objects.filter(pk__in=[note.author_id, *note.reader_ids]), user)
    if note.partner is None:
        return readers_of_levels(user)[note.level]
    return _("%(readers)s ; à dire à %(partner)s par %(author)s, avec l'accord du %(day)s.") % {
        "readers": _read_by(User.objects.counsellors_of(user.active_programme_id), user, end=""),
        "partner": note.partner,
        "author": _("vous") if note.author_id == user.pk else note.author,
        "day": plain_date(note.consented_on),
    }


def _read_by(people: Iterable[User], user: User, *, end: str = ".") -> str:
    names = [_("vous") if colleague == user else str(colleague) for colleague in people]
    names.sort(key=lambda name: name != _("vous"))
    return _("Lue par : %(names)s") % {"names": get_text_list(names, _("et"))} + end
