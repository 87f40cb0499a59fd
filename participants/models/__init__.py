"""People, what they were told and signed, and the allowances they are owed."""

from participants.models.allowance import AllowanceCeiling, AllowanceLine, AllowanceYear
from participants.models.convention import Convention, ConventionCounter, ConventionSignature, InformationReceipt
from participants.models.digest import TaskDigest
from participants.models.document import Document
from participants.models.enrolment import Enrolment, JobSeekerEvidence
from participants.models.imports import ImportRun
from participants.models.income import IncomePeriod, PreStartCheck, Restriction
from participants.models.key import PersonKey
from participants.models.person import Participant
from participants.models.task import Task

__all__ = [
    "AllowanceCeiling",
    "AllowanceLine",
    "AllowanceYear",
    "Convention",
    "ConventionCounter",
    "ConventionSignature",
    "Document",
    "Enrolment",
    "ImportRun",
    "IncomePeriod",
    "InformationReceipt",
    "JobSeekerEvidence",
    "Participant",
    "PersonKey",
    "PreStartCheck",
    "Restriction",
    "Task",
    "TaskDigest",
]
