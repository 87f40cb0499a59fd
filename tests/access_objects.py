"""One object of each kind in a programme, and which of them stand in each address: extended with every new URL.

A new address with an argument gets one line in ``URL_OBJECTS``; a new kind of object gets one property of ``World``.
"""

from datetime import date, timedelta
from functools import cached_property

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone

from accounts.models import AccessLink, Programme
from accounts.roles import Role
from chantiers.actions import importing as workbooks
from chantiers.models import Session
from participants.actions.importing import apply_import, keep_staged, stage_file
from participants.models import (
    AllowanceCeiling,
    AllowanceLine,
    AllowanceYear,
    Convention,
    Document,
    ImportRun,
    IncomePeriod,
    PreStartCheck,
    Restriction,
)
from tests.factories import (
    AllowanceLineFactory,
    AttendanceFactory,
    ConventionFactory,
    PlacementFactory,
    SessionFactory,
    make_payable,
)
from tests.fixtures import make_user
from tests.parcours import access_objects as of_parcours
from tests.participants.list_files import DATA

DAY = date(2025, 3, 3)
LIST = "Nom;Prénom;Date de naissance\nPeeters;Anne;01/02/1980\nInconnu;;\n"
PDF = b"%PDF-1.4\n%%EOF\n"


class World(of_parcours.ParcoursWorld):
    """A programme with one object of each kind, made when first asked for.

    ``names`` gives the words that stand for the resident: a honeytoken in the tests that look for one.
    """

    year = DAY.year
    day = DAY.isoformat()
    section = "contact"

    def __init__(self, programme: Programme, **names: str):
        self.programme = programme
        self.names = names

    @cached_property
    def placement(self):
        """A resident in the group of a worksite, enrolled in the programme."""
        return PlacementFactory(
            chantier__programme=self.programme,
            **{f"participant__{field}": value for field, value in self.names.items()},
        )

    @cached_property
    def person(self):
        """The resident."""
        return self.placement.participant

    @cached_property
    def chantier(self):
        """The worksite."""
        return self.placement.chantier

    @cached_property
    def site(self):
        """The place of the worksite."""
        return self.chantier.site

    @cached_property
    def session(self):
        """An open session, with the resident marked present."""
        session = SessionFactory(chantier=self.chantier, on=DAY)
        AttendanceFactory(session=session, participant=self.person)
        return session

    @cached_property
    def closed_session(self):
        """A session whose register is closed."""
        session = SessionFactory(
            chantier=self.chantier,
            on=DAY + timedelta(days=1),
            state=Session.State.CLOSED,
            closed_at=timezone.now(),
        )
        AttendanceFactory(session=session, participant=self.person)
        return session

    @cached_property
    def convention(self):
        """The resident's signed convention with its copy, and every other condition of a payable day."""
        return make_payable(self.person, self.programme, self.year, scan=self.document)

    @cached_property
    def issued(self):
        """A convention issued and not yet signed."""
        return ConventionFactory(
            participant=self.person, programme=self.programme, state=Convention.State.ISSUED, signed_on=None
        )

    @cached_property
    def draft(self):
        """A convention not yet issued."""
        blank = {"year": None, "number": None, "issued_at": None, "pdf": "", "pdf_sha256": "", "signed_on": None}
        return ConventionFactory(
            participant=self.person, programme=self.programme, state=Convention.State.DRAFT, **blank
        )

    @cached_property
    def line(self):
        """A line held because its day comes before the signature."""
        return AllowanceLineFactory(
            participant=self.person, programme=self.programme, day=DAY, reasons=["before_signature"]
        )

    @cached_property
    def approved_line(self):
        """A line already approved."""
        convention = self.convention
        AllowanceYear.objects.filter(participant=self.person, year=self.year).update(ceiling="1692.51")
        approver = make_user(self.programme, Role.COORDINATOR)
        return AllowanceLineFactory(
            participant=self.person,
            programme=self.programme,
            day=DAY + timedelta(days=1),
            state=AllowanceLine.State.APPROVED,
            convention=convention,
            approved_by=approver,
            approved_at=convention.issued_at,
        )

    @cached_property
    def income(self):
        """An income situation of the resident."""
        return IncomePeriod.objects.create(participant=self.person, kind="cpas")

    @cached_property
    def check(self):
        """A check made before the first day."""
        return PreStartCheck.objects.create(participant=self.person, kind="cpas", done_on=DAY)

    @cached_property
    def restriction(self):
        """A restriction to respect."""
        return Restriction.objects.create(participant=self.person, words="pas de port de charges")

    @cached_property
    def document(self):
        """A private file about the resident."""
        return Document.objects.create(
            participant=self.person,
            title="Preuve",
            file=ContentFile(PDF, name="preuve.pdf"),
            content_type="application/pdf",
            sha256="0" * 64,
            size=len(PDF),
        )

    @cached_property
    def staged_import(self):
        """A list of people still to check."""
        run = stage_file(LIST.encode(), "liste.csv", programme=self.programme, by=None)
        keep_staged(run)
        return run

    @cached_property
    def applied_import(self):
        """A list of people already taken in."""
        run = stage_file(LIST.encode(), "liste.csv", programme=self.programme, by=None)
        keep_staged(run)
        apply_import(run)
        return run

    @cached_property
    def staged_planning(self):
        """A planning still to check."""
        return self._staged_workbook("planning.xlsx", ImportRun.Kind.PLANNING)

    @cached_property
    def staged_attendance(self):
        """Attendance sheets still to check."""
        return self._staged_workbook("presences.xlsx", ImportRun.Kind.ATTENDANCE)

    def _staged_workbook(self, name, kind):
        content = (DATA / name).read_bytes()
        run = workbooks.stage_file(content, name, kind=kind, programme=self.programme, by=None)
        keep_staged(run)
        return run

    @cached_property
    def member(self):
        """Somebody of the team."""
        return make_user(self.programme, Role.OPERATIONS)

    @cached_property
    def token(self) -> str:
        """The token of an open link."""
        return AccessLink.make(user=self.member, purpose=AccessLink.Purpose.RESET, by=None)[1].split("/")[-2]

    @cached_property
    def ceiling(self):
        """A legal ceiling, which belongs to no programme."""
        return AllowanceCeiling.objects.first()


