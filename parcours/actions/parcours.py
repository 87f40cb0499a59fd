"""A pathway opened, and passed from one counsellor to another."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from parcours.models import Handover, Parcours
from participants.actions.tasks import settle
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


def hand_over(parcours: Parcours, *, to: User, reason: str, by: User) -> Handover:
    """Pass a file to another counsellor, who finds a task; the trace stays. Raises ``ParcoursError``."""
    return hand_over_many([parcours], to=to, reason=reason, by=by)[0]


@transaction.atomic
def hand_over_many(files: Iterable[Parcours], *, to: User, reason: str, by: User) -> list[Handover]:
    """Pass several files to one counsellor, all or none, in as many queries for one as for fifty.

    Each leaves its own trace; its open tasks follow, and the task of an earlier handover gives way to the new one.
    Raises ``ParcoursError``.
    """
    chosen = [parcours.pk for parcours in files]
    locked = Parcours.objects.filter(pk__in=chosen).select_for_update(of=("self",))
    passed = list(locked.select_related("enrolment").order_by("pk"))
    if any(parcours.referent_id == to.pk for parcours in passed):
        raise ParcoursError(_("Cette personne suit déjà ce dossier."))
    for programme_id in {parcours.enrolment.programme_id for parcours in passed}:
        _refuse_other_than_counsellor(to, programme_id)
    earlier = Handover.objects.filter(parcours__in=passed).values_list("pk", flat=True)
    settle(*map(_key, earlier), by=by)
    handovers = Handover.objects.bulk_create(
        Handover(parcours=parcours, from_user_id=parcours.referent_id, to_user=to, reason=reason, handed_by=by)
        for parcours in passed
    )
    Parcours.objects.filter(pk__in=chosen).update(referent=to)
    _pass_open_tasks(handovers, to=to)
    Task.objects.bulk_create(_task_of(handover) for handover in handovers)
    return handovers


def _pass_open_tasks(handovers: list[Handover], *, to: User) -> None:
    passed = Handover.objects.filter(
        pk__in=[handover.pk for handover in handovers],
        from_user=OuterRef("assignee"),
        parcours__enrolment__participant=OuterRef("participant"),
        parcours__enrolment__programme=OuterRef("programme"),
    )
    Task.objects.open().filter(Exists(passed), role=Role.COUNSELLOR).update(assignee=to)


def _task_of(handover: Handover) -> Task:
    """Return the task that tells of a new handover: its key cannot be taken yet."""
    enrolment = handover.parcours.enrolment
    return Task(
        words=_("Un dossier vous est confié."),
        kind=Task.Kind.HANDOVER,
        programme_id=enrolment.programme_id,
        participant_id=enrolment.participant_id,
        role=Role.COUNSELLOR,
        assignee=handover.to_user,
        due_on=timezone.localdate(),
        key=_key(handover.pk),
        url=handover.parcours.get_absolute_url(),
    )


def _key(handover_id: int) -> str:
    return f"handover:{handover_id}"


def _refuse_other_than_counsellor(user: User, programme_id: int) -> None:
    if not User.objects.counsellors_of(programme_id).filter(pk=user.pk).exists():
        raise ParcoursError(_("Choisissez quelqu'un du conseil de ce programme."))
