"""A partner's link: what a scanner, a stranger, a late or a second reader sees, and what the holder may write."""

from datetime import timedelta

import pghistory.models
import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parcours.actions.agreements import withdraw_agreement
from parcours.actions.referral_links import LinkClosedError, answer_by_link, reply_to_partner
from parcours.models import Disclosure, LinkOpening, ReferralLink, ReferralTransition
from participants.models import Task
from tests.parcours.partner_scenes import HIDDEN, NEED, mailed_token, opened_by, page_of, sent, token_of, url

pytestmark = pytest.mark.django_db

TABLES = ("parcours_referral", "parcours_referrallink", "parcours_linkopening", "parcours_disclosure",
          "parcours_referraltransition", "participants_task", "pghistory_context", "procrastinate_jobs",
          "django_session")  # fmt: skip


def rows():
    """Count the rows of every table that a partner's page could write."""
    with connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def referral(programme, counsellor):
    """A referral that left, name and need agreed."""
    return sent(programme, counsellor)


@pytest.fixture
def token(referral):
    """The token of its link."""
    return token_of(referral)


@pytest.mark.parametrize("method", ["get", "head"])
def test_scanner_sees_who_asks_and_writes_nothing(referral, token, method):
    before = rows()

    page = getattr(Client(), method)(url("partner_link", token))

    text = page.content.decode()
    assert page.status_code == 200
    assert [word for word in HIDDEN if word in text] == []
    assert method == "head" or str(referral.parcours.referent) in text
    assert rows() == before


def test_scanner_that_follows_links_opens_nothing(token):
    before = rows()

    answers = {name: Client().get(url(name, token)) for name in ("partner_page", "partner_open", "partner_ask_again")}

    assert {name: page.status_code for name, page in answers.items()} == {
        "partner_page": 410,
        "partner_open": 405,
        "partner_ask_again": 405,
    }
    assert [word for page in answers.values() for word in HIDDEN if word in page.content.decode()] == []
    assert rows() == before


def test_first_browser_reads_exactly_what_was_told(referral, token):
    browser = opened_by(token)

    text = page_of(browser, token)

    referral.refresh_from_db()
    assert referral.state == "received"
    assert "Zoubida Exemplaire" in text
    assert NEED in text
    assert [word for word in ("0470", "zoubida@", "Rue Inventée", "santé") if word in text] == []
    assert list(Disclosure.objects.values_list("channel", "link__referral")) == [("link", referral.pk)]


def test_holder_opens_again_and_is_told_once(token):
    browser = opened_by(token)

    assert browser.post(url("partner_open", token)).status_code == 302
    assert Disclosure.objects.count() == 1
    assert list(LinkOpening.objects.values_list("result", flat=True)) == ["opened", "opened"]


def test_opening_makes_no_task(token):
    opened_by(token)

    assert not Task.objects.filter(kind="partner_answer").exists()


