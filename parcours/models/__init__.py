"""Pathways, notes, partners, referrals, exits and the links that open one thing without an account."""

from parcours.models.assessment import Assessment, ThemeAssessment
from parcours.models.contact import Contact, Draft
from parcours.models.follow_up import FollowUp, FollowUpAttempt
from parcours.models.link import LinkOpening, ReferralLink, SheetLink
from parcours.models.note import Level, Note, NoteReading, NoteVersion
from parcours.models.outcome import FunderReading, Outcome, Situation, VoluntaryAnswer
from parcours.models.parcours import Handover, Objective, Parcours, Theme
from parcours.models.partner import Partner, PartnerContact, PartnerService
from parcours.models.referral import Agreement, Disclosure, Fact, NeedMet, Referral, ReferralState, ReferralTransition
from parcours.models.step import Step, StepKind, StepState, StepTransition

__all__ = [
    "Agreement",
    "Assessment",
    "Contact",
    "Disclosure",
    "Draft",
    "Fact",
    "FollowUp",
    "FollowUpAttempt",
    "FunderReading",
    "Handover",
    "Level",
    "LinkOpening",
    "NeedMet",
    "Note",
    "NoteReading",
    "NoteVersion",
    "Objective",
    "Outcome",
    "Parcours",
    "Partner",
    "PartnerContact",
    "PartnerService",
    "Referral",
    "ReferralLink",
    "ReferralState",
    "ReferralTransition",
    "SheetLink",
    "Situation",
    "Step",
    "StepKind",
    "StepState",
    "StepTransition",
    "Theme",
    "ThemeAssessment",
    "VoluntaryAnswer",
]
