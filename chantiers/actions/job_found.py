"""Work found, said on the attendance page: one task for the counsellors, who alone open the exit."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from chantiers.models import Attendance
from participants.actions.tasks import ask, settle
from participants.models import Task

SAME_NEWS_DAYS = 30  # marks closer than that tell the same news
DAYS_TO_ACT = 2


def follow_job_found(mark: Attendance, *, before: bool, by) -> None:
    """Ask the counsellors once when a mark starts to say "emploi trouvé", and take it back with the last such mark.

    ``before`` tells whether the mark said so until now. Marks of the weeks around tell the same news: they neither ask
    again for what is done, nor let a cleared one settle what they still say. No query when neither says anything.
    """
    if before == mark.says_job_found:
        return
    programme = mark.session.chantier.programme_id
    marks = Attendance.objects.about(mark.participant_id).of_programme(programme).exclude(pk=mark.pk)
    if marks.saying_job_found().around(mark.session.day, days=SAME_NEWS_DAYS).exists():
        return
    key = f"job_found:{mark.participant_id}:{programme}"
    if before:
        settle(key, by=by)
        return
    ask(
        _("Emploi trouvé ? Prenez contact et encodez la sortie."),
        kind=Task.Kind.JOB_FOUND,
        programme_id=programme,
        participant_id=mark.participant_id,
        due_on=timezone.localdate() + timedelta(days=DAYS_TO_ACT),
        key=key,
        url=reverse("parcours:person", args=[mark.participant_id]),
    )
