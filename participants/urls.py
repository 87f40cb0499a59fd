"""Addresses of people, imports, conventions and allowances, each with the right it asks for."""

from django.urls import include, path

from accounts.access import page
from participants.views import allowances, conventions, documents, facts, imports, people, sections, tasks

SEE = "participants.see_people"
EDIT = "participants.edit_people"
CHECKS = "participants.edit_checks"
RESTRICTIONS = "participants.see_restrictions"
SIGN = "participants.sign_conventions"
SEE_CONVENTIONS = "participants.see_conventions"

people_pages = [
    page("participants/", people.participant_list, name="participant_list", access=SEE),
    page("participants/nouveau/", people.participant_create, name="participant_create", access=EDIT),
    page("participants/<int:pk>/", people.participant_detail, name="participant_detail", access=SEE),
    page(
        "participants/<int:pk>/modifier/<slug:section>/",
        sections.participant_edit,
        name="participant_edit",
        access=EDIT,
    ),
    page(
        "participants/<int:pk>/compte/",
        sections.bank_account_edit,
        name="bank_account_edit",
        access="participants.edit_bank_account",
    ),
    page("participants/<int:pk>/inscription/", sections.enrolment_edit, name="enrolment_edit", access=EDIT),
    page("participants/<int:pk>/recherche-emploi/", sections.evidence_edit, name="evidence_edit", access=CHECKS),
    page("participants/<int:pk>/annees/<int:year>/", sections.year_edit, name="year_edit", access=SIGN),
    page("participants/<int:pk>/informations/nouvelle/", facts.receipt_create, name="receipt_create", access=SIGN),
    page("participants/<int:pk>/revenus/nouveau/", facts.income_create, name="income_create", access=CHECKS),
    page("revenus/<int:pk>/", facts.income_edit, name="income_edit", access=CHECKS),
    page("revenus/<int:pk>/supprimer/", facts.income_delete, name="income_delete", access=CHECKS),
    page("participants/<int:pk>/demarches/nouvelle/", facts.check_create, name="check_create", access=CHECKS),
    page("demarches/<int:pk>/", facts.check_edit, name="check_edit", access=CHECKS),
    page("demarches/<int:pk>/supprimer/", facts.check_delete, name="check_delete", access=CHECKS),
    page(
        "participants/<int:pk>/restrictions/nouvelle/",
        facts.restriction_create,
        name="restriction_create",
        access=RESTRICTIONS,
    ),
    page("restrictions/<int:pk>/", facts.restriction_edit, name="restriction_edit", access=RESTRICTIONS),
    page("restrictions/<int:pk>/supprimer/", facts.restriction_delete, name="restriction_delete", access=RESTRICTIONS),
    page("participants/<int:pk>/documents/nouveau/", documents.document_create, name="document_create", access=EDIT),
    page("documents/<int:pk>/", documents.document_download, name="document_download", access=SEE),
    page("documents/<int:pk>/supprimer/", documents.document_delete, name="document_delete", access=EDIT),
]

import_pages = [
    page("participants/importer/", imports.import_list, name="import_list", access=EDIT),
    page(
        "participants/importer/<int:pk>/",
        imports.import_preview,
        name="import_preview",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/lecture/",
        imports.import_options,
        name="import_options",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/appliquer/",
        imports.import_apply,
        name="import_apply",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/oublier/",
        imports.import_discard,
        name="import_discard",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/resultat/",
        imports.import_result,
        name="import_result",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/a-corriger/",
        imports.import_refused,
        name="import_refused",
        access=EDIT,
    ),
    page(
        "participants/importer/<int:pk>/annuler/",
        imports.import_undo,
        name="import_undo",
        access=EDIT,
    ),
]

convention_pages = [
    page("conventions/", conventions.convention_list, name="convention_list", access=SEE_CONVENTIONS),
    page("conventions/<int:pk>/", conventions.convention_detail, name="convention_detail", access=SEE_CONVENTIONS),
    page("conventions/<int:pk>/document/", conventions.convention_pdf, name="convention_pdf", access=SEE_CONVENTIONS),
    page("conventions/<int:pk>/copie/", conventions.convention_scan, name="convention_scan", access=SEE_CONVENTIONS),
    page("conventions/<int:pk>/modifier/", conventions.convention_edit, name="convention_edit", access=SIGN),
    page("conventions/<int:pk>/emettre/", conventions.convention_issue, name="convention_issue", access=SIGN),
    page("conventions/<int:pk>/signer/", conventions.convention_sign, name="convention_sign", access=SIGN),
    page("conventions/<int:pk>/terminer/", conventions.convention_end, name="convention_end", access=SIGN),
    page("conventions/<int:pk>/annuler/", conventions.convention_cancel, name="convention_cancel", access=SIGN),
]

allowance_pages = [
    page("defraiements/", allowances.line_list, name="line_list", access="participants.see_allowances"),
    page(
        "defraiements/approbation/", allowances.line_approve, name="line_approve", access="participants.approve_lines"
    ),
    page(
        "defraiements/<int:pk>/liberation/",
        allowances.line_release,
        name="line_release",
        access="participants.approve_lines",
    ),
    page(
        "defraiements/<int:pk>/correction/",
        allowances.line_correct,
        name="line_correct",
        access="participants.approve_lines",
    ),
    page("registre/", allowances.register, name="register", access="participants.see_allowances"),
    page("registre/<int:year>/", allowances.register, name="register_year", access="participants.see_allowances"),
    page(
        "registre/<int:year>/pdf/", allowances.register_pdf, name="register_pdf", access="participants.see_allowances"
    ),
]

task_pages = [
    page("taches/", tasks.task_list, name="task_list", access=SEE),
    page("taches/<int:pk>/faite/", tasks.task_done, name="task_done", access=SEE),
]

app_pages = [*people_pages, *task_pages, *import_pages, *convention_pages, *allowance_pages]

urlpatterns = [path("", include((app_pages, "participants")))]
