"""Notes: the list by level, writing, editing, opening a confidential one, and who may open it.

Each page loads through the application's own filter, inside the block that tells PostgreSQL who looks.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts.scope import rows_seen_by
from parcours.actions.drafts import draft_of
from parcours.actions.notes import NoteError, edit_note, name_readers, open_note, write_note
from parcours.forms.notes import NoteForm, NoteTextForm, ReadersForm
from parcours.models import Draft, Note, NoteReading
from parcours.readers import readers_of
from parcours.views.loading import person_or_404
from participants.sealing import NOT_SEALED, SealError

NOTES_PER_PAGE = 20


@cache_control(no_store=True, private=True)
def note_list(request, pk):
    """Show the notes about one person that the user may read; a confidential one is a locked row without its text.

    With htmx, the list alone: the person's page and the administrative one hold it.
    """
    person = person_or_404(request.user, pk)
    with rows_seen_by(request.user):
        notes = Note.objects.visible_to(request.user).about(person).for_list()
        page = Paginator(notes, NOTES_PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = list(page.object_list)
    fragment = "#notes" if request.htmx else ""
    return render(request, f"parcours/note_list.html{fragment}", {"person": person, "page": page})


@cache_control(no_store=True, private=True)
def note_create(request, pk):
    """Write a note about one person, its readers named first."""
    person = person_or_404(request.user, pk)
    draft = None
    if request.method == "POST":
        form = NoteForm(request.POST, user=request.user)
    else:
        draft = draft_of(person.pk, Draft.Form.NOTE, by=request.user)
        form = NoteForm(initial=draft and draft.initial_of(NoteForm.base_fields), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            write_note(person, **form.cleaned_data, by=request.user)
        except NoteError as refusal:
            form.add_error("consented_on" if form.cleaned_data.get("consented_on") else None, str(refusal))
        except SealError:
            form.add_error("text", NOT_SEALED)
        else:
            messages.success(request, _("La note est enregistrée."))
            return redirect("parcours:note_list", person.pk)
    return render(request, "parcours/note_create.html", {"person": person, "form": form, "draft": draft})


@cache_control(no_store=True, private=True)
def note_edit(request, pk):
    """Show one note; its author changes the text, which for a confidential one ``note_read`` opens first."""
    note = _note_or_404(request.user, pk)
    is_posted = request.method == "POST"
    programme = request.user.active_programme_id
    form, draft = NoteTextForm(request.POST, programme=programme) if is_posted else None, None
    if is_posted and form.is_valid():
        try:
            edit_note(note, text=form.cleaned_data["text"], by=request.user)
        except NoteError as refusal:
            messages.error(request, str(refusal))
            return redirect("parcours:note_list", note.participant_id)
        except SealError:
            form.add_error("text", NOT_SEALED)
        else:
            messages.success(request, _("La note est modifiée. L'ancien texte est gardé."))
            return redirect("parcours:note_list", note.participant_id)
    is_own = note.author_id == request.user.pk
    if is_own and not is_posted and not note.is_confidential:
        form, draft = _form_of(note, note.body, request.user)
    return _render_note(request, note, text=note.body, form=form if is_own else None, draft=draft)


@require_POST
@cache_control(no_store=True, private=True)
def note_read(request, pk):
    """Open a confidential note: the reading is written, then the text is shown, or neither."""
    try:
        with transaction.atomic():
            note = _note_or_404(request.user, pk, confidential=True)
            text = open_note(note, by=request.user)
    except SealError as refusal:
        return _render_note(request, note, problem=str(refusal))
    form, draft = _form_of(note, text, request.user) if note.author_id == request.user.pk else (None, None)
    return _render_note(request, note, text=text, form=form, draft=draft)


@cache_control(no_store=True, private=True)
def note_readers(request, pk):
    """Add and remove the colleagues who may open one's own confidential note, and show who opened it and when."""
    note = _note_or_404(request.user, pk, own=True, confidential=True)
    form = ReadersForm(request.POST if request.method == "POST" else None, user=request.user, note=note)
    if request.method == "POST" and form.is_valid():
        name_readers(note, readers=form.cleaned_data["readers"], by=request.user)
        messages.success(request, _("La liste des lecteurs est à jour."))
        return redirect("parcours:note_readers", note.pk)
    with rows_seen_by(request.user):
        readings = list(NoteReading.objects.visible_to(request.user).of_note(note).select_related("reader"))
    context = {"note": note, "person": note.participant, "form": form, "readings": readings}
    return render(request, "parcours/note_readers.html", context)


def _note_or_404(user, pk: int, *, own: bool = False, confidential: bool = False) -> Note:
    with rows_seen_by(user):
        notes = Note.objects.visible_to(user).select_related("participant", "author", "partner")
        notes = notes.of_author(user) if own else notes
        return get_object_or_404(notes.confidential() if confidential else notes, pk=pk)


def _form_of(note: Note, text: str, user) -> tuple[NoteTextForm, object]:
    """Return the author's form of a note, with the draft that was typed over its text."""
    draft = draft_of(note.participant_id, Draft.Form.NOTE, record=str(note.pk), by=user)
    kept = draft.initial_of(NoteTextForm.base_fields) if draft else {}
    return NoteTextForm(initial={"text": text} | kept, programme=user.active_programme_id), draft


def _render_note(request, note: Note, *, text="", form=None, draft=None, problem="") -> HttpResponse:
    """Show one note; nothing of its text when it does not open."""
    context = {
        "note": note,
        "person": note.participant,
        "readers": readers_of(note, request.user),
        "text": text,
        "form": None if problem else form,
        "draft": draft,
        "problem": problem,
    }
    return render(request, "parcours/note_edit.html", context)
