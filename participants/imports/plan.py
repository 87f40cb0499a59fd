"""What a file would do to the people on record: the preview and the import are this one plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.imports.columns import Field
from participants.imports.dates import find_date
from participants.imports.drafts import Draft, Taken
from participants.imports.matching import Identity, Match, PeopleIndex, Verdict, are_alike
from participants.imports.rows import PersonRow, parse_rows
from participants.imports.tables import Table, read_tables, require_people
from participants.models import Enrolment, IncomePeriod, JobSeekerEvidence, Participant, Restriction

NEW = "new"
ROW = "row"


class ChoiceError(Exception):
    """A choice that a line does not allow, with a French sentence."""


@dataclass(frozen=True)
class Candidate:
    """Somebody a line may be: ``id`` is what is chosen, a record's number or ``row12`` for an earlier line."""

    id: int | str
    label: str


@dataclass
class PlannedRow:
    """A line with what would become of it; ``draft`` is None while it is refused or still to choose.

    ``makes_person`` is true of the line that makes a new person, not of later lines recognised as the same one.
    """

    row: PersonRow
    verdict: Verdict
    candidates: list[Candidate] = field(default_factory=list)
    choice: str = ""
    draft: Draft | None = None
    makes_person: bool = False
    taken: Taken = field(default_factory=Taken)

    @property
    def is_refused(self) -> bool:
        """Tell whether the line is left out because of a problem."""
        return bool(self.row.refused)

    @property
    def is_undecided(self) -> bool:
        """Tell whether a person must still choose who the line is."""
        return bool(self.candidates) and not self.choice

    @property
    def is_accepted(self) -> bool:
        """Tell whether the line comes in."""
        return self.draft is not None

    @property
    def shows_record(self) -> bool:
        """Tell whether what the line changes of a record may be shown: never that of another programme's person."""
        return self.is_accepted and not self.makes_person and self.draft.is_visible


@dataclass
class Plan:
    """Every line of a file with its verdict, and every person it touches, in the order of the file."""

    tables: list[Table]
    rows: list[PlannedRow]
    drafts: list[Draft]
    listing: dict


def make_plan(staged: dict, *, programme, options: dict, choices: dict[str, str], today: date) -> Plan:
    """Return what importing a staged file into ``programme`` would do. Nothing is written.

    ``choices`` say, by line (``12`` or ``Feuille!12``), who an ambiguous line is: ``new``, a record's number or
    ``row5``. Raises ``FileRefusedError`` when the file holds no list of people, ``ChoiceError`` for a choice that
    cannot be.
    """
    tables = require_people(read_tables(staged, options))
    rows = [row for table in tables for row in parse_rows(table, today=today)]
    known, visible = _load_known(programme)
    planned, targets = _choose_targets(rows, known, visible, _by_key(choices, rows))
    drafts = _load_drafts({target for target in targets.values() if isinstance(target, int)}, programme)
    listing = guess_listing(tables) | _saved_listing(options)
    by_row: dict[str, Draft] = {}
    for plan_row in planned:
        target = targets.get(plan_row.row.key)
        if target is None:
            continue
        plan_row.makes_person = target == plan_row.row.key
        draft = drafts.get(target) or by_row.get(target) or _new_draft(programme)
        by_row[plan_row.row.key] = plan_row.draft = draft
        plan_row.taken = draft.take(plan_row.row, listing)
    touched = {id(draft): draft for draft in by_row.values()}
    return Plan(tables, planned, list(touched.values()), listing)


def guess_listing(tables: list[Table]) -> dict:
    """Return how a list came: whose it is, told by its columns, and its date, told by the titles above it."""
    fields = {column.field for table in tables for column in table.columns}
    source = Enrolment.Source.OTHER
    if Field.TENANT_NUMBER in fields:
        source = Enrolment.Source.HOUSING
    elif fields & {Field.REGISTERED_SINCE, Field.WITHOUT_WORK_SINCE, Field.INCOME}:
        source = Enrolment.Source.MISSION_LOCALE
    dates = (find_date(heading) for table in tables for heading in table.headings)
    return {"source": source, "listed_on": next(filter(None, dates), None)}


def _saved_listing(options: dict) -> dict:
    saved = options.get("listing", {})
    days = {name: date.fromisoformat(saved[name]) for name in ("listed_on", "informed_on") if saved.get(name)}
    return saved | days


def identity_of(row: PersonRow) -> Identity:
    """Return what tells the person of a line apart."""
    details = row.details
    return Identity(
        (ROW, row.key),
        row.last_name,
        row.first_name,
        row.birth_date,
        (details.get("phone", ""), details.get("other_phone", "")),
        details.get("email", ""),
        details.get("tenant_number", ""),
    )


def _load_known(programme) -> tuple[list[Identity], set[int]]:
    """Return everybody on record, merged records under the person they stand for, and who is in the programme."""
    fields = ("last_name", "first_name", "birth_date", "phone", "other_phone", "email", "tenant_number")
    people = Participant.objects.order_by(F("merged_into").asc(nulls_first=True), "pk")
    rows = people.values_list("pk", "merged_into", *fields).iterator()
    known = [
        Identity(merged_into or pk, last_name, first_name, birth_date, (phone, other_phone), email, tenant_number)
        for pk, merged_into, last_name, first_name, birth_date, phone, other_phone, email, tenant_number in rows
    ]
    return known, set(Participant.objects.canonical().enrolled_in(programme).values_list("pk", flat=True))


