"""A counsellor's files: what each person still misses before a first volunteering day."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from participants.conditions import check_reasons, mend_url
from participants.models import Enrolment, Participant


@dataclass(frozen=True)
class Gap:
    """Something missing, in words, and where it is mended."""

    words: str
    url: str


@dataclass(frozen=True)
class File:
    """A person followed in a programme, and what is missing today."""

    enrolment: Enrolment
    gaps: list[Gap]


def files_of(user, day: date) -> list[File]:
    """Return the files of the active programme, those that miss most first: two queries, whatever their number."""
    people = Participant.objects.with_facts(user.active_programme_id)
    enrolments = (
        Enrolment.objects.visible_to(user)
        .current()
        .select_related("evidence", "programme")
        .prefetch_related(Prefetch("participant", queryset=people))
    )
    files = [File(enrolment, _gaps(enrolment, day)) for enrolment in enrolments]
    return sorted(files, key=lambda file: (-len(file.gaps), file.enrolment.participant.sort_key))


def _gaps(enrolment, day):
    person = enrolment.participant
    gaps = _evidence_gaps(enrolment, day)
    gaps += [
        Gap(reason.label[:1].upper() + reason.label[1:], mend_url(reason, person.pk))
        for reason in check_reasons(person, day)
    ]
    if not person.has_emergency_contact:
        gaps.append(Gap(_("Personne à prévenir non indiquée"), f"{person.get_absolute_url()}#urgence"))
    return gaps


def _evidence_gaps(enrolment, day):
    required = enrolment.programme.required_months
    try:
        evidence = enrolment.evidence
    except ObjectDoesNotExist:
        evidence = None
    url = f"{enrolment.participant.get_absolute_url()}#recherche-emploi"
    if evidence is None or (evidence.since is None and not evidence.waiver_reason):
        return [Gap(_("Durée sans travail inconnue"), url)]
    if evidence.is_enough_on(enrolment.entered_on or day, required):
        return []
    return [Gap(_("Moins de %(months)d mois sans travail, sans dérogation") % {"months": required}, url)]
