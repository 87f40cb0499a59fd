"""The sentences said aloud when somebody is called after the exit, in French or in Dutch."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from parcours.models import FollowUp

SINCE = {
    FollowUp.Wave.DAYS_28: gettext_lazy("il y a quatre semaines"),
    FollowUp.Wave.MONTHS_3: gettext_lazy("il y a trois mois"),
    FollowUp.Wave.MONTHS_6: gettext_lazy("il y a six mois"),
    FollowUp.Wave.MONTHS_12: gettext_lazy("il y a un an"),
}


def script_of(follow_up: FollowUp, *, caller: str, operator: str, language: str) -> list[str]:
    """Return the sentences of a call, in their order; ``language`` is ``fr`` or ``nl``."""
    with override(language):
        return [
            _("Bonjour, ici %(caller)s, de %(operator)s.") % {"caller": caller, "operator": operator},
            _("Votre parcours avec nous s’est terminé %(since)s.") % {"since": SINCE[follow_up.wave]},
            _("J’appelle pour prendre de vos nouvelles. Avez-vous cinq minutes ?"),
            _("Vous répondez si vous voulez. Cela ne change rien à vos droits."),
            _("Que faites-vous en ce moment ?"),
            _("Avez-vous un travail, dans une organisation ou à votre compte ?"),
            _("Depuis la fin, avez-vous travaillé 28 jours de suite ? Depuis quand ?"),
            _("Votre situation au travail est-elle meilleure qu’au début ?"),
            _("Avez-vous besoin d’un coup de main ? Je peux vous rappeler."),
            _("Merci beaucoup, et bonne journée."),
        ]
