"""The morning mail: how many tasks wait, never about whom."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import Programme, User
from config.mail import send_mail
from participants.models import Task, TaskDigest


@transaction.atomic
def send_digest(user: User, programme: Programme, *, today: date) -> bool:
    """Tell a colleague how many tasks are due by ``today``, once a day; tell whether a mail left.

    The mail holds a number and an address: no name, no kind of task.
    """
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
        send_mail("task_digest", context, to=user.email, language=user.language)
    return is_new