def _by_key(choices: dict[str, str], rows: list[PersonRow]) -> dict[str, str]:
    """Return the choices under the keys of the lines; the only sheet of a workbook may stay unsaid."""
    by_key = {row.key: row for row in rows}
    sheets = {row.sheet for row in rows}
    found = {}
    for key, choice in choices.items():
        full = f"{next(iter(sheets))}!{key}" if key not in by_key and len(sheets) == 1 else key
        if full not in by_key:
            raise ChoiceError(_("La ligne %(row)s n'existe pas dans ce fichier.") % {"row": key})
        if by_key[full].refused:
            raise ChoiceError(_("La ligne %(row)s est refusée : il n'y a rien à choisir.") % {"row": key})
        found[full] = choice
    return found


def _choose_targets(
    rows: list[PersonRow], known: list[Identity], visible: set[int], choices: dict[str, str]
) -> tuple[list[PlannedRow], dict[str, int | str]]:
    """Return the lines with their verdicts, and the person each accepted line is: a record's id, or a line's key."""
    index = PeopleIndex.of(known)
    by_id = {identity.key: identity for identity in reversed(known)}
    planned, targets, first_lines = [], {}, {}
    for row in rows:
        if row.refused:
            planned.append(PlannedRow(row, Verdict.NEW))
            continue
        identity = identity_of(row)
        match = index.classify(identity)
        plan_row = PlannedRow(row, match.verdict)
        if match.verdict == Verdict.AMBIGUOUS:
            plan_row.candidates = [_candidate(key, identity, first_lines, by_id, visible) for key in match.keys]
        plan_row.choice = choices.get(row.key, "")
        planned.append(plan_row)
        if plan_row.is_undecided:
            continue
        target = _target_of(plan_row, match, visible)
        targets[row.key] = target
        if target == row.key:
            index.add(identity)
            first_lines[row.key] = identity
    return planned, targets


def _target_of(plan_row: PlannedRow, match: Match, visible: set[int]) -> int | str:
    """Return who an accepted line is; a choice counts where the verdict leaves one."""
    key, choice = plan_row.row.key, plan_row.choice
    if match.verdict == Verdict.SAME:
        same = _target(match.keys[0])
        if choice in ("", NEW, str(_choice_id(match.keys[0]))):
            return same
        raise ChoiceError(_("La ligne %(row)s est déjà reconnue comme une autre personne.") % {"row": key})
    if choice in ("", NEW):
        return key
    for found in match.keys:
        if choice == str(_choice_id(found)):
            return _target(found)
    if choice.isdecimal() and int(choice) in visible:
        return int(choice)
    raise ChoiceError(_("La ligne %(row)s ne peut pas être la personne %(id)s.") % {"row": key, "id": choice})


def _target(key) -> int | str:
    return key[1] if isinstance(key, tuple) else key


def _choice_id(key) -> int | str:
    return f"{ROW}{key[1]}" if isinstance(key, tuple) else key


def _candidate(key, identity: Identity, lines: dict, by_id: dict, visible: set[int]) -> Candidate:
    """Return how a candidate is shown; of somebody of another programme, only what the line itself says."""
    other = lines[key[1]] if isinstance(key, tuple) else by_id[key]
    who = f"{other.first_name} {other.last_name}"
    if other.birth_date:
        who += _(", né·e le %(date)s") % {"date": date_format(other.birth_date, "d/m/Y")}
    if isinstance(key, tuple):
        return Candidate(_choice_id(key), _("ligne %(row)s : %(who)s") % {"row": key[1], "who": who})
    if key not in visible:
        who = _("personne connue d'un autre programme")
        if other.birth_date and other.birth_date == identity.birth_date:
            who += _(", même date de naissance")
        elif are_alike(other.whole, identity.whole):
            who += _(", même nom")
    return Candidate(_choice_id(key), who)


def _new_draft(programme) -> Draft:
    return Draft(Participant(), Enrolment(programme=programme), JobSeekerEvidence(), is_joining=True)


def _load_drafts(ids: Iterable[int], programme) -> dict[int, Draft]:
    """Return a draft of each person on record, in a number of queries that does not depend on how many they are."""
    drafts = {
        person.pk: Draft(person, Enrolment(programme=programme), JobSeekerEvidence(), is_visible=False, is_joining=True)
        for person in Participant.objects.filter(pk__in=ids)
    }
    enrolments = Enrolment.objects.filter(programme=programme, participant__in=drafts).select_related("evidence")
    for enrolment in enrolments.order_by("pk"):  # the last one stands
        draft = drafts[enrolment.participant_id]
        draft.enrolment, draft.is_visible, draft.is_joining = enrolment, True, False
        draft.evidence = getattr(enrolment, "evidence", None) or JobSeekerEvidence()
    for period in IncomePeriod.objects.filter(participant__in=drafts):
        drafts[period.participant_id].income.append(period)
    for restriction in Restriction.objects.filter(participant__in=drafts):
        drafts[restriction.participant_id].restrictions.append(restriction)
    return drafts
