"""The form that keeps a file about a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.documents import ACCEPTED
from participants.forms.fields import PersonForm
from participants.models import Document


class DocumentForm(PersonForm):
    """A file, what it is and its title; the content is checked when it is kept."""

    upload = forms.FileField(
        label=_("Fichier"),
        help_text=_("PDF ou photo (JPEG, PNG, HEIC), 15 Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    class Meta:
        model = Document
        fields = ["kind", "title"]
        labels = {"kind": _("Nature du document")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        of_exits = Document.Kind.EXIT_EVIDENCE  # kept with the exit itself, which tells who reads it
        self.fields["kind"].choices = [choice for choice in self.fields["kind"].choices if choice[0] != of_exits]
