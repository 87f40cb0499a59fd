"""What the addresses of parcours hold: one object of each kind, added to the World of tests/access_objects.py."""

from functools import cached_property

from accounts.roles import Role
from chantiers.actions.importing import stage_file
from chantiers.models import Relay
from parcours.actions.importing import apply_import
from parcours.actions.notes import write_note
from parcours.actions.referral_links import copy_link
from parcours.actions.sheets import make_sheet_link
from participants.actions.importing import keep_staged
from participants.models import Enrolment, ImportRun, Task
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

PARTNERS = b"Nom;Service\nCentre d'essai;Cours\n;Sans nom\n"


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
    def confidential_note(self):
        """A confidential note, which its author alone reads."""
        return write_note(self.person, level="confidential", text="Ne le dire à personne.", by=self.counsellor)

    draft_form = "note"

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
    def staged_partners(self):
        """A list of partners still to check."""
        run = stage_file(PARTNERS, "liste.csv", kind=ImportRun.Kind.PARTNERS, programme=self.programme, by=None)
        keep_staged(run)
        return run

    @cached_property
    def applied_partners(self):
        """A list of partners already taken in, one of its lines refused."""
        run = stage_file(PARTNERS, "liste.csv", kind=ImportRun.Kind.PARTNERS, programme=self.programme, by=None)
        keep_staged(run)
        apply_import(run)
        return run

    @cached_property
    def draft_referral(self):
        """A referral being prepared."""
        return ReferralFactory(parcours=self.parcours, partner=self.partner, contact=self.partner_contact)

    @cached_property
    def referral(self):
        """A referral sent."""
        return make_sent(ReferralFactory(parcours=self.parcours, partner=self.partner, contact=self.partner_contact))

    @cached_property
    def partner_token(self):
        """The token of the partner's link about the referral sent."""
        return copy_link(self.referral, by=self.counsellor).split("/")[-2]

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

    sheet_language, as_paper = "fr", "on"

    @cached_property
    def sheet_token(self) -> str:
        """The token of the resident's own sheet."""
        return make_sheet_link(self.enrolment, language="fr", by=self.counsellor)[1].split("/")[-2]

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
    "parcours:assessment_list": {"pk": "walker"},
    "parcours:assessment_edit": {"pk": "walker", "moment": "moment"},
    "parcours:objective_create": {"pk": "walker"},
    "parcours:objective_edit": {"pk": "objective"},
    "parcours:step_create": {"pk": "walker"},
    "parcours:step_edit": {"pk": "step"},
    "parcours:step_state": {"pk": "step"},
    "parcours:plan_pdf": {"pk": "walker"},
    # notes
    "parcours:contact_create": {"pk": "walker"},
    "parcours:contact_edit": {"pk": "contact"},
    "parcours:note_list": {"pk": "person"},
    "parcours:note_create": {"pk": "person"},
    "parcours:note_edit": {"pk": "practical_note"},
    "parcours:note_read": {"pk": "confidential_note"},
    "parcours:note_readers": {"pk": "confidential_note"},
    "parcours:draft_save": {"pk": "person", "form": "draft_form"},
    "parcours:draft_delete": {"pk": "person", "form": "draft_form"},
    # partners
    "parcours:partner_contact_create": {"pk": "partner"},
    "parcours:partner_contact_edit": {"pk": "partner_contact"},
    "parcours:partner_detail": {"pk": "partner"},
    "parcours:partner_edit": {"pk": "partner"},
    "parcours:partner_import_preview": {"pk": "staged_partners"},
    "parcours:partner_import_options": {"pk": "staged_partners"},
    "parcours:partner_import_discard": {"pk": "staged_partners"},
    "parcours:partner_import_refused": {"pk": "applied_partners"},
    "parcours:partner_import_undo": {"pk": "applied_partners"},
    "parcours:partner_verify": {"pk": "partner"},
    "parcours:service_create": {"pk": "partner"},
    "parcours:service_edit": {"pk": "service"},
    # referrals
    "parcours:referral_create": {"pk": "walker"},
    "parcours:referral_detail": {"pk": "referral"},
    "parcours:referral_edit": {"pk": "draft_referral"},
    "parcours:agreement_create": {"pk": "draft_referral"},
    "parcours:agreement_withdraw": {"pk": "referral"},
    "parcours:referral_send": {"pk": "draft_referral"},
    "parcours:referral_fiche": {"pk": "referral"},
    "parcours:referral_move": {"pk": "referral"},
    "parcours:referral_link_new": {"pk": "referral"},
    "parcours:referral_reply": {"pk": "referral"},
    "parcours:partner_link": {"token": "partner_token"},
    "parcours:partner_open": {"token": "partner_token"},
    "parcours:partner_page": {"token": "partner_token"},
    "parcours:partner_thanks": {"token": "partner_token"},
    "parcours:partner_ask_again": {"token": "partner_token"},
    # exits
    "parcours:exit_edit": {"pk": "walker"},
    "parcours:exit_detail": {"pk": "leaver"},
    "parcours:follow_up": {"pk": "follow_up"},
    "parcours:attempt_create": {"pk": "follow_up"},
    "parcours:follow_up_unreached": {"pk": "follow_up"},
    "parcours:follow_up_declined": {"pk": "follow_up"},
    "parcours:handover_create": {"pk": "walker"},
    # sheets
    "chantiers:relay_create": {"pk": "session", "person": "person"},
    "chantiers:relay_create_for_person": {"pk": "person"},
    "parcours:next_step": {"pk": "person"},
    "parcours:own_sheet": {"token": "sheet_token"},
    "parcours:relay_take_up": {"pk": "relay"},
    "parcours:sheet_make": {"pk": "person"},
    "parcours:sheet_manage": {"pk": "person"},
    "parcours:sheet_revoke": {"pk": "person"},
    "participants:task_done": {"pk": "task"},
}

# Address → what a POST must carry for the page to look at it at all.
URL_FIELDS: dict[str, dict[str, str]] = {
    "parcours:sheet_make": {"language": "sheet_language", "as_paper": "as_paper"},
}

# Address → the one role whose object stands there: for the other roles that hold the right, it does not exist.
ROLE_OF_OBJECT: dict[str, str] = {"participants:task_done": Role.COUNSELLOR}
