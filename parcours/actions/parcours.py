"""A pathway opened, and passed from one counsellor to another."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from parcours.models import Handover, Parcours
from participants.actions.tasks import ask
from participants.models import Enrolment, Task


class ParcoursError(Exception):
    """What cannot be done to a pathway, with the sentence the page shows."""


@transaction.atomic
def open_parcours(enrolment: Enrolment, *, referent: User, opened_on: date, language: str = "fr", by: User) -> Parcours:
    """Open the pathway of an enrolment with a counsellor; raises ``ParcoursError`` when it has one already."""
    _refuse_other_than_counsellor(referent, enrolment.programme_id)
    try:
        with transaction.atomic():
            return Parcours.objects.create(
                enrolment=enrolment, referent=referent, opened_on=opened_on, language=language, opened_by=by
            )
    except IntegrityError:
        raise ParcoursError(_("Le parcours de cette personne est déjà ouvert.")) from None


@transaction.atomic
def hand_over(parcours: Parcours, *, to: User, reason: str, by: User) -> Handover:
    """Pass a file to another counsellor, who finds a task; the trace stays. Raises ``ParcoursError``."""
    parcours = Parcours.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=parcours.pk)
    if parcours.referent_id == to.pk:
        raise ParcoursError(_("Cette personne suit déjà ce dossier."))
    _refuse_other_than_counsellor(to, parcours.enrolment.programme_id)
    handover = Handover.objects.create(
        parcours=parcours, from_user_id=parcours.referent_id, to_user=to, reason=reason, handed_by=by
    )
    parcours.referent = to
    parcours.save(update_fields=["referent"])
    Task.objects.open().filter(
        participant=parcours.enrolment.participant_id,
        programme=parcours.enrolment.programme_id,
        assignee=handover.from_user_id,
        role=Role.COUNSELLOR,
    ).update(assignee=to)
    ask(
        _("Un dossier vous est confié."),
        kind=Task.Kind.HANDOVER,
        programme_id=parcours.enrolment.programme_id,
        participant_id=parcours.enrolment.participant_id,
        due_on=timezone.localdate(),
        key=f"handover:{handover.pk}",
        assignee=to,
        url=parcours.get_absolute_url(),
    )
    return handover


@transaction.atomic
def hand_over_many(files: Iterable[Parcours], *, to: User, reason: str, by: User) -> list[Handover]:
    """Pass several files to one counsellor, all or none; each leaves its own trace. Raises ``ParcoursError``."""
    return [hand_over(parcours, to=to, reason=reason, by=by) for parcours in files]


def _refuse_other_than_counsellor(user: User, programme_id: int) -> None:
    if not User.objects.counsellors_of(programme_id).filter(pk=user.pk).exists():
        raise ParcoursError(_("Choisissez quelqu'un du conseil de ce programme."))
