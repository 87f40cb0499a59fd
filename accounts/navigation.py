"""The menu and the first page of each role: the closed list of what a page links to at its top."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu: the page it opens, the right that page asks for, its word and its icon (heroicons).

    ``unless`` is the right of those who find the same thing under another entry.
    """

    page: str
    right: str
    label: Promise
    icon: str
    unless: str = ""

    def is_for(self, user: User) -> bool:
        """Tell whether the menu of ``user`` holds this entry."""
        return user.has_perm(self.right) and not (self.unless and user.has_perm(self.unless))


MENU = [
    Entry("chantiers:today", "chantiers.record_attendance", _("Aujourd'hui"), "calendar"),
    Entry("chantiers:schedule", "chantiers.see_schedule", _("Agenda"), "calendar-days"),
    Entry("parcours:caseload", "parcours.edit_parcours", _("Parcours"), "folder-open"),
    Entry("participants:task_list", "participants.see_people", _("Tâches"), "check-circle"),
    Entry("parcours:referral_list", "parcours.make_referrals", _("Orientations"), "paper-airplane"),
    Entry("parcours:follow_up_list", "parcours.edit_exits", _("Suivis"), "phone-arrow-up-right"),
    Entry(
        "parcours:figures",
        "parcours.see_figures",
        _("Parcours en chiffres"),
        "presentation-chart-bar",
        unless="parcours.edit_parcours",
    ),
    Entry("participants:participant_list", "participants.see_people", _("Participants"), "users"),
    Entry("parcours:partner_list", "parcours.see_partners", _("Partenaires"), "building-storefront"),
    Entry(
        "parcours:partner_manage",
        "parcours.edit_partners",
        _("Annuaire"),
        "building-storefront",
        unless="parcours.see_partners",
    ),
    Entry("chantiers:chantier_list", "chantiers.see_sessions", _("Chantiers"), "wrench-screwdriver"),
    Entry("participants:convention_list", "participants.see_conventions", _("Conventions"), "document-check"),
    Entry("participants:line_list", "participants.see_allowances", _("Défraiements"), "banknotes"),
    Entry("participants:register", "participants.see_allowances", _("Registre"), "book-open"),
    Entry("impact:first_figures", "impact.see_reports", _("Chiffres"), "chart-bar"),
    Entry("chantiers:site_list", "chantiers.see_sessions", _("Sites"), "map-pin"),
    Entry("participants:import_list", "participants.edit_people", _("Imports"), "arrow-up-tray"),
    Entry("accounts:user_list", "accounts.manage_users", _("Équipe"), "user-group"),
    Entry("accounts:programme_edit", "accounts.edit_programme", _("Réglages"), "cog-6-tooth"),
    Entry(
        "admin:participants_allowanceceiling_changelist",
        "accounts.edit_reference_data",
        _("Données légales"),
        "scale",
    ),
]

FIRST_PAGES = [
    (Role.OPERATIONS, "chantiers:today"),
    (Role.COUNSELLOR, "parcours:caseload"),
    (Role.COORDINATOR, "impact:first_figures"),
    (Role.HOUSING, "chantiers:schedule"),
    (Role.ADMINISTRATOR, "accounts:user_list"),
]


def menu(user: User, path: str) -> list[dict]:
    """Return the entries that ``user`` may open, the one that holds ``path`` marked."""
    entries = [
        {"label": entry.label, "url": reverse(entry.page), "icon": entry.icon, "is_current": False}
        for entry in MENU
        if entry.is_for(user)
    ]
    here = [entry for entry in entries if path.startswith(entry["url"])]
    if here:
        max(here, key=lambda entry: len(entry["url"]))["is_current"] = True
    return entries


def first_page(user: User) -> str:
    """Return the address of the first page of the user's first role; empty without any role here."""
    return next((reverse(page) for role, page in FIRST_PAGES if role in user.roles), "")