def test_holders_cookie_is_bound_to_the_link(token):
    browser = opened_by(token)

    cookie = browser.cookies["holder"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", url("partner_link", token))
    assert cookie.value.split(":")[0] not in ReferralLink.objects.get().holder_hash


def test_forged_cookie_opens_nothing(token):
    opened_by(token)
    thief = Client()
    thief.cookies["holder"] = "invented:value:signature"

    assert thief.get(url("partner_page", token)).status_code == 410


def test_forwarded_link_opens_nothing(token):
    opened_by(token)

    second = Client().post(url("partner_open", token))

    assert second.status_code == 410
    assert [word for word in HIDDEN if word in second.content.decode()] == []
    assert LinkOpening.objects.first().result == "other_holder"


def _expired(referral, token):
    ReferralLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return token


def _replaced(referral, token):
    token_of(referral)
    return token


def _withdrawn(referral, token):
    withdraw_agreement(referral, by=referral.created_by)
    return token


def _revoked(referral, token):
    ReferralLink.objects.update(revoked_at=timezone.now())
    return token


CLOSED = [_expired, _replaced, _withdrawn, _revoked, lambda referral, token: "inconnu"]


@pytest.mark.parametrize("close", CLOSED)
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_closed_links_show_the_same_bytes(programme, counsellor, close, language):
    referral = sent(programme, counsellor, language=language)
    token = close(referral, token_of(referral))
    unknown = {
        ("get", name): Client().get(url(name, "jamais-fait")).content for name in ("partner_link", "partner_page")
    } | {("post", name): Client().post(url(name, "jamais-fait")).content for name in ("partner_open", "partner_page")}

    shown = {(method, name): getattr(Client(), method)(url(name, token)) for method, name in unknown}

    assert {key: page.content for key, page in shown.items()} == unknown
    assert {page.status_code for page in shown.values()} == {410}


@pytest.mark.parametrize("close", CLOSED[:-1])
def test_holder_of_a_closed_link_reads_and_writes_nothing_more(referral, token, close):
    browser = opened_by(token)
    close(referral, token)
    before = ReferralTransition.objects.count()

    answers = [
        browser.get(url("partner_page", token)),
        browser.post(url("partner_page", token), {"answer": "accepted"}),
        browser.post(url("partner_open", token)),
    ]

    assert [page.status_code for page in answers] == [410, 410, 410]
    assert [word for page in answers for word in HIDDEN if word in page.content.decode()] == []
    assert ReferralTransition.objects.count() == before


def test_lapsed_link_leaves_the_state_alone(referral, token):
    opened_by(token)
    _expired(referral, token)
    Client().post(url("partner_open", token))

    referral.refresh_from_db()
    assert referral.state == "received"


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize(
    ("method", "name"), [("post", "partner_open"), ("get", "partner_page"), ("post", "partner_ask_again")]
)
def test_held_elsewhere_and_unknown_are_one_page(programme, counsellor, language, method, name):
    token = token_of(sent(programme, counsellor, language=language))
    opened_by(token)

    pages = [getattr(Client(), method)(url(name, each)) for each in (token, "rien")]

    assert pages[0].content == pages[1].content
    assert 'lang="fr"' in pages[0].content.decode()


def test_language_asked_for_stays_from_page_to_page(programme, counsellor):
    token = token_of(sent(programme, counsellor, language="nl"))
    browser = opened_by(token)

    thanks = browser.post(url("partner_page", token), {"answer": "accepted"}).url
    closed = Client().get(url("partner_page", "rien") + "?langue=nl").content.decode()

    assert thanks == url("partner_thanks", token) + "?langue=nl"
    assert 'action="../autre-lien/?langue=nl"' in closed


def test_address_without_its_last_slash_is_the_same_page(token):
    with_slash, without = Client().get(url("partner_link", token)), Client().get(f"/p/{token}")
    closed = Client().get("/p/rien")

    assert (without.status_code, without.content) == (200, with_slash.content)
    assert without["Referrer-Policy"] == "no-referrer"
    assert (closed.status_code, 'action="rien/autre-lien/"' in closed.content.decode()) == (410, True)


@pytest.mark.parametrize(
    "name", ["partner_link", "partner_page", "partner_thanks", "partner_open", "partner_ask_again"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_are_kept_nowhere(token, name, method):
    page = getattr(Client(), method)(url(name, token))

    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        "no-store, private",
        "no-referrer",
        "noindex, nofollow",
    )


def test_pages_speak_the_contacts_language_or_the_one_asked_for(programme, counsellor):
    token = token_of(sent(programme, counsellor, language="nl"))

    assert "De aanvraag openen" in Client().get(url("partner_link", token)).content.decode()
    assert "Ouvrir la demande" in Client().get(url("partner_link", token) + "?langue=fr").content.decode()
    assert "La demande" not in page_of(opened_by(token), token)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"answer": "accepted", "day": "2999-01-05"}, "accepted"),
        ({"answer": "proposed", "day": "2999-01-05"}, "received"),
        ({"answer": "waiting", "words": "Dans trois mois."}, "waiting"),
        ({"answer": "refused", "words": "Nous sommes complets."}, "refused"),
        ({"answer": "question", "words": "Quel niveau ?"}, "received"),
    ],
)
def test_answer_is_written_by_the_link_and_told_to_the_counsellor(referral, token, said, state):
    browser = opened_by(token)

    answer = browser.post(url("partner_page", token), said)

    referral.refresh_from_db()
    written = referral.transitions.last()
    task = Task.objects.get(kind="partner_answer")
    assert (answer.status_code, referral.state) == (302, state)
    assert (written.by_id, written.link.referral_id, written.words) == (None, referral.pk, said.get("words", ""))
    assert (task.assignee, task.url) == (referral.parcours.referent, referral.get_absolute_url())
    assert [word for word in (*HIDDEN, "complets") if word in task.words] == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"answer": "proposed"},
        {"answer": "refused"},
        {"answer": "question"},
        {"answer": "cancelled", "words": "x"},
        {"answer": "accepted", "day": "2001-01-01"},
    ],
)
def test_incomplete_answer_is_asked_again(referral, token, said):
    browser = opened_by(token)
    before = ReferralTransition.objects.count()

    answer = browser.post(url("partner_page", token), said)

    assert (answer.status_code, ReferralTransition.objects.count()) == (200, before)


