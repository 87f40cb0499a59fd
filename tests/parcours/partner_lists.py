"""Lists of partners sent through the pages: upload, apply, give back."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from participants.models import ImportRun


def upload(client, content):
    """Send a list and return its import."""
    body = content.read_bytes() if isinstance(content, Path) else content.encode()
    answer = client.post(
        reverse("parcours:partner_import"), {"file": SimpleUploadedFile("liste.csv", body)}, follow=True
    )
    assert answer.redirect_chain, answer.context["form"].errors
    return ImportRun.objects.first()


def apply(client, run):
    """Apply an import from its page."""
    answer = client.post(reverse("parcours:partner_import_preview", args=[run.pk]), follow=True)
    run.refresh_from_db()
    return answer


def given_back(client, run):
    """Return the file of the lines left out."""
    return client.get(reverse("parcours:partner_import_refused", args=[run.pk])).content.decode("utf-8-sig")
