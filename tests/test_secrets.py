"""A honeytoken in each secret field, then a crawl as each role: none comes out where permissions.csv does not say so.

The crawl opens every address by GET and by POST (taken back), follows every link, searches for every token, and reads
files, the pages that become PDFs, mails and logs. For confidential notes and their readings it runs again with the
application's filter off, then with row-level security off: each wall alone holds. With both off it must find the text,
else it would prove nothing.
"""

import logging
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
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
from chantiers.models import Relay
from config import pdf
from parcours.actions.notes import write_note
from parcours.actions.referral_clock import run_referral_clock
from parcours.actions.referral_links import mail_link, send_waiting_link
from parcours.models import Level, NoteReading, ReferralLink, ReferralTransition
from parcours.querysets.note import NoteQuerySet, NoteReadingQuerySet
from participants.actions.digests import send_digest
from participants.models import Restriction
from tests.access_objects import World, arguments
from tests.fixtures import client_of, make_user
from tests.parcours.factories import (
    AssessmentFactory,
    ContactFactory,
    NoteFactory,
    ObjectiveFactory,
    OutcomeFactory,
    PartnerFactory,
    ReferralFactory,
    StepFactory,
    make_sent,
)
from tests.test_access import PAGES, _Links, rule_of

pytestmark = pytest.mark.django_db
TEAM = frozenset({Role.OPERATIONS, Role.COUNSELLOR, Role.COORDINATOR})
FIELD, DESK = frozenset({Role.OPERATIONS, Role.COUNSELLOR}), frozenset({Role.COUNSELLOR})
NOBODY = frozenset()
READ_AT = datetime(1987, 6, 5, 12, tzinfo=UTC)  # a day that stands nowhere else, for a reading
# What is secret → the roles that may read it (tests/data/permissions.csv).
SECRETS = {
    "zzphone": TEAM,
    "zzrestriction": FIELD,
    "zzpractical": FIELD,
    "zzfollowup": DESK,
    "zzshared": DESK,
    "zzconfidential": NOBODY,
    "zzcontact": DESK,
    "zzrelay": DESK,
    "zzobjective": DESK,
    "zzstrength": DESK,
    "zztheme": DESK,
    "zzstep": DESK,
    "zzneed": DESK,
    "zzquestion": DESK,
    "zzoutcome": DESK,
    "be68zziban7034": NOBODY,
    "5 juin 1987": NOBODY,  # when a confidential note was read: its author alone sees it, and the person
}
CONFIDENTIAL = {"zzconfidential", "5 juin 1987"}
MOST_OF_A_KIND = 8


@pytest.fixture
def world(programme):
    """Everything of a programme about one person, a token in each secret field."""
    world = World(programme, phone="zzphone", iban="BE68zzIBAN7034")
    person, author = world.person, world.counsellor
    world.reader = make_user(programme, Role.COUNSELLOR)
    note = {"programme": programme, "participant": person, "author": author}
    NoteFactory(**note, level="practical", body="zzpractical")
    NoteFactory(**note, level="follow_up", body="zzfollowup")
    NoteFactory(
        **note, level="shared", body="zzshared", partner=PartnerFactory(programme=programme), consented_on="2026-03-04"
    )
    world.secret = write_note(
        person, level=Level.CONFIDENTIAL, text="zzconfidential", readers=[world.reader], by=author
    )
    with rows_seen_by(world.reader):
        NoteReading.objects.create(
            note=world.secret, participant=person, reader=world.reader, reader_role=Role.COUNSELLOR, read_at=READ_AT
        )
    parcours = world.parcours
    ContactFactory(parcours=parcours, sentence="zzcontact")
    ObjectiveFactory(parcours=parcours, words="zzobjective")
    assessment = AssessmentFactory(parcours=parcours, moment="middle", strengths="zzstrength")
    assessment.themes.create(theme="housing", situation="urgent", words="zztheme")
    StepFactory(parcours=parcours, words="zzstep")
    referral = make_sent(ReferralFactory(parcours=parcours, need="zzneed"))
    ReferralTransition.objects.create(referral=referral, kind="question", words="zzquestion")
    Restriction.objects.create(participant=person, words="zzrestriction")
    Relay.objects.create(
        programme=programme, participant=person, session=world.session, sentence="zzrelay", sent_by=world.member
    )
    world.outcome = OutcomeFactory(parcours=parcours, organisation="zzoutcome", recorded_by=author)
    for kind in (name for name in dir(World) if not name.startswith("_")):
        getattr(world, kind)
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
        waiting = {"/"} | {reverse(name, kwargs=arguments(name, self.world)) for name in signed_in}
        waiting |= {
            reverse(f"parcours:note_{page}", args=[self.world.secret.pk]) for page in ("read", "readers", "edit")
        }
        seen = set()
        while waiting:
            path = waiting.pop()
            seen.add(path)
            status, links = self._ask("get", path)
            if status == HTTPStatus.METHOD_NOT_ALLOWED or (self.thorough and status != HTTPStatus.FORBIDDEN):
                self._ask("post", path)
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

    def _ask(self, method: str, path: str) -> tuple[int, set[str]]:
        """Send one request, taken back; keep the tokens of its answer and return its status and its page's links."""
        with transaction.atomic():
            response = getattr(self.client, method)(path)
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
        text = text.lower()
        for token in SECRETS:
            if token in text:
                self.told.setdefault(token, where)


