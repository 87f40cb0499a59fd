"""A counsellor's files: what each person still misses before a first volunteering day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from participants.conditions import check_reasons, mend_url
from participants.dossier import time_without_work
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
    gaps += [Gap(capfirst(reason.label), mend_url(reason, person.pk)) for reason in check_reasons(person, day)]
    if not person.has_emergency_contact:
        gaps.append(Gap(_("Personne à prévenir non indiquée"), f"{person.get_absolute_url()}#urgence"))
    return gaps


def _evidence_gaps(enrolment, day):
    proof = time_without_work(enrolment, day)
    url = f"{enrolment.participant.get_absolute_url()}#recherche-emploi"
    if proof.is_enough or proof.evidence.waiver_reason:
        return []
    if proof.months is None:
        return [Gap(_("Durée sans travail inconnue"), url)]
    return [Gap(_("Moins de %(months)d mois sans travail, sans dérogation") % {"months": proof.required}, url)]
