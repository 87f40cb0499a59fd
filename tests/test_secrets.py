"""A honeytoken in each secret field, then a crawl as each role: none comes out where permissions.csv does not say so.

The crawl opens every address by GET and by POST (taken back), follows every link, searches for every token, and reads
files, the pages that become PDFs and logs; what is mailed, and what links open, have tests of their own. For confidential
notes, their readings and drafts it runs again with the application's filter off, then with row-level security off: each
wall alone holds. With both off it must find all of them, else it would prove nothing.
"""

import logging
import re
from collections import Counter, defaultdict
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.access import PUBLIC
from accounts.models import User
from accounts.roles import Role
from accounts.scope import rows_seen_by
from config import pdf
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import mail_link, send_waiting_link
from parcours.actions.referrals import move_referral
from parcours.models import NoteReading, ReferralLink, ReferralState
from parcours.querysets.contact import DraftQuerySet
from parcours.querysets.note import NoteQuerySet, NoteReadingQuerySet
from participants.actions.digests import send_digest
from tests.access_objects import arguments, fields
from tests.fixtures import client_of, make_user
from tests.honeytokens import CONFIDENTIAL, READ_AT, SECRETS, SecretWorld, tokens_in
from tests.test_access import PAGES, _Links, rule_of

pytestmark = pytest.mark.django_db
TOLD_TO_PERSON = {"zzstep", "5 juin 1987"}
TOLD_TO_PARTNER = {"zzemail", "zzneed"}
MOST_OF_A_KIND = 8


@pytest.fixture
def world(programme):
    """The file of one person, a token in each secret field; no mail has left yet."""
    world = SecretWorld(programme)
    mail.outbox.clear()
    return world


class Crawl:
    """All that one signed-in person can make the site say.

    Unless ``thorough``, it follows no link and posts only where GET is not answered: a form sent empty says again what
    its page said.
    """

    def __init__(self, client, world, *, thorough=True):
        self.client, self.world, self.told = client, world, {}
        self.thorough = thorough
        self.most_of_a_kind = MOST_OF_A_KIND if thorough else 0

    def found(self) -> set[str]:
        """Return the tokens that came out, wherever it was."""
        signed_in = [name for name in PAGES if rule_of(name) != PUBLIC]  # a link without account is its holder's alone
        paths = {reverse(name, kwargs=arguments(name, self.world)): name for name in signed_in}
        waiting = {"/", *paths}
        waiting |= {
            reverse(f"parcours:note_{page}", args=[self.world.secret.pk]) for page in ("read", "readers", "edit")
        }
        seen = set()
        while waiting:
            path = waiting.pop()
            seen.add(path)
            status, links = self._ask("get", path)
            if status == HTTPStatus.METHOD_NOT_ALLOWED or (self.thorough and status != HTTPStatus.FORBIDDEN):
                self._ask("post", path, fields(paths[path], self.world) if path in paths else None)
            often = Counter(_kind_of(link) for link in seen | waiting)
            for link in links - seen - waiting:
                if often[_kind_of(link)] < self.most_of_a_kind:
                    often[_kind_of(link)] += 1
                    waiting.add(link)
        self._search()
        return set(self.told)

    def _search(self):
        """Look on every list for what all tokens begin with: an echo of the question is no answer."""
        for name in PAGES:
            if name.endswith(("_list", ":caseload")):
                self._ask("get", f"{reverse(name, kwargs=arguments(name, self.world))}?q=zz")

    def _ask(self, method: str, path: str, data: dict | None = None) -> tuple[int, set[str]]:
        """Send one request, taken back; keep the tokens of its answer and return its status and its page's links."""
        with transaction.atomic():
            response = getattr(self.client, method)(path, data)
            transaction.set_rollback(True)
        content = b"".join(response) if response.streaming else response.content
        page = content.decode("utf-8", "replace")
        self._read(f"{method} {path}", page + str(response.headers))
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response.status_code, set()
        links = _Links()
        links.feed(page)
        found = {urljoin(path, link).split("#")[0] for link in [*links.found, response.headers.get("Location", path)]}
        own = {link for link in found if link.startswith("/") and not link.startswith("/static/")}
        return response.status_code, own

    def _read(self, where: str, text: str):
        for token in tokens_in([text]):
            self.told.setdefault(token, where)


