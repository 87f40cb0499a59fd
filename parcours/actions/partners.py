"""What is done to a partner of the directory beside its forms: say that its facts are checked."""

from django.utils import timezone

from parcours.models import Partner


def verify_partner(partner: Partner) -> None:
    """Note that somebody checked, today, the partner's facts with the organisation."""
    partner.verified_on = timezone.localdate()
    partner.save(update_fields=["verified_on"])
