"""What the tests of the import's pages share: a list, its upload, its pages."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from participants.models import ImportRun
from tests.participants.list_files import HEADER, csv_bytes

LIST = reverse("participants:import_list")


def upload(client, content: bytes, name: str = "liste.csv", **kwargs):
    return client.post(LIST, {"file": SimpleUploadedFile(name, content)}, **kwargs)


def staged(client, content: bytes, name: str = "liste.csv") -> ImportRun:
    upload(client, content, name)
    return ImportRun.objects.latest("pk")


def page(name: str, run: ImportRun) -> str:
    return reverse(f"participants:{name}", args=[run.pk])


def text_of(client, name: str, run: ImportRun, query: str = "") -> str:
    text = client.get(page(name, run) + query).content.decode()
    assert "UNDEFINED" not in text
    return text


PEOPLE = csv_bytes(f"{HEADER};E-mail", "BAH Awa;03/12/1970;awa@example.org", "KAYA Ela;01/01/1980;", ";01/01/1980;=x")
