"""Contacts, notes and their drafts."""

from accounts.access import page
from parcours.views import contacts, drafts, notes

EDIT = "parcours.edit_parcours"
NOTES = "parcours.practical_notes"
CONFIDENTIAL = "parcours.read_confidential_notes"

pages = [
    page("parcours/<int:pk>/contacts/nouveau/", contacts.contact_create, name="contact_create", access=EDIT),
    page("contacts/<int:pk>/", contacts.contact_edit, name="contact_edit", access=EDIT),
    page("parcours/<int:pk>/notes/", notes.note_list, name="note_list", access=NOTES),
    page("parcours/<int:pk>/notes/nouvelle/", notes.note_create, name="note_create", access=NOTES),
    page("notes/<int:pk>/", notes.note_edit, name="note_edit", access=NOTES),
    page("notes/<int:pk>/lire/", notes.note_read, name="note_read", access=CONFIDENTIAL),
    page("notes/<int:pk>/lecteurs/", notes.note_readers, name="note_readers", access=CONFIDENTIAL),
    page("parcours/<int:pk>/brouillons/<slug:form>/", drafts.draft_save, name="draft_save", access=NOTES),
    page("parcours/<int:pk>/brouillons/<slug:form>/effacer/", drafts.draft_delete, name="draft_delete", access=NOTES),
]
