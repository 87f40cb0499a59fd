"""THE table of permissions: what each right covers, and the roles that hold it in their active programme."""

import functools
from dataclasses import dataclass, field

from accounts.roles import Role

OPERATIONS, COUNSELLOR, HOUSING, COORDINATOR, ADMINISTRATOR = (
    Role.OPERATIONS,
    Role.COUNSELLOR,
    Role.HOUSING,
    Role.COORDINATOR,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True)
class Right:
    """One row of the table.

    ``what`` is the row's name, ``roles`` hold the right in full, ``limited`` says in words what a role may do of it:
    such a role holds none of this right, only the narrower one that the words name.
    """

    what: str
    roles: frozenset = frozenset()
    limited: dict = field(default_factory=dict)


def _right(what: str, *roles: Role, limited: dict | None = None) -> Right:
    return Right(what, frozenset(roles), limited or {})


TEAM = (OPERATIONS, COUNSELLOR, COORDINATOR)

RIGHTS: dict[str, Right] = {
    "participants.see_people": _right("people: list and administrative page", *TEAM),
    "participants.edit_people": _right("people: create and edit and import and undo an import", *TEAM),
    "participants.merge_people": _right("people: merge duplicates", OPERATIONS, COUNSELLOR),
    "participants.see_checks": _right("income periods and pre-start checks: see", *TEAM),
    "participants.edit_checks": _right("income periods and pre-start checks: edit", OPERATIONS, COUNSELLOR),
    "participants.see_restrictions": _right("restrictions to respect (words only)", OPERATIONS, COUNSELLOR),
    "participants.edit_bank_account": _right("bank account: edit (shown masked)", OPERATIONS),
    "participants.confirm_bank_account": _right("bank account: confirm a change (another person)", COORDINATOR),
    "participants.see_full_bank_account": _right(
        "bank account: full number", limited={COORDINATOR: "payment batch only"}
    ),
    "participants.see_conventions": _right("conventions: see and download", *TEAM),
    "participants.sign_conventions": _right("conventions: issue and have signed and end", OPERATIONS, COORDINATOR),
    "participants.see_allowances": _right("allowances of a person: see", *TEAM),
    "participants.approve_lines": _right("allowance lines: approve", COORDINATOR),
    "participants.prepare_payment": _right("payment batch: prepare", OPERATIONS, COORDINATOR),
    "participants.approve_payment": _right("payment batch: approve (never its preparer)", COORDINATOR),
    "chantiers.see_sessions": _right(
        "worksites and sessions: see", *TEAM, limited={HOUSING: "schedule without persons"}
    ),
    "chantiers.edit_sessions": _right("worksites and sessions and groups: edit", OPERATIONS, COORDINATOR),
    "chantiers.request_access": _right(
        "access request on a session (key or date or problem)", OPERATIONS, HOUSING, COORDINATOR
    ),
    "chantiers.record_attendance": _right("attendance: record and close", OPERATIONS),
    "chantiers.see_attendance": _right("attendance: see", *TEAM),
    "chantiers.correct_attendance": _right("attendance: correct after 48 hours with a reason", COORDINATOR),
    "chantiers.record_safety": _right("safety inductions and equipment and incidents: record", OPERATIONS),
    "chantiers.see_incidents": _right("incidents: see", OPERATIONS, COORDINATOR),
    "chantiers.write_journal": _right("logbook: write", OPERATIONS),
    "chantiers.see_journal": _right("logbook: see", *TEAM),
    "chantiers.send_relay": _right("relay: send", OPERATIONS, COUNSELLOR),
    "parcours.take_up_relay": _right("relay: read and take up", COUNSELLOR),
    "parcours.edit_parcours": _right("pathway: see and edit", COUNSELLOR, limited={COORDINATOR: "figures only"}),
    "parcours.see_next_step": _right("pathway: next appointment and relay state", *TEAM),
    "parcours.practical_notes": _right("note practical: read and write", OPERATIONS, COUNSELLOR),
    "parcours.follow_up_notes": _right("note follow-up: read and write", COUNSELLOR),
    "parcours.shared_notes": _right("note shared: read and write", COUNSELLOR),
    "parcours.confidential_notes": _right(
        "note confidential: read", limited={COUNSELLOR: "author and those named by the author"}
    ),
    "parcours.see_partners": _right("partners directory: see", *TEAM),
    "parcours.edit_partners": _right("partners directory: edit", COUNSELLOR, ADMINISTRATOR),
    "parcours.make_referrals": _right("referrals: see and make", COUNSELLOR),
    "parcours.edit_exits": _right("exits and follow-ups: edit", COUNSELLOR),
    "impact.ask_questionnaires": _right("questionnaires: ask", COUNSELLOR, COORDINATOR),
    "impact.see_answers": _right("questionnaires: answers of one person", COUNSELLOR),
    "impact.see_reports": _right(
        "indicators and reports: see and download",
        *TEAM,
        limited={HOUSING: "site page only (masked under 10)"},
    ),
    "impact.publish_reports": _right("reports: publish", COORDINATOR),
    "accounts.edit_programme": _right("programme settings and document texts", COORDINATOR, ADMINISTRATOR),
    "accounts.edit_reference_data": _right("legal rates and reference data: edit", ADMINISTRATOR),
    "accounts.manage_users": _right("users and roles: manage", ADMINISTRATOR),
    "accounts.see_history": _right("history of changes (never note texts)", COORDINATOR, ADMINISTRATOR),
}

# What a limited cell of the table allows: the row it narrows, and the roles that hold the narrower right.
NARROWER: dict[str, tuple[str, frozenset]] = {
    "chantiers.see_schedule": ("chantiers.see_sessions", frozenset({*TEAM, HOUSING})),
    "parcours.see_figures": ("parcours.edit_parcours", frozenset({COUNSELLOR, COORDINATOR})),
    "parcours.read_confidential_notes": ("parcours.confidential_notes", frozenset({COUNSELLOR})),
}

# Django's own admin serves reference data only; its permission names are those of the models it shows.
ADMIN_MODELS = frozenset({"participants.allowanceceiling", "parcours.funderreading"})


@functools.cache
def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the names of the rights that any of ``roles`` holds."""
    held = {name for name, right in RIGHTS.items() if right.roles & roles}
    held |= {name for name, (_, narrowed) in NARROWER.items() if narrowed & roles}
    if "accounts.edit_reference_data" in held:
        for label in ADMIN_MODELS:
            app, model = label.split(".")
            held |= {f"{app}.{verb}_{model}" for verb in ("view", "add", "change", "delete")}
    return frozenset(held)