def _kind_of(link: str) -> str:
    """Return the path of a link, whatever its numbers: pages of one kind."""
    return re.sub(r"\d+", "0", urlsplit(link).path)


@pytest.fixture
def printed(monkeypatch):
    """The pages that were laid out as PDFs: their letters cannot be read back from the file."""
    pages, render = [], pdf.render_to_string

    def remember(*args, **kwargs):
        pages.append(render(*args, **kwargs))
        return pages[-1]

    monkeypatch.setattr(pdf, "render_to_string", remember)
    return pages


def tokens_in(texts) -> set[str]:
    everything = "\n".join(map(str, texts)).lower()
    return {token for token in SECRETS if token in everything}


@pytest.mark.parametrize("role", Role.values)
def test_no_secret_leaves_its_readers(role, world, programme, printed, caplog):
    caplog.set_level(logging.DEBUG)
    crawl = Crawl(client_of(make_user(programme, role)), world)

    found = crawl.found()

    allowed = {token for token, roles in SECRETS.items() if role in roles}
    assert {token: crawl.told[token] for token in found - allowed} == {}
    if role == Role.COUNSELLOR:
        assert found == allowed  # the crawl does reach what it looks for
    assert tokens_in(printed) <= allowed
    assert tokens_in(f"{message.subject} {message.body}" for message in mail.outbox) == set()
    assert tokens_in(record.getMessage() for record in caplog.records if not _is_sql(record)) == set()


def _is_sql(record) -> bool:
    return record.name.startswith("django.db")  # silent outside of this test, which listens to everything


def without_filter(monkeypatch):
    """Take the application's own filter away: every note and reading of the programme."""
    everything = lambda rows, user: rows.filter(programme=user.active_programme_id)  # noqa: E731
    monkeypatch.setattr(NoteQuerySet, "visible_to", everything)
    monkeypatch.setattr(NoteReadingQuerySet, "visible_to", lambda rows, user: rows)


def without_wall():
    """Take row-level security away, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        for table in ("note", "noteversion", "notereading"):
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


def test_without_both_walls_the_crawl_finds_the_note(world, programme, monkeypatch, as_owner):
    with as_owner():
        without_wall()
    without_filter(monkeypatch)
    other = make_user(programme, Role.COUNSELLOR)

    found = Crawl(client_of(other), world, thorough=False).found()

    assert "zzconfidential" in found
    assert readings_seen_by(other) == [READ_AT]


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


def test_holder_of_a_link_reads_only_what_it_is_for(world, client):
    """The person's own sheet tells steps and days of reading; a partner's link, before it is opened, nothing."""
    sheet, partner = (
        client.get(reverse(name, kwargs=arguments(name, world))).content.decode()
        for name in ("parcours:own_sheet", "parcours:partner_link")
    )

    assert tokens_in([sheet]) == {"zzstep", "5 juin 1987"}
    assert tokens_in([partner]) == set()


def test_mails_tell_no_secret(world, programme, counsellor):
    """Every mail there is: a link, a reminder, the question of thirty days, the number of tasks."""
    referral = world.referral
    for purpose in ReferralLink.Purpose:
        link = mail_link(referral, purpose=purpose, address=referral.contact.email, by=world.counsellor)
        send_waiting_link(link.pk)
    run_referral_clock(programme, now=timezone.now() + timedelta(days=11))
    for user in User.objects.team_of(programme):
        send_digest(user, programme, today=timezone.localdate() + timedelta(days=30))

    texts = [f"{message.subject} {message.body}" for message in mail.outbox]
    assert len(texts) >= 3
    assert tokens_in(texts) == set()
    assert [text for text in texts if world.person.last_name in text or world.person.first_name in text] == []


def test_history_keeps_no_text_of_a_note_nor_of_a_relay(world):
    hidden = {token for token in SECRETS if re.search("practical|followup|shared|confidential|contact|relay", token)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE '%event'")
        tables = [name for (name,) in cursor.fetchall()] + ["pghistory_context", "procrastinate_jobs"]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(kept)::text FROM {table} kept")
            texts += [text for (text,) in cursor.fetchall()]

    assert tokens_in(texts) & hidden == set()
    assert tokens_in(texts)  # the history is read, other words are there
