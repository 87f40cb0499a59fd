"""The partners' directory."""

from accounts.access import page
from parcours.views import partner_imports, partners

SEE = "parcours.see_partners"
EDIT = "parcours.edit_partners"

pages = [
    page("partenaires/", partners.partner_list, name="partner_list", access=SEE),
    page("partenaires/liste.csv", partners.partner_csv, name="partner_csv", access=SEE),
    page("partenaires/<int:pk>/", partners.partner_detail, name="partner_detail", access=SEE),
    page("partenaires/gestion/", partners.partner_manage, name="partner_manage", access=EDIT),
    page("partenaires/depart/", partners.partner_start, name="partner_start", access=EDIT),
    page("partenaires/nouveau/", partners.partner_create, name="partner_create", access=EDIT),
    page("partenaires/<int:pk>/modifier/", partners.partner_edit, name="partner_edit", access=EDIT),
    page("partenaires/<int:pk>/verifier/", partners.partner_verify, name="partner_verify", access=EDIT),
    page("partenaires/<int:pk>/services/nouveau/", partners.service_create, name="service_create", access=EDIT),
    page("services/<int:pk>/", partners.service_edit, name="service_edit", access=EDIT),
    page(
        "partenaires/<int:pk>/contacts/nouveau/",
        partners.partner_contact_create,
        name="partner_contact_create",
        access=EDIT,
    ),
    page(
        "contacts-partenaires/<int:pk>/",
        partners.partner_contact_edit,
        name="partner_contact_edit",
        access=EDIT,
    ),
    page("partenaires/importer/", partner_imports.partner_import, name="partner_import", access=EDIT),
    page(
        "partenaires/importer/<int:pk>/",
        partner_imports.partner_import_preview,
        name="partner_import_preview",
        access=EDIT,
    ),
    page(
        "partenaires/importer/<int:pk>/a-corriger/",
        partner_imports.partner_import_refused,
        name="partner_import_refused",
        access=EDIT,
    ),
    page(
        "partenaires/importer/<int:pk>/lecture/",
        partner_imports.partner_import_options,
        name="partner_import_options",
        access=EDIT,
    ),
    page(
        "partenaires/importer/<int:pk>/oublier/",
        partner_imports.partner_import_discard,
        name="partner_import_discard",
        access=EDIT,
    ),
    page(
        "partenaires/importer/<int:pk>/annuler/",
        partner_imports.partner_import_undo,
        name="partner_import_undo",
        access=EDIT,
    ),
]
