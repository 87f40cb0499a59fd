"""Who reads a note, by name: the sentence shown above the field before anybody types. Computes, never writes."""

from collections.abc import Collection

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from parcours.models import Level, Note


def readers_of_levels(user: User) -> dict[str, str]:
    """Return, for each level that ``user`` writes on, who of the active programme would read the note."""
    counsellors = list(User.objects.counsellors_of(user.active_programme_id))
    operations = list(User.objects.operations_of(user.active_programme_id))
    everybody = list(dict.fromkeys([*operations, *counsellors]))
    sentences = {
        Level.PRACTICAL: _read_by(everybody, user),
        Level.FOLLOW_UP: _read_by(counsellors, user),
        Level.SHARED: _read_by(counsellors, user, _("le partenaire choisi, si la personne est d'accord")),
        Level.CONFIDENTIAL: _("Lue par : vous seul·e, et les collègues que vous cochez."),
    }
    return {level: sentences[level] for level in Level.offered_to(user)}


def readers_of(note: Note, user: User) -> str:
    """Return who reads a note that exists."""
    if note.is_confidential:
        named = User.objects.filter(pk__in=[note.author_id, *note.reader_ids])
        return _read_by(list(named), user)
    sentence = readers_of_levels(user)[note.level]
    return (
        _("%(readers)s Partenaire : %(partner)s.") % {"readers": sentence, "partner": note.partner}
        if (note.partner_id)
        else sentence
    )


def _read_by(people: Collection[User], user: User, *others: str) -> str:
    names = [str(colleague) for colleague in people if colleague.pk != user.pk]
    if user in people:
        names.insert(0, _("vous"))
    return _("Lue par : %(names)s.") % {"names": get_text_list([*names, *others], _("et"))}