def _kind_of(link: str) -> str:
    """Return the path of a link, whatever its numbers: pages of one kind."""
    return re.sub(r"\d+", "0", urlsplit(link).path)


@pytest.fixture
def printed(monkeypatch):
    """The pages that were laid out as PDFs, by template: their letters cannot be read back from the file."""
    pages, render = defaultdict(list), pdf.render_to_string

    def remember(template, *args, **kwargs):
        pages[template].append(render(template, *args, **kwargs))
        return pages[template][-1]

    monkeypatch.setattr(pdf, "render_to_string", remember)
    return pages


@pytest.mark.parametrize("role", Role.values)
def test_no_secret_leaves_its_readers(role, world, programme, printed, caplog):
    caplog.set_level(logging.DEBUG)
    crawl = Crawl(client_of(make_user(programme, role)), world)

    found = crawl.found()

    allowed = {token for token, roles in SECRETS.items() if role in roles}
    assert {token: crawl.told[token] for token in found - allowed} == {}
    fiche, own_sheet = (tokens_in(printed.pop(f"pdf/{name}.html", [])) for name in ("fiche", "own_sheet"))
    if role == Role.COUNSELLOR:
        assert found == allowed  # the crawl does reach what it looks for
        assert fiche == TOLD_TO_PARTNER
        assert own_sheet == TOLD_TO_PERSON  # a counsellor prints it, and hands it over
    else:
        assert fiche | own_sheet == set()
    assert tokens_in(page for pages in printed.values() for page in pages) <= allowed
    assert tokens_in(record.getMessage() for record in caplog.records if not _is_sql(record)) == set()


def _is_sql(record) -> bool:
    return record.name.startswith("django.db")  # silent outside of this test, which listens to everything


def without_filter(monkeypatch):
    """Take the application's own filter away: every note, reading and draft of the programme, whoever wrote it."""
    everything = lambda rows, user: rows.filter(programme=user.active_programme_id)  # noqa: E731
    monkeypatch.setattr(NoteQuerySet, "visible_to", everything)
    monkeypatch.setattr(NoteQuerySet, "of_author", lambda rows, user: rows)  # narrows the page of readings
    monkeypatch.setattr(NoteReadingQuerySet, "visible_to", lambda rows, user: rows)
    monkeypatch.setattr(DraftQuerySet, "visible_to", everything)