# Address → argument → what of the World stands there.
URL_OBJECTS: dict[str, dict[str, str]] = {
    "accounts:access_link": {"token": "token"},
    "accounts:user_close": {"pk": "member"},
    "accounts:user_edit": {"pk": "member"},
    "accounts:user_link": {"pk": "member"},
    "accounts:user_reopen": {"pk": "member"},
    "chantiers:attendance": {"pk": "session"},
    "chantiers:attendance_close": {"pk": "session"},
    "chantiers:attendance_correct": {"pk": "closed_session", "person": "person"},
    "chantiers:attendance_form": {"pk": "session"},
    "chantiers:attendance_remark": {"pk": "session"},
    "chantiers:attendance_preview": {"pk": "staged_attendance"},
    "chantiers:attendance_reopen": {"pk": "session"},
    "chantiers:attendance_ticks": {"pk": "session"},
    "chantiers:chantier_detail": {"pk": "chantier"},
    "chantiers:chantier_edit": {"pk": "chantier"},
    "chantiers:chantier_state": {"pk": "chantier"},
    "chantiers:convention_draft": {"pk": "person"},
    "chantiers:convention_group": {"pk": "chantier"},
    "chantiers:mark": {"pk": "session", "person": "person"},
    "chantiers:mark_everyone": {"pk": "session"},
    "chantiers:placement_create": {"pk": "chantier"},
    "chantiers:placement_edit": {"pk": "placement"},
    "chantiers:planning_preview": {"pk": "staged_planning"},
    "chantiers:session_cancel": {"pk": "session"},
    "chantiers:session_create": {"pk": "chantier"},
    "chantiers:session_delete_upcoming": {"pk": "chantier"},
    "chantiers:session_edit": {"pk": "session"},
    "chantiers:session_restore": {"pk": "session"},
    "chantiers:session_series": {"pk": "chantier"},
    "chantiers:sign_in_sheet": {"pk": "session"},
    "chantiers:site_edit": {"pk": "site"},
    "participants:bank_account_edit": {"pk": "person"},
    "participants:check_create": {"pk": "person"},
    "participants:check_delete": {"pk": "check"},
    "participants:check_edit": {"pk": "check"},
    "participants:convention_cancel": {"pk": "issued"},
    "participants:convention_detail": {"pk": "convention"},
    "participants:convention_edit": {"pk": "draft"},
    "participants:convention_end": {"pk": "convention"},
    "participants:convention_issue": {"pk": "draft"},
    "participants:convention_pdf": {"pk": "convention"},
    "participants:convention_scan": {"pk": "convention"},
    "participants:convention_sign": {"pk": "issued"},
    "participants:document_create": {"pk": "person"},
    "participants:document_delete": {"pk": "document"},
    "participants:document_download": {"pk": "document"},
    "participants:enrolment_edit": {"pk": "person"},
    "participants:evidence_edit": {"pk": "person"},
    "participants:import_apply": {"pk": "staged_import"},
    "participants:import_discard": {"pk": "staged_import"},
    "participants:import_options": {"pk": "staged_import"},
    "participants:import_preview": {"pk": "staged_import"},
    "participants:import_refused": {"pk": "applied_import"},
    "participants:import_result": {"pk": "applied_import"},
    "participants:import_undo": {"pk": "applied_import"},
    "participants:income_create": {"pk": "person"},
    "participants:income_delete": {"pk": "income"},
    "participants:income_edit": {"pk": "income"},
    "participants:line_correct": {"pk": "approved_line"},
    "participants:line_release": {"pk": "line"},
    "participants:participant_detail": {"pk": "person"},
    "participants:participant_edit": {"pk": "person", "section": "section"},
    "participants:receipt_create": {"pk": "person"},
    "participants:register_pdf": {"year": "year"},
    "participants:register_year": {"year": "year"},
    "participants:restriction_create": {"pk": "person"},
    "participants:restriction_delete": {"pk": "restriction"},
    "participants:restriction_edit": {"pk": "restriction"},
    "participants:year_edit": {"pk": "person", "year": "year"},
    **of_parcours.URL_OBJECTS,
}

# Address → what a POST must carry for the page to look at it at all.
URL_FIELDS: dict[str, dict[str, str]] = {
    "accounts:programme_switch": {"programme": "programme"},
    **of_parcours.URL_FIELDS,
}


def arguments(name: str, world: World) -> dict:
    """Return the arguments of the address ``name`` for the objects of ``world``."""
    return _values(URL_OBJECTS.get(name, {}), world)


def fields(name: str, world: World) -> dict:
    """Return what is posted to the address ``name`` for the objects of ``world``."""
    return _values(URL_FIELDS.get(name, {}), world)


def _values(wanted: dict[str, str], world: World) -> dict:
    values = {argument: getattr(world, what) for argument, what in wanted.items()}
    return {argument: value.pk if isinstance(value, Model) else value for argument, value in values.items()}


def records_of(name: str, world: World) -> list[str]:
    """Return the arguments of the address ``name`` that are records, which another programme may not reach."""
    return [argument for argument, what in URL_OBJECTS.get(name, {}).items() if isinstance(getattr(world, what), Model)]
