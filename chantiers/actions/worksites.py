"""What is done to a worksite as a whole: finish it, open it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from chantiers.models import Chantier


class SessionsToComeError(Exception):
    """A worksite cannot end while sessions are still to be held or closed."""

    def __init__(self):
        super().__init__(_("Des séances sont encore prévues. Clôturez-les, annulez-les ou supprimez-les d'abord."))


@transaction.atomic
def finish_chantier(chantier: Chantier) -> Chantier:
    """End a worksite; raises ``SessionsToComeError`` while one of its registers is not closed."""
    chantier = Chantier.objects.select_for_update().get(pk=chantier.pk)
    if chantier.sessions.not_closed().exists():
        raise SessionsToComeError
    return _move(chantier, Chantier.State.CLOSED)


@transaction.atomic
def open_chantier(chantier: Chantier) -> Chantier:
    """Start a worksite that was being prepared, or take up an ended one again."""
    return _move(Chantier.objects.select_for_update().get(pk=chantier.pk), Chantier.State.OPEN)


def _move(chantier: Chantier, state: str) -> Chantier:
    chantier.state = state
    chantier.save(update_fields=["state"])
    return chantier