def without_wall():
    """Take row-level security away, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        for table in ("note", "noteversion", "notereading", "draft"):
            cursor.execute(f"ALTER TABLE parcours_{table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE parcours_{table} DISABLE ROW LEVEL SECURITY")


@pytest.mark.parametrize("role", Role.values)
def test_each_wall_alone_keeps_confidential_notes(role, world, programme, monkeypatch, as_owner):
    client = client_of(make_user(programme, role))
    with monkeypatch.context() as patch:
        without_filter(patch)
        assert Crawl(client, world, thorough=False).found() & CONFIDENTIAL == set()
    with as_owner():
        without_wall()
    assert Crawl(client, world, thorough=False).found() & CONFIDENTIAL == set()


def test_without_both_walls_the_crawl_finds_everything_confidential(world, programme, monkeypatch, as_owner):
    with as_owner():
        without_wall()
    without_filter(monkeypatch)
    other = make_user(programme, Role.COUNSELLOR)

    found = Crawl(client_of(other), world, thorough=False).found()

    assert found >= CONFIDENTIAL


def test_each_wall_alone_keeps_readings(world, programme, monkeypatch, as_owner):
    other = make_user(programme, Role.COUNSELLOR)
    with monkeypatch.context() as patch:
        without_filter(patch)
        assert readings_seen_by(other) == []
        assert readings_seen_by(world.counsellor) == [READ_AT]
    with as_owner():
        without_wall()
    assert readings_seen_by(other) == []


def readings_seen_by(user):
    with rows_seen_by(user):
        return list(NoteReading.objects.visible_to(user).values_list("read_at", flat=True))


def test_author_and_named_reader_do_read_it(world):
    for who in (world.counsellor, world.reader):
        page = client_of(who).post(reverse("parcours:note_read", args=[world.secret.pk])).content.decode()
        assert "zzconfidential" in page
    with rows_seen_by(world.counsellor):
        assert NoteReading.objects.filter(note=world.secret).count() == 3
    log = client_of(world.counsellor).get(reverse("parcours:note_readers", args=[world.secret.pk])).content.decode()
    assert "5 juin 1987" in log
    form = reverse("parcours:note_create", args=[world.person.pk])
    assert "zzdraft" in client_of(world.counsellor).get(form).content.decode()
    assert "zzdraft" not in client_of(world.reader).get(form).content.decode()


def test_holder_of_a_link_reads_only_what_it_is_for(world, client):
    """The person's own sheet tells steps and days of reading; a partner's link, nothing before it is opened."""
    sheet, partner = (
        client.get(reverse(name, kwargs=arguments(name, world))).content.decode()
        for name in ("parcours:own_sheet", "parcours:partner_link")
    )

    client.post(reverse("parcours:partner_open", args=[world.partner_token]))
    opened = client.get(reverse("parcours:partner_page", args=[world.partner_token])).content.decode()

    assert tokens_in([sheet]) == TOLD_TO_PERSON
    assert tokens_in([partner]) == set()
    assert tokens_in([opened]) == TOLD_TO_PARTNER | {"zzquestion"}  # which the partner asked


def test_mails_tell_no_secret(world, programme):
    """Every mail there is: a link, a reminder, the question of thirty days, the number of tasks."""
    referral, counsellor = world.referral, world.counsellor
    mail_link(referral, purpose=ReferralLink.Purpose.ANSWER, address=referral.contact.email, by=counsellor)
    send_waiting_links()
    run_referral_clock(programme, now=timezone.now() + timedelta(days=11))
    send_waiting_links()
    move_referral(referral, to=ReferralState.ACCEPTED, by=counsellor)
    run_referral_clock(programme, now=timezone.now() + timedelta(days=31))
    send_waiting_links()
    for user in User.objects.team_of(programme):
        send_digest(user, programme, today=timezone.localdate())

    purposes = list(referral.links.sent().order_by("pk").values_list("purpose", flat=True))
    assert purposes == ["answer"] * 3 + ["outcome"]  # the first one was copied, not mailed
    written_to = [address for message in mail.outbox for address in message.to]
    assert Counter(written_to) == {referral.contact.email: 3, counsellor.email: 1, world.reader.email: 1}
    texts = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert tokens_in(texts) == set()
    assert [text for text in texts if world.person.last_name in text or world.person.first_name in text] == []


def send_waiting_links():
    for link in ReferralLink.objects.to_send():
        send_waiting_link(link.pk)


def test_history_keeps_no_text_of_a_note_nor_of_a_relay(world):
    hidden = {
        token
        for token in SECRETS
        if re.search("practical|followup|shared|confidential|earlier|former|draft|contact|relay", token)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%event'")
        tables = [name for (name,) in cursor.fetchall()] + ["pghistory_context", "procrastinate_jobs"]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(kept)::text FROM {table} kept")
            texts += [text for (text,) in cursor.fetchall()]

    assert tokens_in(texts) & hidden == set()
    assert tokens_in(texts)  # the history is read, other words are there
