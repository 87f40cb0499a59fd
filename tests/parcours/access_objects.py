"""What the addresses of parcours hold: one object of each kind, added to the World of tests/access_objects.py."""

from functools import cached_property

from accounts.roles import Role
from chantiers.models import Relay
from participants.models import Enrolment, Task
from tests.fixtures import make_user
from tests.parcours.factories import (
    AssessmentFactory,
    ContactFactory,
    FollowUpFactory,
    NoteFactory,
    ObjectiveFactory,
    OutcomeFactory,
    ParcoursFactory,
    PartnerContactFactory,
    PartnerFactory,
    PartnerServiceFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)


class ParcoursWorld:
    """The objects of a pathway, for a World that has ``programme`` and ``person``."""

    moment = "entry"

    @cached_property
    def counsellor(self):
        """A counsellor of the programme, who wrote everything below."""
        return make_user(self.programme, Role.COUNSELLOR)

    @cached_property
    def enrolment(self):
        """The resident's place in the programme."""
        return Enrolment.objects.get(participant=self.person, programme=self.programme)

    @cached_property
    def parcours(self):
        """The resident's pathway."""
        return ParcoursFactory(enrolment=self.enrolment, referent=self.counsellor)

    @cached_property
    def walker(self):
        """The resident, once the pathway is open."""
        return self.parcours.enrolment.participant

    @cached_property
    def objective(self):
        """What the resident wants."""
        return ObjectiveFactory(parcours=self.parcours)

    @cached_property
    def assessment(self):
        """The assessment at entry."""
        return AssessmentFactory(parcours=self.parcours)

    @cached_property
    def step(self):
        """A step proposed."""
        return StepFactory(parcours=self.parcours)

    @cached_property
    def contact(self):
        """A call."""
        return ContactFactory(parcours=self.parcours)

    @cached_property
    def note(self):
        """A follow-up note."""
        return NoteFactory(programme=self.programme, participant=self.person, author=self.counsellor)

    @cached_property
    def practical_note(self):
        """A practical note, which operations read too."""
        return NoteFactory(programme=self.programme, participant=self.person, author=self.counsellor, level="practical")

    @cached_property
    def partner(self):
        """An organisation of the directory."""
        return PartnerFactory(programme=self.programme)

    @cached_property
    def service(self):
        """A service of the partner."""
        return PartnerServiceFactory(partner=self.partner)

    @cached_property
    def partner_contact(self):
        """Somebody at the partner."""
        return PartnerContactFactory(partner=self.partner)

    @cached_property
    def draft_referral(self):
        """A referral being prepared."""
        return ReferralFactory(parcours=self.parcours, partner=self.partner, contact=self.partner_contact)

    @cached_property
    def referral(self):
        """A referral sent."""
        return make_sent(ReferralFactory(parcours=self.parcours, partner=self.partner, contact=self.partner_contact))

    @cached_property
    def outcome(self):
        """The exit of the pathway."""
        return OutcomeFactory(parcours=self.parcours, recorded_by=self.counsellor)

    @cached_property
    def leaver(self):
        """The resident, once the exit is on record."""
        return self.outcome.parcours.enrolment.participant

    @cached_property
    def follow_up(self):
        """News to ask for."""
        return FollowUpFactory(outcome=self.outcome)

    @cached_property
    def relay(self):
        """A sentence passed on from the worksite."""
        return Relay.objects.create(
            programme=self.programme,
            participant=self.person,
            session=self.session,
            sentence="Voudrait parler de son logement.",
            sent_by=self.member,
        )

    @cached_property
    def task(self):
        """Something to do for the counsellors; operations has one of its own."""
        return Task.objects.create(
            programme=self.programme,
            participant=self.person,
            role=Role.COUNSELLOR,
            kind=Task.Kind.OTHER,
            words="Rappeler",
            due_on=self.day,
        )


# Address → argument → what of the World stands there.
URL_OBJECTS: dict[str, dict[str, str]] = {
    # people
    "parcours:person": {"pk": "person"},
    "parcours:timeline": {"pk": "walker"},
    "parcours:parcours_open": {"pk": "person"},
    # steps
    # notes
    # partners
    # referrals
    # exits
    "parcours:exit_edit": {"pk": "walker"},
    "parcours:exit_detail": {"pk": "leaver"},
    "parcours:follow_up": {"pk": "follow_up"},
    "parcours:attempt_create": {"pk": "follow_up"},
    "parcours:follow_up_unreached": {"pk": "follow_up"},
    "parcours:follow_up_declined": {"pk": "follow_up"},
    "parcours:handover_create": {"pk": "walker"},
    # sheets
}

# Address → what a POST must carry for the page to look at it at all.
URL_FIELDS: dict[str, dict[str, str]] = {}
