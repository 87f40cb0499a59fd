"""What a planning would do: the sites, worksites and sessions of its lines, against those on record."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext as _

from chantiers.imports import cells
from chantiers.imports.report import Place, Report
from chantiers.imports.tables import Field, Table, read_chantiers, read_sessions
from chantiers.models import Chantier, Session, Site
from chantiers.planning import holiday_name, local_period
from participants.imports.columns import fold_words
from participants.imports.errors import CellRefusedError, FileRefusedError
from participants.imports.reading import Row, read_sheets

_DEFAULT_PLACES = 8


@dataclass
class PlanningPlan:
    """The records a planning makes or fills; ``fills`` holds the fields filled of records already there."""

    report: Report = field(default_factory=Report)
    sites: dict[str, Site] = field(default_factory=dict)
    chantiers: dict[str, Chantier] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    fills: list[tuple[Chantier | Session, set[str]]] = field(default_factory=list)
    matched: int = 0

    @property
    def new_sites(self) -> list[Site]:
        """The sites to make."""
        return [site for site in self.sites.values() if site.pk is None]

    @property
    def new_chantiers(self) -> list[Chantier]:
        """The worksites to make."""
        return [chantier for chantier in self.chantiers.values() if chantier.pk is None]

    def summary(self) -> dict:
        """Return the answer of the command: lines that make a record, fill one, or say what is known."""
        return {
            "created": len(self.new_chantiers) + len(self.sessions),
            "updated": len(self.fills),
            "matched": self.matched,
            "sites": len(self.new_sites),
            "chantiers": len(self.new_chantiers),
            "sessions": len(self.sessions),
            **self.report.as_dict(),
        }


def plan_planning(staged: dict, *, programme, options: dict) -> PlanningPlan:
    """Return what a staged planning would do in ``programme``; raises ``FileRefusedError``.

    Nothing is written. A worksite is known by its code, a session by its worksite and hours; a file fills blanks only.
    """
    sheets = [sheet for sheet in read_sheets(staged, options) if not sheet.is_hidden]
    chantier_tables = [table for sheet in sheets if (table := read_chantiers(sheet))]
    session_tables = [table for sheet in sheets if (table := read_sessions(sheet))]
    if not (chantier_tables or session_tables):
        raise FileRefusedError(_("Aucune feuille de chantiers ou de séances n'a été trouvée."))
    planner = _Planner(programme)
    known = {table.sheet for table in [*chantier_tables, *session_tables]}
    for sheet in sheets:
        if sheet.name not in known and sheet.rows:
            planner.plan.report.warn(Place(sheet.name, sheet.rows[0].number), _("Cette feuille n'est pas lue."))
    for table in chantier_tables:
        planner.read_table(table, planner.read_chantier)
    for table in session_tables:
        planner.read_table(table, planner.read_session)
    return planner.plan


class _Line:
    """One line while it is read: its problems, and the values that could be read."""

    def __init__(self, table: Table, row: Row, report: Report):
        self.table, self.row, self.report = table, row, report
        self.is_refused = False

    def place(self, name: Field) -> Place:
        return Place(self.table.sheet, self.row.number, self.table.header(name))

    def refuse(self, name: Field, reason: str) -> None:
        self.is_refused = True
        self.report.refuse(self.place(name), reason)

    def warn(self, name: Field, reason: str) -> None:
        self.report.warn(self.place(name), reason)

    def text(self, name: Field, longest: int) -> str:
        return self.value(name, lambda text: cells.read_text(text, longest), "") or ""

    def value(self, name: Field, read, blank):
        """Return a cell as ``read`` understands it, ``blank`` when it is empty, None when it is refused."""
        text = self.table.text(self.row, name)
        if not text:
            return blank
        try:
            return read(text)
        except CellRefusedError as refusal:
            self.refuse(name, str(refusal))
            return None

    def needed(self, name: Field, read, missing: str):
        """Return a cell that cannot be empty, None when it is refused."""
        if not self.table.text(self.row, name):
            self.refuse(name, missing)
            return None
        return self.value(name, read, None)


class _Planner:
    """Reads the lines one by one against the records of a programme, loaded once."""

    def __init__(self, programme):
        self.programme = programme
        self.plan = PlanningPlan(
            sites={fold_words(site.name): site for site in Site.objects.filter(programme=programme)},
            chantiers={
                fold_words(chantier.code): chantier
                for chantier in Chantier.objects.filter(programme=programme).select_related("site")
            },
        )
        self.known_sessions: dict[int, dict[tuple, Session]] = defaultdict(dict)
        self.busy: dict[int, list] = defaultdict(list)
        owners = {chantier.pk: id(chantier) for chantier in self.plan.chantiers.values()}
        for session in Session.objects.filter(chantier__in=owners):
            owner = owners[session.chantier_id]
            self.known_sessions[owner][session.period.lower, session.period.upper] = session
            if session.state != Session.State.CANCELLED:
                self.busy[owner].append(session.period)

    def read_table(self, table: Table, read_line) -> None:
        """Read every line of a table that is not a total."""
        for header in table.dropped:
            self.plan.report.drop(header)
        for row in table.rows:
            first = next((cell for cell in row.cells if cell), "")
            if not fold_words(first).startswith("total"):
                read_line(_Line(table, row, self.plan.report))

    def read_chantier(self, line: _Line) -> None:
        """Plan the worksite of a line: a new one, or blanks filled of the one that has this code."""
        code = line.needed(Field.CODE, lambda text: cells.read_text(text, 30), _("Le code manque."))
        values = {
            "works": line.text(Field.WORKS, 200) or code,
            "starts_on": line.needed(Field.STARTS_ON, cells.read_day, _("La date de début manque.")),
            "ends_on": line.needed(Field.ENDS_ON, cells.read_day, _("La date de fin manque.")),
            "places": line.value(Field.PLACES, cells.read_places, None),
            "day_amount": line.value(Field.DAY_AMOUNT, cells.read_amount, None),
            "indicative_hours": line.text(Field.INDICATIVE_HOURS, 200),
            "nuisance": line.text(Field.NUISANCE, 200),
        }
        site_name = line.text(Field.SITE, 150)
        known = self.plan.chantiers.get(fold_words(code)) if code else None
        if known is None and code and not site_name:
            line.refuse(Field.SITE, _("Le site manque."))
        first, last = values["starts_on"], values["ends_on"]
        if first and last and last < first:
            line.refuse(Field.ENDS_ON, _("La fin vient après le début."))
        if line.is_refused:
            return
        if known is None:
            self._make_chantier(code, site_name, values)
        else:
            self._compare_chantier(line, known, site_name, values)

    def _make_chantier(self, code: str, site_name: str, values: dict) -> None:
        site = self.plan.sites.setdefault(fold_words(site_name), Site(programme=self.programme, name=site_name))
        values["places"] = values["places"] or _DEFAULT_PLACES
        self.plan.chantiers[fold_words(code)] = Chantier(programme=self.programme, site=site, code=code, **values)

    def _compare_chantier(self, line: _Line, known: Chantier, site_name: str, values: dict) -> None:
        """Fill what is blank of a known worksite, and show what differs without changing it."""
        self.plan.matched += 1
        if site_name and fold_words(site_name) != fold_words(known.site.name):
            line.warn(Field.SITE, _differs(known.site.name))
        filled = set()
        for name, value in values.items():
            there = getattr(known, name)
            if value in (None, "") or (name == "works" and not line.table.text(line.row, Field.WORKS)):
                continue
            if there in (None, ""):
                setattr(known, name, value)
                filled.add(name)
            elif there != value:
                line.warn(Field(name), _differs(there))
        if filled and known.pk is not None:
            self.plan.fills.append((known, filled))

    def read_session(self, line: _Line) -> None:
        """Plan the session of a line: a new one, or the one that holds these hours already."""
        code = line.needed(Field.CODE, str, _("Le chantier manque."))
        chantier = self.plan.chantiers.get(fold_words(code)) if code else None
        if code and chantier is None:
            line.refuse(Field.CODE, _("Aucun chantier ne porte le code « %(code)s ».") % {"code": code[:40]})
        day = line.needed(Field.DAY, cells.read_day, _("La date manque."))
        start = line.needed(Field.START, cells.read_clock, _("L'heure de début manque."))
        end = line.needed(Field.END, cells.read_clock, _("L'heure de fin manque."))
        kind = line.needed(Field.KIND, cells.read_kind, _("Le type manque : chantier ou atelier."))
        texts = {"activity": line.text(Field.ACTIVITY, 200), "supervisor": line.text(Field.SUPERVISOR, 150)}
        if start and end and end <= start:
            line.refuse(Field.END, _("L'heure de fin vient après l'heure de début."))
        if not line.is_refused:
            self._plan_session(line, chantier, (day, start, end), kind, texts)
        if line.is_refused:
            return
        if name := holiday_name(day):
            line.warn(Field.DAY, _("Jour férié : %(name)s.") % {"name": name})
        if not chantier.starts_on <= day <= chantier.ends_on:
            line.warn(Field.DAY, _("Ce jour est hors des dates du chantier."))

    def _plan_session(
        self, line: _Line, chantier: Chantier, hours: tuple[date, time, time], kind: str, texts: dict[str, str]
    ) -> None:
        period = local_period(*hours)
        if known := self.known_sessions[id(chantier)].get((period.lower, period.upper)):
            self._compare_session(line, known, kind, texts)
            return
        if any(other.lower < period.upper and period.lower < other.upper for other in self.busy[id(chantier)]):
            line.refuse(Field.START, _("Une autre séance de ce chantier occupe déjà ce moment."))
            return
        session = Session(chantier=chantier, period=period, kind=kind, **texts)
        self.busy[id(chantier)].append(period)
        self.known_sessions[id(chantier)][period.lower, period.upper] = session
        self.plan.sessions.append(session)

    def _compare_session(self, line: _Line, known: Session, kind: str, texts: dict[str, str]) -> None:
        self.plan.matched += 1
        if kind != known.kind:
            line.warn(Field.KIND, _differs(known.get_kind_display()))
        filled = set()
        for name, value in texts.items():
            there = getattr(known, name)
            if value and not there:
                setattr(known, name, value)
                filled.add(name)
            elif value and there != value:
                line.warn(Field(name), _differs(there))
        if filled and known.pk is not None:
            self.plan.fills.append((known, filled))


def _differs(there: str | int | date | Decimal) -> str:
    """Return the sentence about a value of the file that is not the one on record."""
    words = f"{there:%d/%m/%Y}" if isinstance(there, date) else there
    return _("Valeur différente : « %(there)s » est gardé.") % {"there": words}
