"""What attendance sheets would do: places made, marks written, registers closed, against those on record."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from chantiers.actions.attendance import minutes_of
from chantiers.imports.cells import Mark, read_mark
from chantiers.imports.names import Known, PeopleOfProgramme
from chantiers.imports.report import Place, Report
from chantiers.imports.sheets import Block, Column, find_chantier, is_not_a_person, match_sessions, read_blocks
from chantiers.models import Attendance, Chantier, Placement, Session
from chantiers.models.attendance import PRESENT_STATES
from participants.imports.columns import fold_words
from participants.imports.errors import CellRefusedError, FileRefusedError
from participants.imports.names import has_lost_letter
from participants.imports.reading import Row, Sheet, read_sheets

State = Attendance.State


class ChoiceError(Exception):
    """A choice that names no line to choose, or nobody of the programme."""


@dataclass
class AttendancePlan:
    """The records attendance sheets make or change.

    ``created`` and ``filled`` are marks, ``new_places`` and ``moved_places`` places in groups, ``closing`` the sessions
    whose people are all marked then, ``opening`` those that get their first marks and wait for others.
    """

    report: Report = field(default_factory=Report)
    created: list[Attendance] = field(default_factory=list)
    filled: list[Attendance] = field(default_factory=list)
    matched: int = 0
    new_places: list[Placement] = field(default_factory=list)
    moved_places: list[Placement] = field(default_factory=list)
    closing: list[Session] = field(default_factory=list)
    opening: list[Session] = field(default_factory=list)

    def summary(self) -> dict:
        """Return the answer of the command: ``marks`` and ``sessions`` count what the file writes, not what it holds."""
        marks = [*self.created, *self.filled]
        states = Counter(mark.state for mark in marks)
        by_chantier: dict[Chantier, list[Attendance]] = defaultdict(list)
        for mark in marks:
            by_chantier[mark.session.chantier].append(mark)
        return {
            "created": len(self.created),
            "updated": len(self.filled),
            "matched": self.matched,
            "sessions": len({mark.session for mark in marks}),
            "closed": len(self.closing),
            "placements": len(self.new_places),
            "marks": {state: states[state] for state in State.values if state},
            "worksites": [
                {
                    "code": chantier.code,
                    "sessions": len({mark.session for mark in own}),
                    "marks": dict(Counter(mark.state for mark in own)),
                }
                for chantier, own in by_chantier.items()
            ],
            **self.report.as_dict(),
        }


def plan_attendance(staged: dict, *, programme, options: dict, choices: dict[str, str]) -> AttendancePlan:
    """Return what staged attendance sheets would do in ``programme``; nothing is written.

    ``choices`` say who a line is, by its key; the only sheet of a workbook may stay unsaid. Raises ``FileRefusedError``
    or ``ChoiceError``.
    """
    sheets = [sheet for sheet in read_sheets(staged, options) if not sheet.is_hidden and sheet.rows]
    blocks = {sheet.name: read_blocks(sheet) for sheet in sheets}
    if not any(blocks.values()):
        raise FileRefusedError(_("Aucune feuille avec des noms et des dates n'a été trouvée."))
    planner = _Planner(programme, _with_sheet(choices, [name for name, found in blocks.items() if found]))
    planner.load([(sheet, blocks[sheet.name]) for sheet in sheets])
    for sheet in sheets:
        planner.read_sheet(sheet, blocks[sheet.name])
    planner.check_choices()
    planner.settle_sessions()
    return planner.plan


def _with_sheet(choices: dict[str, str], sheets: list[str]) -> dict[str, str]:
    """Return the choices under the keys of the lines, the only sheet named where it was left out."""
    if len(sheets) != 1 or not sheets[0]:
        return choices
    return {key if "!" in key else f"{sheets[0]}!{key}": choice for key, choice in choices.items()}


class _Planner:
    """Reads the sheets one by one against the records of their worksites, loaded once."""

    def __init__(self, programme, choices: dict[str, str]):
        self.plan = AttendancePlan()
        self.choices, self.unused = choices, set(choices)
        self.people = PeopleOfProgramme(programme)
        self.chantiers = {fold_words(c.code): c for c in Chantier.objects.filter(programme=programme)}
        self.chantier_of: dict[str, Chantier] = {}
        self.sessions: dict[int, list[Session]] = defaultdict(list)
        self.marks: dict[tuple[int, int], Attendance] = {}
        self.places: dict[int, dict[int, list[Placement]]] = defaultdict(lambda: defaultdict(list))
        self.presences: dict[tuple[int, date], list[Attendance]] = defaultdict(list)
        self.touched: dict[int, Session] = {}

    def load(self, sheets: list[tuple[Sheet, list[Block]]]) -> None:
        """Load what the sheets' worksites hold already."""
        for sheet, blocks in sheets:
            if blocks and (chantier := find_chantier(sheet, self.chantiers, blocks)):
                self.chantier_of[sheet.name] = chantier
        chantiers = {chantier.pk: chantier for chantier in self.chantier_of.values()}
        for session in Session.objects.filter(chantier__in=chantiers).order_by("period"):
            session.chantier = chantiers[session.chantier_id]
            self.sessions[session.chantier_id].append(session)
        for place in Placement.objects.filter(chantier__in=chantiers).order_by("starts_on"):
            place.chantier = chantiers[place.chantier_id]
            self.places[place.chantier_id][place.participant_id].append(place)
        for mark in Attendance.objects.filter(session__chantier__in=chantiers):
            self.marks[mark.session_id, mark.participant_id] = mark
        days = {session.day for sessions in self.sessions.values() for session in sessions}
        others = Attendance.objects.present().filter(session__day__in=days, participant__in=self.people.people)
        for mark in others.select_related("session"):
            self.presences[mark.participant_id, mark.session.day].append(mark)

    def read_sheet(self, sheet: Sheet, blocks: list[Block]) -> None:
        """Plan every line of a sheet."""
        report = self.plan.report
        if not blocks:
            report.warn(Place(sheet.name, sheet.rows[0].number), _("Cette feuille n'est pas lue."))
            return
        chantier = self.chantier_of.get(sheet.name)
        if chantier is None:
            reason = _("Aucun chantier ne porte le code « %(code)s ».") % {"code": sheet.name}
            report.refuse(Place(sheet.name, sheet.rows[0].number), reason)
            return
        seen: set[tuple[int, int]] = set()
        for block in blocks:
            for header in block.dropped:
                report.drop(header)
            match_sessions(block.columns, self.sessions[chantier.pk])
            self._say_columns(sheet.name, block)
            for row in block.rows:
                self._read_row(sheet.name, chantier, block, row, seen)

    def _say_columns(self, sheet: str, block: Block) -> None:
        """Refuse once a column without a session that holds marks, and warn once of a year read otherwise."""
        used = {column.index for row in block.rows for column, _text in block.marks(row)}
        for column in block.columns:
            place = Place(sheet, block.header_row, column.header)
            if column.problem and column.index in used:
                self.plan.report.refuse(place, column.problem)
            elif column.warning:
                self.plan.report.warn(place, column.warning)

    def _read_row(self, sheet: str, chantier: Chantier, block: Block, row: Row, seen: set[tuple[int, int]]) -> None:
        place, name, texts = Place(sheet, row.number, block.name_header), block.name(row), list(block.marks(row))
        if is_not_a_person(name, [text for _column, text in texts]):
            return
        if not name:
            self.plan.report.refuse(place, _("Le nom manque."))
            return
        person = self._find(place, name)
        if person is None:
            return
        if (block.header_row, person.pk) in seen:
            self.plan.report.refuse(place, _("Cette personne est déjà sur une ligne au-dessus."))
            return
        seen.add((block.header_row, person.pk))
        if has_lost_letter(name):
            self.plan.report.warn(place, _("Lettre perdue, lu comme « %(name)s ».") % {"name": person.label})
        read = [(column, mark) for column, text in texts if (mark := self._read_mark(place, column, text))]
        self._take_in(chantier, block, person, [column.session.day for column, _mark in read])
        for column, mark in read:
            self._plan_mark(Place(sheet, row.number, column.header), column.session, person, mark)

    def _find(self, place: Place, name: str) -> Known | None:
        """Return who a line is, or say why nobody."""
        if (choice := self.choices.get(place.key)) is not None:
            self.unused.discard(place.key)
            if not choice.isdecimal() or int(choice) not in self.people.people:
                raise ChoiceError(_("Ligne %(row)s : personne du programme n'a ce numéro.") % {"row": place.key})
            return self.people.people[int(choice)]
        same = self.people.same(name)
        if len(same) == 1:
            return same[0]
        if candidates := same or self.people.perhaps(name):
            self.plan.report.ask(place, name, [{"id": known.pk, "label": known.label} for known in candidates])
        else:
            reason = _("« %(name)s » n'est pas une personne du programme.") % {"name": name[:60]}
            self.plan.report.refuse(place, reason)
        return None

    def _read_mark(self, place: Place, column: Column, text: str) -> Mark | None:
        if column.session is None:
            return None
        try:
            return read_mark(text)
        except CellRefusedError as refusal:
            self.plan.report.refuse(Place(place.sheet, place.row, column.header), str(refusal))
            return None

    def _take_in(self, chantier: Chantier, block: Block, person: Known, days: list[date]) -> None:
        """Give a person of a sheet a place from its first session; a place held already may only start earlier."""
        sessions = [column.session.day for column in block.columns if column.session]
        places = self.places[chantier.pk][person.pk]
        in_group = [place for place in places if place.state in (Placement.State.ACTIVE, Placement.State.LEFT)]
        if not sessions:
            return
        if in_group:
            first = in_group[0]
            if days and min(days) < first.starts_on:
                first.starts_on = min(days)
                self._move(first)
            return
        waiting = next((p for p in places if p.state in (Placement.State.CANDIDATE, Placement.State.INVITED)), None)
        place = waiting or Placement(chantier=chantier, participant_id=person.pk)
        place.state, place.starts_on = Placement.State.ACTIVE, min(sessions)
        if waiting:
            self._move(waiting)
        else:
            self.plan.new_places.append(place)
            places.append(place)

    def _move(self, place: Placement) -> None:
        if place.pk is not None and place not in self.plan.moved_places:
            self.plan.moved_places.append(place)

    def _plan_mark(self, place: Place, session: Session, person: Known, mark: Mark) -> None:
        """Write a mark where none is; never over another one."""
        known = self.marks.get((session.pk, person.pk))
        if known is not None and known.state != State.NOT_MARKED:
            self._compare(place, session, known, mark)
            return
        if problem := self._problem_of(session, person, mark):
            self.plan.report.refuse(place, problem)
            return
        written = known or Attendance(session=session, participant_id=person.pk, period=session.period)
        written.session = session
        written.state, written.arrived_at, written.left_at = mark.state, mark.arrived_at, mark.left_at
        written.minutes = minutes_of(session, mark.arrived_at, mark.left_at) if written.is_present else 0
        (self.plan.created if known is None else self.plan.filled).append(written)
        self.marks[session.pk, person.pk] = written
        self.touched[session.pk] = session
        if written.is_present:
            self.presences[person.pk, session.day].append(written)

    def _compare(self, place: Place, session: Session, known: Attendance, mark: Mark) -> None:
        self.touched[session.pk] = session
        is_same_hour = mark.arrived_at in (None, known.arrived_at) and mark.left_at in (None, known.left_at)
        if known.state == mark.state and is_same_hour:
            self.plan.matched += 1
        else:
            words = _("Valeur différente : « %(state)s » est gardé.") % {"state": known.get_state_display()}
            self.plan.report.warn(place, words)

    def _problem_of(self, session: Session, person: Known, mark: Mark) -> str:
        """Return why a new mark cannot be written, empty when it can."""
        if session.state == Session.State.CLOSED and not session.is_entered_afterwards:
            return _("Séance déjà clôturée : la coordination corrige avec un motif.")
        if not self._covers(session, self.places[session.chantier_id][person.pk]):
            return _("La personne n'est pas dans le groupe ce jour-là.")
        if mark.state in PRESENT_STATES:
            for other in self.presences[person.pk, session.day]:
                if other.period.lower < session.period.upper and session.period.lower < other.period.upper:
                    return _("Cette personne est déjà présente ailleurs à ce moment.")
        return ""

    @staticmethod
    def _covers(session: Session, places: list[Placement]) -> bool:
        return any(
            place.state in (Placement.State.ACTIVE, Placement.State.LEFT)
            and place.starts_on <= session.day
            and (place.ends_on is None or place.ends_on >= session.day)
            for place in places
        )

    def check_choices(self) -> None:
        """Refuse a choice for a line that the file does not hold."""
        if self.unused:
            raise ChoiceError(_("Aucune ligne %(row)s à choisir.") % {"row": min(self.unused)})

    def settle_sessions(self) -> None:
        """Close the registers whose people are all marked now; the others that got a mark are open."""
        new = {mark.session_id for mark in [*self.plan.created, *self.plan.filled]}
        for session in self.touched.values():
            if not session.can_be_marked:
                continue
            group = [pk for pk, places in self.places[session.chantier_id].items() if self._covers(session, places)]
            marks = [self.marks.get((session.pk, pk)) for pk in group]
            if all(mark is not None and mark.state for mark in marks):
                self.plan.closing.append(session)
            elif session.pk in new and session.state == Session.State.PLANNED:
                self.plan.opening.append(session)