def test_history_names_the_link(referral, token):
    browser = opened_by(token)
    browser.post(url("partner_page", token), {"answer": "accepted"})

    last = pghistory.models.Events.objects.tracks(referral).order_by("-pgh_created_at").first()
    assert last.pgh_context["actor"] == f"lien {ReferralLink.objects.get().pk}"


def test_question_is_answered_on_the_page_and_a_fresh_link_says_so(referral, token, as_counsellor):
    opened_by(token).post(url("partner_page", token), {"answer": "question", "words": "Quel jour ?"})

    as_counsellor.post(reverse("parcours:referral_reply", args=[referral.pk]), {"words": "Le mardi."})
    fresh = mailed_token(referral)

    text = page_of(opened_by(fresh), fresh)
    assert "Quel jour ?" in text
    assert "Le mardi." in text
    assert "mardi" not in mail.outbox[-1].body
    assert Client().get(url("partner_link", token)).status_code == 410


def test_withdrawal_before_the_answer_wins(referral, token):
    browser = opened_by(token)
    holder = browser.cookies["holder"].value
    withdraw_agreement(referral, by=referral.created_by)

    with pytest.raises(LinkClosedError):
        answer_by_link(token, holder, answer="accepted")
    referral.refresh_from_db()
    assert referral.state == "cancelled"


@pytest.mark.parametrize("ask", [1, 3])
def test_fresh_link_goes_once_an_hour_to_the_contact_only(referral, token, ask):
    ReferralLink.objects.update(made_at=timezone.now() - timedelta(hours=2))
    pages = {Client().post(url("partner_ask_again", token)).content for _ in range(ask)}

    fresh = mailed_token(referral)

    assert pages == {Client().post(url("partner_ask_again", "inconnu")).content}
    assert [sent.to for sent in mail.outbox] == [["guichet@example.org"]]
    assert fresh != token
    assert ReferralLink.objects.count() == 2


def test_only_the_newest_link_asks_again(referral, token):
    token_of(referral)
    ReferralLink.objects.update(made_at=timezone.now() - timedelta(hours=2))

    Client().post(url("partner_ask_again", token))

    assert ReferralLink.objects.count() == 2


def test_three_requests_in_a_row_then_an_opening_or_a_colleague(referral, token):
    for _ in range(4):
        ReferralLink.objects.update(made_at=F("made_at") - timedelta(hours=2))
        Client().post(url("partner_ask_again", token))
        token = mailed_token(referral) if referral.links.to_send().exists() else token
    assert ReferralLink.objects.filter(asked_again=True).count() == 3

    opened_by(token)
    Client().post(url("partner_ask_again", token))

    assert ReferralLink.objects.filter(asked_again=True).count() == 4


def test_five_questions_wait_at_most(referral, token):
    browser = opened_by(token)
    for _ in range(6):
        page = browser.post(url("partner_page", token), {"answer": "question", "words": "Quel jour ?"})

    assert "Vos questions attendent déjà une réponse." in page.content.decode()
    assert referral.transitions.unanswered_questions().count() == 5
    reply_to_partner(referral, words="Le mardi.", by=referral.created_by)
    assert referral.transitions.unanswered_questions().count() == 0


def test_refused_opening_is_kept_once_an_hour(token):
    opened_by(token)
    for _ in range(3):
        Client().post(url("partner_open", token))

    assert LinkOpening.objects.filter(result="other_holder").count() == 1


def test_withdrawn_link_asks_for_nothing(referral, token):
    ReferralLink.objects.update(made_at=timezone.now() - timedelta(hours=2))
    withdraw_agreement(referral, by=referral.created_by)

    Client().post(url("partner_ask_again", token))

    assert ReferralLink.objects.count() == 1
