"""The morning mail: how many tasks wait, never about whom."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Programme, User
from participants.models import Task, TaskDigest


def send_digests(programme: Programme, *, today: date) -> int:
    """Tell each colleague who has tasks due by ``today`` how many, once a day; return how many mails left.

    A mail holds a number and an address: no name, no kind of task. A server that refuses one mail keeps the others'.
    """
    team = User.objects.team_of(programme)
    return sum(_tell(user, programme, today) for user in team)


@transaction.atomic
def _tell(user: User, programme: Programme, today: date) -> bool:
    roles = {held.role for held in user.held_memberships if held.programme_id == programme.pk}
    count = Task.objects.waiting_for(user, roles, programme).due_by(today).count()
    if not count:
        return False
    _digest, is_new = TaskDigest.objects.get_or_create(
        user=user, programme=programme, day=today, defaults={"task_count": count}
    )
    if is_new:
        context = {
            "name": user.first_name,
            "count": count,
            "programme": programme,
            "address": f"{settings.SITE_URL}{reverse('participants:task_list')}",
        }
        with translation.override(user.language):
            subject = render_to_string("emails/task_digest_subject.txt", context).strip()
            body = render_to_string("emails/task_digest.txt", context)
        EmailMessage(subject, body, to=[user.email]).send()
    return is_new
