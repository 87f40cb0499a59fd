"""The link of a person's own sheet: made, replaced, closed."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tokens import hash_of, new_token
from parcours.models import SheetLink
from parcours.models.link import SHEET_LINK_LIFETIME
from participants.models import Enrolment


@transaction.atomic
def make_sheet_link(enrolment: Enrolment, *, language: str, by) -> tuple[SheetLink, str]:
    """Make the link of a person's own sheet and return it with its address, shown once and stored nowhere.

    The former link stops working at once.
    """
    Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)  # two made at once: one stays
    revoke_sheet_link(enrolment)
    token, now = new_token(), timezone.now()
    link = SheetLink.objects.create(
        enrolment=enrolment,
        token_hash=hash_of(token),
        language=language,
        made_by=by,
        made_at=now,
        expires_at=now + SHEET_LINK_LIFETIME,
    )
    return link, f"{settings.SITE_URL}{reverse('parcours:own_sheet', args=[token])}"


def revoke_sheet_link(enrolment: Enrolment) -> int:
    """Close the link of a person in a programme at once, and return how many there were: one or none."""
    return SheetLink.objects.beside(enrolment).not_revoked().update(revoked_at=timezone.now())
