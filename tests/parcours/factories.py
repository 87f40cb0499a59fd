"""Records of pathways for tests: invented people, partners and referrals."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from parcours.models import (
    Agreement,
    Assessment,
    Contact,
    FollowUp,
    Note,
    Objective,
    Outcome,
    Parcours,
    Partner,
    PartnerContact,
    PartnerService,
    Referral,
    Step,
)
from tests.factories import EnrolmentFactory, ProgrammeFactory, UserFactory


class ParcoursFactory(DjangoModelFactory):
    """An open pathway; give ``programme`` and ``referent`` of the story."""

    class Meta:
        model = Parcours

    class Params:
        programme = factory.SubFactory(ProgrammeFactory)

    enrolment = factory.SubFactory(
        EnrolmentFactory, programme=factory.SelfAttribute("..programme"), entered_on=date(2025, 3, 3)
    )
    referent = factory.SubFactory(UserFactory)
    opened_by = factory.SelfAttribute("referent")
    opened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=5))


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    parcours = factory.SubFactory(ParcoursFactory)
    words = "Je veux travailler dehors."
    set_on = factory.SelfAttribute("parcours.opened_on")


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    parcours = factory.SubFactory(ParcoursFactory)
    moment = "entry"
    strengths = "Sait peindre, connaît tout le quartier."
    done_on = factory.SelfAttribute("parcours.opened_on")
    done_by = factory.SelfAttribute("parcours.referent")


class StepFactory(DjangoModelFactory):
    class Meta:
        model = Step

    parcours = factory.SubFactory(ParcoursFactory)
    kind = "fle"
    theme = "language"
    words = "Passer le test de français"
    who = "vous"
    place = "Centre d'essai"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=3))


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    parcours = factory.SubFactory(ParcoursFactory)
    kind = "call"
    held_on = factory.LazyFunction(timezone.localdate)
    sentence = "Va bien, cherche une place en crèche."
    by = factory.SelfAttribute("parcours.referent")


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Partenaire {n}")
    kind = "oisp"


class PartnerServiceFactory(DjangoModelFactory):
    class Meta:
        model = PartnerService

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Cours {n}")
    themes = ["language"]
    languages = ["français"]


class PartnerContactFactory(DjangoModelFactory):
    class Meta:
        model = PartnerContact

    partner = factory.SubFactory(PartnerFactory)
    name = "Contact d'essai"
    email = factory.Sequence(lambda n: f"contact{n}@example.org")


class ReferralFactory(DjangoModelFactory):
    """A draft; ``make_sent`` takes it further."""

    class Meta:
        model = Referral

    parcours = factory.SubFactory(ParcoursFactory)
    theme = "language"
    need = "Apprendre à lire le français."
    partner = factory.SubFactory(
        PartnerFactory, programme=factory.LazyAttribute(lambda o: o.factory_parent.parcours.enrolment.programme)
    )
    contact = factory.SubFactory(PartnerContactFactory, partner=factory.SelfAttribute("..partner"))
    created_by = factory.SelfAttribute("parcours.referent")


def make_sent(referral: Referral, *, days_ago: int = 0, facts=("name", "phone", "need")) -> Referral:
    """Give a draft its agreement, freeze what is told, and send it ``days_ago`` days ago, without any mail."""
    person = referral.parcours.enrolment.participant
    values = {"name": person.full_name, "phone": person.phone, "need": referral.need}
    Agreement.objects.create(
        referral=referral,
        facts=list(facts),
        way="signed",
        agreed_on=timezone.localdate(),
        recorded_by=referral.created_by,
        disclosed=[{"code": code, "label": code, "value": values.get(code, "–")} for code in facts],
    )
    referral.state, referral.sent_at = "sent", timezone.now() - timedelta(days=days_ago)
    referral.save()
    return referral


class OutcomeFactory(DjangoModelFactory):
    class Meta:
        model = Outcome

    parcours = factory.SubFactory(ParcoursFactory)
    situation = "fixed_term"
    exited_on = factory.LazyFunction(timezone.localdate)
    evidence = "contract"
    recorded_by = factory.SelfAttribute("parcours.referent")


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = FollowUp

    outcome = factory.SubFactory(OutcomeFactory)
    wave = "28d"
    due_on = factory.LazyAttribute(lambda follow_up: follow_up.outcome.exited_on + timedelta(days=28))


class NoteFactory(DjangoModelFactory):
    """A plain note; a confidential one is written by the action, which seals it."""

    class Meta:
        model = Note

    programme = factory.SubFactory(ProgrammeFactory)
    participant = factory.LazyAttribute(lambda note: EnrolmentFactory(programme=note.programme).participant)
    author = factory.SubFactory(UserFactory)
    level = "follow_up"
    body = "Viendra avec sa sœur."
