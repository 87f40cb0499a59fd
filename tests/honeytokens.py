"""A token in each secret field of one person's file, and the roles that may read it (tests/data/permissions.csv)."""

from datetime import UTC, date, datetime

from django.utils import timezone

from accounts.models import Programme
from accounts.roles import Role
from accounts.scope import rows_seen_by
from chantiers.models import Relay
from parcours.actions.agreements import record_agreement
from parcours.actions.drafts import keep_draft
from parcours.actions.notes import edit_note, write_note
from parcours.actions.referral_links import send_by
from parcours.models import Draft, Handover, Level, Note, NoteReading, Referral, ReferralTransition
from participants.models import IncomePeriod, Restriction
from tests.access_objects import World
from tests.fixtures import make_user
from tests.parcours.factories import (
    AssessmentFactory,
    ContactFactory,
    NoteFactory,
    ObjectiveFactory,
    OutcomeFactory,
    PartnerFactory,
    ReferralFactory,
    StepFactory,
)

TEAM = frozenset({Role.OPERATIONS, Role.COUNSELLOR, Role.COORDINATOR})
FIELD, DESK = frozenset({Role.OPERATIONS, Role.COUNSELLOR}), frozenset({Role.COUNSELLOR})
NOBODY = frozenset()
BORN_ON = date(1931, 7, 23)  # these two days stand nowhere else
READ_AT = datetime(1987, 6, 5, 12, tzinfo=UTC)
SECRETS = {
    "zzphone": TEAM,
    "zzemail": TEAM,
    "zzaddress": TEAM,
    "zzemergency": TEAM,
    "zzrelation": TEAM,
    "23 juillet 1931": TEAM,
    "23/07/1931": TEAM,
    "zzrestriction": FIELD,
    "zzpractical": FIELD,
    "zzfollowup": DESK,
    "zzshared": DESK,
    "zzcontact": DESK,
    "zzrelay": DESK,
    "zzobjective": DESK,
    "zzstrength": DESK,
    "zztheme": DESK,
    "zzstep": DESK,
    "zzneed": DESK,
    "zzquestion": DESK,
    "zzhandover": DESK,
    "zzoutcome": DESK,
    "zzconfidential": NOBODY,  # its author and the colleague named
    "zzdraft": NOBODY,  # its author
    "5 juin 1987": NOBODY,  # when a confidential note was read: its author, and the person
    "zzearlier": NOBODY,  # a follow-up note, and a confidential one, before they were edited: no page shows that
    "zzformer": NOBODY,
    "zzincome": NOBODY,  # an income as a list put it: kept to check an import by, no page shows it
    "1931-07-23": NOBODY,  # as machines write a day of birth: no page, script or file does
    "be68zziban7034": NOBODY,
}
CONFIDENTIAL = {"zzconfidential", "zzdraft", "5 juin 1987"}
PERSON = {
    "phone": "zzphone",
    "email": "zzemail@example.org",
    "address": "zzaddress",
    "emergency_name": "zzemergency",
    "emergency_relation": "zzrelation",
    "birth_date": BORN_ON,
    "iban": "BE68zzIBAN7034",
}
TICKED = ("name", "email", "need")  # what the person lets the partner know


class SecretWorld(World):
    """Everything of a programme about one person, a token in each secret field.

    ``reader`` is the colleague named for ``secret``, the confidential note of ``counsellor``.
    """

    def __init__(self, programme: Programme):
        super().__init__(programme, **PERSON)
        self.reader = make_user(programme, Role.COUNSELLOR)
        self.secret = self._write_notes()
        self._fill_the_pathway()
        self.referral = self._send_referral()
        IncomePeriod.objects.create(participant=self.person, kind="cpas", as_said="zzincome")
        Restriction.objects.create(participant=self.person, words="zzrestriction")
        Relay.objects.create(
            programme=programme, participant=self.person, session=self.session, sentence="zzrelay", sent_by=self.member
        )
        self.outcome = OutcomeFactory(parcours=self.parcours, organisation="zzoutcome", recorded_by=self.counsellor)
        for kind in (name for name in dir(World) if not name.startswith("_")):
            getattr(self, kind)
        typed = {"level": [Level.CONFIDENTIAL], "text": ["zzdraft"]}
        keep_draft(self.person.pk, Draft.Form.NOTE, typed, by=self.counsellor)  # a note written takes its draft away

    def _write_notes(self) -> Note:
        person, author = self.person, self.counsellor
        note = {"programme": self.programme, "participant": person, "author": author}
        NoteFactory(**note, level="practical", body="zzpractical")
        edit_note(NoteFactory(**note, level="follow_up", body="zzearlier"), text="zzfollowup", by=author)
        partner = PartnerFactory(programme=self.programme)
        NoteFactory(**note, level="shared", body="zzshared", partner=partner, consented_on="2026-03-04")
        secret = write_note(person, level=Level.CONFIDENTIAL, text="zzformer", readers=[self.reader], by=author)
        secret = edit_note(secret, text="zzconfidential", by=author)
        with rows_seen_by(self.reader):
            NoteReading.objects.create(
                note=secret, participant=person, reader=self.reader, reader_role=Role.COUNSELLOR, read_at=READ_AT
            )
        return secret

    def _fill_the_pathway(self):
        parcours = self.parcours
        ContactFactory(parcours=parcours, sentence="zzcontact")
        ObjectiveFactory(parcours=parcours, words="zzobjective")
        assessment = AssessmentFactory(parcours=parcours, moment="middle", strengths="zzstrength")
        assessment.themes.create(theme="housing", situation="urgent", words="zztheme")
        StepFactory(parcours=parcours, words="zzstep")
        Handover.objects.create(
            parcours=parcours,
            from_user=self.reader,
            to_user=self.counsellor,
            reason="zzhandover",
            handed_by=self.counsellor,
        )

    def _send_referral(self) -> Referral:
        referral = ReferralFactory(
            parcours=self.parcours, partner=self.partner, contact=self.partner_contact, need="zzneed"
        )
        record_agreement(referral, facts=TICKED, way="signed", agreed_on=timezone.localdate(), by=self.counsellor)
        send_by(referral, way="fiche", by=self.counsellor)
        ReferralTransition.objects.create(referral=referral, kind="question", words="zzquestion")
        referral.refresh_from_db()
        return referral


def tokens_in(texts) -> set[str]:
    """Return the tokens that stand in some texts, whatever their capitals."""
    everything = "\n".join(map(str, texts)).lower()
    return {token for token in SECRETS if token in everything}
