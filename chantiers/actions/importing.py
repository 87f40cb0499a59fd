"""Plannings and attendance sheets: staged, previewed, applied."""

import hashlib
from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Programme
from chantiers.actions.attendance import close_typed_sessions
from chantiers.actions.lines import follow_day_amounts, refresh_lines
from chantiers.imports.attendance import AttendancePlan, plan_attendance
from chantiers.imports.planning import PlanningPlan, plan_planning
from chantiers.models import Attendance, Chantier, Placement, Session, Site
from participants.actions.enrolment import record_entry
from participants.actions.importing import check_state
from participants.imports import reading
from participants.imports.national_number import remove_national_numbers
from participants.models import ImportRun

_BATCH = 500
_MARK_FIELDS = ["state", "arrived_at", "left_at", "minutes", "marked_by", "marked_at", "revision"]


def stage_file(content: bytes, name: str, *, kind: str, programme, by) -> ImportRun:
    """Return an unsaved import of a planning or of attendance sheets, without any national number.

    Raises ``FileRefusedError``.
    """
    return ImportRun(
        programme=programme,
        kind=kind,
        file_name=remove_national_numbers(name)[-255:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        staged=reading.stage(content),
        created_by=by,
    )


def plan_of(run: ImportRun) -> PlanningPlan | AttendancePlan:
    """Return what applying the import would do now. Raises ``FileRefusedError`` or ``ChoiceError``."""
    if run.kind == ImportRun.Kind.PLANNING:
        return plan_planning(run.staged, programme=run.programme, options=run.options)
    return plan_attendance(run.staged, programme=run.programme, options=run.options, choices=run.choices)


@transaction.atomic
def apply_import(run: ImportRun, *, by, choices: dict[str, str] | None = None) -> dict:
    """Write what the plan says, keep what was made, drop the staged copy, and return the command's answer.

    ``choices`` say who the ambiguous lines are. The programme's row is locked: two files imported at once cannot each make the same worksite. Raises
    ``ImportRunError`` when the import is no longer staged.
    """
    Programme.objects.select_for_update().get(pk=run.programme_id)
    if run.pk:
        run.refresh_from_db()
    check_state(run, ImportRun.State.STAGED)
    run.choices = choices or {}
    plan = plan_of(run)
    run.summary = plan.summary()
    write = _write_planning if run.kind == ImportRun.Kind.PLANNING else _write_attendance
    run.made = write(plan, by=by)
    run.staged, run.choices = None, {}
    run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
    run.save()
    return run.summary


def _write_planning(plan: PlanningPlan, *, by) -> dict:
    """Write sites, worksites and sessions in a number of queries that does not depend on how many they are."""
    sites, chantiers = plan.new_sites, plan.new_chantiers
    Site.objects.bulk_create(sites)
    for chantier in chantiers:
        chantier.site = chantier.site  # the site has its number now
    Chantier.objects.bulk_create(chantiers)
    for session in plan.sessions:
        session.chantier = session.chantier
    Session.objects.bulk_create(plan.sessions, batch_size=_BATCH)
    filled = defaultdict(dict)
    for record, names in plan.fills:
        record.save(update_fields=names)
        filled[type(record).__name__.lower()][record.pk] = sorted(names)
    follow_day_amounts([record.pk for record, names in plan.fills if "day_amount" in names])
    made = {"site": sites, "chantier": chantiers, "session": plan.sessions}
    return {"created": {kind: [record.pk for record in rows] for kind, rows in made.items()}, "filled": filled}


def _write_attendance(plan: AttendancePlan, *, by) -> dict:
    """Write places, marks and closings in few queries; the history's triggers keep who did it."""
    now = timezone.now()
    Placement.objects.bulk_create(plan.new_places)
    Placement.objects.bulk_update(plan.moved_places, ["state", "starts_on"])
    _record_entries([*plan.new_places, *plan.moved_places])
    for mark in [*plan.created, *plan.filled]:
        mark.marked_by, mark.marked_at = by, now
    for mark in plan.filled:
        mark.revision += 1
    Attendance.objects.bulk_create(plan.created, batch_size=_BATCH)
    Attendance.objects.bulk_update(plan.filled, _MARK_FIELDS, batch_size=_BATCH)
    opening = Session.objects.filter(pk__in=[session.pk for session in plan.opening])
    opening.update(state=Session.State.OPEN)
    close_typed_sessions(plan.closing, by=by)
    _refresh_closed(plan)
    return {
        "created": {
            "placement": [place.pk for place in plan.new_places],
            "attendance": [mark.pk for mark in plan.created],
        },
        "filled": {"attendance": [mark.pk for mark in plan.filled]},
        "closed": [session.pk for session in plan.closing],
    }


def _record_entries(places: list[Placement]) -> None:
    """Record the first day in a group as the entry in the programme of those who had none."""
    people: dict[tuple[int, date], list[int]] = defaultdict(list)
    for place in places:
        people[place.chantier.programme_id, place.starts_on].append(place.participant_id)
    for (programme, day), ids in sorted(people.items(), key=lambda entry: entry[0][1]):
        record_entry(ids, programme, day)


def _refresh_closed(plan: AttendancePlan) -> None:
    """Propose the lines of marks added to registers that were closed after an earlier file."""
    people: dict[int, set[int]] = defaultdict(set)
    for mark in [*plan.created, *plan.filled]:
        if mark.session.state == Session.State.CLOSED:
            people[mark.session.day.year].add(mark.participant_id)
    for year, ids in people.items():
        refresh_lines(ids, year)
