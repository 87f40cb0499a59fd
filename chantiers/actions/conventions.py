"""What a worksite gives to a convention: its draft."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chantiers.models import Chantier, Placement
from config.database.refusals import sentence_of
from participants.actions.conventions import ConventionError
from participants.models import Convention, Participant


@transaction.atomic
def draft_convention(
    participant: Participant, *, chantier: Chantier, by, starts_on: date | None = None, ends_on: date | None = None
) -> Convention:
    """Draft a convention with the worksite's task, places, indicative hours and day amount copied into it.

    Without dates it runs from the person's first day in the group, else the worksite's, to the end of the worksite.
    The amount is the worksite's own, else the programme's, in euros. Raises ``ConventionError`` without an amount, or
    when the person already has a convention under way in the programme on one of these days.
    """
    Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    place = Placement.objects.of_chantier(chantier).in_group().filter(participant=participant).latest_first().first()
    starts_on = starts_on or (place.starts_on if place else chantier.starts_on)
    ends_on = ends_on or chantier.ends_on
    amount = chantier.day_amount if chantier.day_amount is not None else chantier.programme.day_amount
    if amount is None:
        raise ConventionError(_("Indiquez d’abord le défraiement par jour, du chantier ou du programme."))
    same_days = Convention.objects.current().overlapping(starts_on, ends_on)
    if same_days.filter(participant=participant, programme=chantier.programme).exists():
        raise ConventionError(_("Cette personne a déjà une convention en cours à ces dates."), "starts_on")
    lead = chantier.lead
    try:
        with transaction.atomic():
            return Convention.objects.create(
                programme=chantier.programme,
                participant=participant,
                task=chantier.works,
                places=_places(chantier.site),
                indicative_hours=chantier.indicative_hours,
                referent=lead.get_full_name() if lead else "",
                referent_phone=chantier.programme.duty_line,
                starts_on=starts_on,
                ends_on=ends_on,
                day_amount=amount,
                drafted_by=by,
            )
    except IntegrityError as error:
        raise ConventionError(sentence_of(error, Convention), "ends_on") from error


def _places(site) -> str:
    """Return the site's name, address and postcode in one line."""
    return ", ".join(part for part in (site.name, site.address, site.postcode) if part)
