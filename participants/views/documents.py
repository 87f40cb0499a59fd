"""Private files about a person: kept, downloaded, removed."""

from django.contrib import messages
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participants.documents import UploadRefusedError, attachment, keep_document, remove_document
from participants.forms.document import DocumentForm
from participants.models import Document, Participant
from participants.views.editing import removed


def document_create(request, pk):
    """Keep a file about a person."""
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    back = f"{person.get_absolute_url()}#documents"
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            keep_document(
                facts["upload"], participant=person, kind=facts["kind"], title=facts["title"], by=request.user
            )
        except UploadRefusedError as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("Le document est gardé."))
            return redirect(back)
    return render(request, "participants/document_create.html", {"name": str(person), "form": form, "back": back})


def document_download(request, pk):
    """Give a file as a download."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    with document.file.open() as kept:
        content = kept.read()
    return attachment(content, content_type=document.content_type, filename=document.download_name)


@require_POST
def document_delete(request, pk):
    """Remove a file kept by mistake; one on which another record rests stays."""
    document = get_object_or_404(Document.objects.visible_to(request.user).select_related("participant"), pk=pk)
    try:
        remove_document(document)
    except ProtectedError:
        messages.error(request, _("Une autre partie du dossier s’appuie sur ce document : il reste."))
        return redirect(f"{document.participant.get_absolute_url()}#documents")
    return removed(request, document.participant, "documents")
