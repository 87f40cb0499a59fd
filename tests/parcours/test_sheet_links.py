"""The link of a person's own sheet: shown once, replaced, closed at once, written nowhere."""

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from lxml import html

from accounts.tokens import hash_of, hide_tokens
from parcours.models import SheetLink
from tests.config.test_pdf import tags_in
from tests.factories import EnrolmentFactory
from tests.parcours.factories import ParcoursFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(programme, counsellor):
    enrolment = EnrolmentFactory(programme=programme, participant__first_name="Aïcha")
    ParcoursFactory(enrolment=enrolment, referent=counsellor, language="nl")
    return enrolment.participant


def make(client, person, language="fr", **extra):
    return client.post(reverse("parcours:sheet_make", args=[person.pk]), {"language": language} | extra)


def path_shown(response):
    """Return the path of the address that the page shows."""
    (address,) = html.fromstring(response.content).xpath("//input[@id='lien']/@value")
    return "/" + address.split("/", 3)[3]


def test_link_is_shown_once_and_only_its_hash_is_kept(as_counsellor, client, person, counsellor):
    path = path_shown(make(as_counsellor, person))

    token = path.split("/")[-2]
    link = SheetLink.objects.get()
    assert (link.token_hash, link.made_by, link.language) == (hash_of(token), counsellor, "fr")
    assert token not in as_counsellor.get(reverse("parcours:sheet_manage", args=[person.pk])).content.decode()
    assert "Bonjour Aïcha" in client.get(path).content.decode()


def test_page_is_kept_nowhere(as_counsellor, client, person):
    response = client.get(path_shown(make(as_counsellor, person)))

    headers = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")
    assert [response[name] for name in headers] == ["no-store, private", "no-referrer", "noindex, nofollow"]


def test_new_link_replaces_the_former(as_counsellor, client, person):
    former = path_shown(make(as_counsellor, person))
    path = path_shown(make(as_counsellor, person))

    assert (client.get(former).status_code, client.get(path).status_code) == (404, 200)


def test_revoked_link_is_closed_at_once(as_counsellor, client, person):
    path = path_shown(make(as_counsellor, person))
    assert client.get(path).status_code == 200

    as_counsellor.post(reverse("parcours:sheet_revoke", args=[person.pk]))

    response = client.get(path)
    assert response.status_code == 404
    assert "Aïcha" not in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store, private", "no-referrer")


def test_link_lasts_a_year(as_counsellor, client, person):
    path = path_shown(make(as_counsellor, person))
    link = SheetLink.objects.get()
    assert link.expires_at - link.made_at == timedelta(days=365)

    SheetLink.objects.update(expires_at=timezone.now())

    assert client.get(path).status_code == 404
    assert path_shown(make(as_counsellor, person)) != path  # a lapsed one is replaced too


@pytest.mark.parametrize("token", ["inconnu", "a" * 5000, "%00", "é"])
def test_unknown_link_reads_like_a_closed_one(as_counsellor, client, person, token):
    path = path_shown(make(as_counsellor, person))
    as_counsellor.post(reverse("parcours:sheet_revoke", args=[person.pk]))

    response = client.get(f"/f/{token}/")

    assert response.status_code == 404
    assert response.content == client.get(path).content


def test_page_speaks_the_links_language_unless_asked(as_counsellor, client, person):
    path = path_shown(make(as_counsellor, person, language="nl"))

    greetings = [
        html.fromstring(client.get(path + query).content).findtext(".//h1")
        for query in ("", "?langue=fr", "?langue=xx", "?langue=nl")
    ]

    assert greetings == ["Dag Aïcha", "Bonjour Aïcha", "Dag Aïcha", "Dag Aïcha"]


def test_form_starts_in_the_persons_language(as_counsellor, person):
    page = html.fromstring(as_counsellor.get(reverse("parcours:sheet_manage", args=[person.pk])).content)

    assert page.xpath("//input[@name='language'][@checked]/@value") == ["nl"]


def test_link_without_a_language_is_refused(as_counsellor, person):
    assert make(as_counsellor, person, language="de").status_code == 302
    assert SheetLink.objects.count() == 0


def test_paper_says_the_same_and_carries_a_code(as_counsellor, person):
    response = make(as_counsellor, person, as_paper="on")

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="ma-fiche.pdf"'  # nobody's name
    assert response["Cache-Control"] == "no-store, private"
    assert "residents/_own_sheet.html" in [template.name for template in response.templates]
    assert response.context["sheet"].first_name == "Aïcha"
    assert response.context["code"].startswith("data:image/svg+xml")
    assert tags_in(response.content).count("/Figure") == 1
    assert SheetLink.objects.get().is_open


def test_paper_that_cannot_be_printed_leaves_the_former_link_open(as_counsellor, client, person, without_pdf_libraries):
    path = path_shown(make(as_counsellor, person))

    response = make(as_counsellor, person, as_paper="on")

    assert response.status_code == 302
    assert "Les documents PDF demandent" in as_counsellor.get(response.url).content.decode()
    assert client.get(path).status_code == 200


def test_looking_writes_nothing(as_counsellor, client, person):
    path = path_shown(make(as_counsellor, person))
    before = SheetLink.objects.values().get(), _events()

    client.get(path)

    assert (SheetLink.objects.values().get(), _events()) == before
    assert client.post(path).status_code == 405


def _events():
    return apps.get_model("parcours.SheetLinkEvent").objects.count()


@pytest.mark.parametrize("prefix", ["/comptes/acces", "/p", "/f"])
def test_tokens_are_hidden(prefix):
    assert hide_tokens(f'"GET {prefix}/SeCret-_9/ HTTP/1.1" 404') == f'"GET {prefix}/jeton/ HTTP/1.1" 404'
    assert hide_tokens(f"http://localhost{prefix}/SeCret?langue=nl") == f"http://localhost{prefix}/jeton?langue=nl"


def test_token_is_written_nowhere(as_counsellor, client, person):
    path = path_shown(make(as_counsellor, person))
    as_counsellor.post(reverse("parcours:sheet_revoke", args=[person.pk]))
    handler, lines = logging.getLogger().handlers[0], []
    handler.stream, before = type("Lines", (), {"write": lines.append, "flush": lambda self: None})(), handler.stream
    try:
        client.get(path)  # a 404 is logged
        client.post(path)
    finally:
        handler.stream = before

    token = path.split("/")[-2]
    assert len(lines) > 0
    assert token not in "".join(lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(metadata::text, '') FROM pghistory_context")
        assert token not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(link::text, '') FROM parcours_sheetlinkevent link")
        assert hash_of(token) not in cursor.fetchone()[0]


def test_link_of_a_merged_record_is_seen_and_closed_from_the_persons_page(as_counsellor, client, person, programme):
    twin = EnrolmentFactory(programme=programme).participant
    path = path_shown(make(as_counsellor, twin))
    twin.merged_into = person
    twin.save()
    manage = reverse("parcours:sheet_manage", args=[person.pk])
    assert as_counsellor.get(manage).context["sheet_link"] == SheetLink.objects.get()
    assert client.get(path).status_code == 200

    as_counsellor.post(reverse("parcours:sheet_revoke", args=[person.pk]))

    assert client.get(path).status_code == 404
