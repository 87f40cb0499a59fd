"""A partner's personal link: asked for, drawn when its mail leaves, opened by its first browser, closed.

Lock order: the referral, then its links (docs/decisions/partner-links.md).
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.history import written_by
from accounts.tokens import hash_of, new_token
from config.mail import send_mail
from parcours.actions.agreements import send_referral
from parcours.actions.referrals import (
    ReferralError,
    address_key,
    after_event,
    ask_counsellor,
    lock_referral,
    move_referral,
    note_last_word,
    record,
    tell_outcome,
    unsent_key,
)
from parcours.models import Disclosure, LinkOpening, Referral, ReferralLink, ReferralState, ReferralTransition
from parcours.models.link import REFERRAL_LINK_LIFETIME
from participants.actions.tasks import settle

State, Kind, Purpose = ReferralState, ReferralTransition.Kind, ReferralLink.Purpose
Result = LinkOpening.Result
ANSWERS = (State.ACCEPTED, "proposed", State.WAITING, State.REFUSED, "question")
OUTCOMES = (
    State.WAITING,
    State.FIRST_MET,
    State.FIRST_MISSED,
    State.ONGOING,
    State.CLOSED,
    State.REFUSED,
    "question",
)
BETWEEN_REQUESTS = timedelta(hours=1)  # of a fresh link, by somebody without an account; and between refusals kept
REQUESTS_IN_A_ROW, QUESTIONS_WAITING = 3, 5
SEND_LINK = "parcours.jobs.send_link"  # by its name: the jobs import the actions


class LinkClosedError(Exception):
    """The link opens nothing: unknown, out of date, replaced, withdrawn or held by another browser, never said which."""


@transaction.atomic
def mail_link(
    referral: Referral, *, purpose: str = "", address: str | None = None, asked_again: bool = False, by=None
) -> ReferralLink:
    """Ask for a fresh link to be mailed; the job replaces the former ones. Raises ``ReferralError``.

    ``address`` is what a colleague has just read and confirms; without it, the mail goes where one did before. Without
    ``purpose`` the link serves what the last one served.
    """
    referral = lock_referral(referral)
    _refuse_link(referral)
    if address is not None:
        _confirm_address(referral, address)
    if not has_address(referral):
        raise ReferralError(_("Ce contact n'a pas d'adresse e-mail : donnez-lui un lien à copier ou la fiche."))
    link = ReferralLink.objects.create(
        referral=referral, purpose=purpose or _next_purpose(referral), asked_again=asked_again, made_by=by
    )
    app.configure_task(SEND_LINK).defer(link_id=link.pk)
    return link


@transaction.atomic
def copy_link(referral: Referral, *, by) -> str:
    """Open a fresh link at once and return its path, shown once. Raises ``ReferralError``."""
    referral = lock_referral(referral)
    _refuse_link(referral)
    link = ReferralLink.objects.create(referral=referral, purpose=_next_purpose(referral), made_by=by)
    settle(unsent_key(referral))
    return _path(_open(link))


@transaction.atomic
def send_by(referral: Referral, *, way: str, address: str | None = None, by) -> str:
    """Let an agreed referral leave by a mailed link ("mail"), a link to copy ("copy") or on paper ("fiche").

    ``address`` is where the page said that the mail goes; without it, the contact's. Return the path of the link to copy,
    shown once, else nothing. Raises ``ReferralError``, and then nothing has left.
    """
    referral = send_referral(referral, by=by)
    if way == "copy":
        return copy_link(referral, by=by)
    if way == "mail":
        mail_link(referral, address=present_address(referral) if address is None else address, by=by)
    return ""


@transaction.atomic
def send_waiting_link(link_id: int) -> bool:
    """Draw the token of a link, close the former ones and mail it; tell whether a mail left.

    A link already sent, closed, or whose referral ended or agreement was withdrawn, sends nothing; nor does one whose
    address is no longer the one confirmed.
    """
    asked = ReferralLink.objects.to_send().filter(pk=link_id).select_related("referral").first()
    if asked is None:
        return False
    referral = lock_referral(asked.referral)
    link = ReferralLink.objects.to_send().select_for_update(of=("self",)).filter(pk=link_id).first()
    if link is None:
        return False
    if not has_address(referral) or not _may_have_link(referral):
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        ask_for_address(referral)
        return False
    token = _open(link)
    _mail(referral, link, _path(token))
    settle(unsent_key(referral))
    return True


@transaction.atomic
def open_link(token: str, holder: str) -> str | None:
    """Let the first browser that confirms in, and the same one again; return its value, or None: it opens nothing.

    ``holder`` is the value this browser already holds, else empty. What opens a known link is noted, and what it refuses
    once an hour.
    """
    known = ReferralLink.objects.of_token(token).select_related("referral").first()
    if known is None:
        return None
    referral = lock_referral(known.referral)
    link = ReferralLink.objects.get(pk=known.pk)
    with written_by(actor=str(link)):
        if not ReferralLink.objects.open_at_all().filter(pk=link.pk).exists():
            _note_refusal(link, Result.CLOSED)
            return None
        if holder and link.holder_hash == hash_of(holder):
            _note_opening(referral, link)
            return holder
        fresh = new_token()
        # One conditional UPDATE: of two browsers at once, one wins.
        if not ReferralLink.objects.without_holder().filter(pk=link.pk).update(holder_hash=hash_of(fresh)):
            _note_refusal(link, Result.OTHER_HOLDER)
            return None
        _note_opening(referral, link)
        return fresh


def held_link(token: str, holder: str) -> ReferralLink:
    """Return the link of this browser, with its referral. Raises ``LinkClosedError``."""
    found = ReferralLink.objects.of_token(token).open_at_all().held_by(holder).first()
    if found is None:
        raise LinkClosedError
    found.referral = Referral.objects.with_people().select_related("agreement").get(pk=found.referral_id)
    return found


@transaction.atomic
def answer_by_link(
    token: str, holder: str, *, answer: str, words: str = "", proposed_on: date | None = None, need_met: str = ""
) -> None:
    """Write what the holder of a link says: nothing more can be once the agreement is withdrawn.

    ``answer`` is one of ``ANSWERS``; for the question "what happened?", one of ``OUTCOMES``. Raises ``LinkClosedError`` or ``ReferralError``.
    """
    link = held_link(token, holder)
    referral = lock_referral(link.referral)
    link = held_link(token, holder)  # again, once locked: a withdrawal may just have closed it
    if answer not in (OUTCOMES if link.purpose == Purpose.OUTCOME else ANSWERS):
        raise ReferralError(_("Choisissez une réponse."))
    with written_by(actor=str(link)):
        if link.purpose == Purpose.OUTCOME and answer != "question":
            tell_outcome(referral, to=answer, words=words, need_met=need_met, link=link)
        elif answer in ("question", "proposed"):
            _note_words(referral, link, answer, words, proposed_on)
        else:
            by_whom = Referral.RefusedBy.PARTNER if answer == State.REFUSED else ""
            move_referral(referral, to=answer, words=words, refused_by=by_whom, proposed_on=proposed_on, link=link)


@transaction.atomic
def ask_again(token: str) -> None:
    """Mail a fresh link to the address confirmed: once an hour, three times until a colleague or an opening.

    Only the newest link that left may ask; any other, or a withdrawn one, does nothing.
    """
    known = ReferralLink.objects.of_token(token).select_related("referral").first()
    if known is None:
        return
    referral = lock_referral(known.referral)
    links = referral.links
    if known != links.sent().latest("pk") or links.made_since(timezone.now() - BETWEEN_REQUESTS).exists():
        return
    if links.asked_in_a_row() >= REQUESTS_IN_A_ROW or not _may_have_link(referral):
        return
    with written_by(actor=str(known)):
        if has_address(referral):
            mail_link(referral, asked_again=True)
        else:
            ask_for_address(referral)


@transaction.atomic
def reply_to_partner(referral: Referral, *, words: str, by) -> Referral:
    """Answer a partner's question: the words wait on the partner's page, a fresh link says so. Raises ``ReferralError``."""
    referral = lock_referral(referral)
    _refuse_link(referral)
    record(referral, kind=Kind.ANSWER, words=words, by=by)
    referral.awaits_us = False
    note_last_word(referral)
    if has_address(referral):
        mail_link(referral, by=by)
    else:
        ask_for_address(referral)
    after_event(referral, by=by)
    return referral


def mail_or_call(referral: Referral, *, purpose: str = "") -> str:
    """Mail a fresh link where one may go, else leave it to a call; return what the event says of it."""
    if has_address(referral):
        mail_link(referral, purpose=purpose)
        return ""
    ask_for_address(referral)
    return _("L'adresse a changé : appelez-les.") if referral.sent_to else _("Pas d'adresse : appelez-les.")


def present_address(referral: Referral) -> str:
    """Return the directory's address of the contact; empty once they left or the partner closed."""
    contact = referral.contact
    if contact is None or contact.left_on is not None or referral.partner.closed_on is not None:
        return ""
    return contact.email


def has_address(referral: Referral) -> bool:
    """Tell whether a link can be mailed: to the address that a colleague confirmed, while the directory says the same.

    Who keeps the directory may see no resident, and could send a request elsewhere by changing an address.
    """
    return bool(referral.sent_to) and referral.sent_to == present_address(referral)


def ask_for_address(referral: Referral) -> None:
    """Ask the counsellor to look at an address that is no longer the one confirmed; nothing when there was none."""
    if not referral.is_open or not referral.sent_to or has_address(referral):
        return
    words = _("L'adresse du partenaire a changé : vérifiez-la avant d'écrire.")
    ask_counsellor(referral, words, key=address_key(referral), due_on=timezone.localdate())


def _confirm_address(referral: Referral, address: str) -> None:
    if address != present_address(referral):
        raise ReferralError(_("L'adresse du contact vient de changer : relisez-la."))
    referral.sent_to = address
    referral.save(update_fields=["sent_to"])
    settle(address_key(referral))


def _may_have_link(referral: Referral) -> bool:
    try:
        _refuse_link(referral)
    except ReferralError:
        return False
    return True


def _refuse_link(referral: Referral) -> None:
    if referral.state in (State.DRAFT, State.AGREED) or not referral.is_open:
        raise ReferralError(_("Un lien se fait pour une orientation envoyée et encore ouverte."))
    if referral.agreement.withdrawn_at is not None:
        raise ReferralError(_("La personne a retiré son accord : aucun lien ne s'ouvre plus."))


def _next_purpose(referral: Referral) -> str:
    if referral.asked_outcome_at is not None:
        return Purpose.OUTCOME
    last = referral.links.first()
    return last.purpose if last is not None else Purpose.ANSWER


def _open(link: ReferralLink) -> str:
    """Close the former links, draw the token of this one and return it: it is kept nowhere."""
    for former in ReferralLink.objects.not_revoked().made_before(link):
        former.revoked_at = timezone.now()
        former.save(update_fields=["revoked_at"])
    token = new_token()
    link.token_hash = hash_of(token)
    link.sent_at = timezone.now()
    link.expires_at = link.sent_at + REFERRAL_LINK_LIFETIME
    link.save(update_fields=["token_hash", "sent_at", "expires_at"])
    return token


def _path(token: str) -> str:
    return reverse("parcours:partner_link", args=[token])


def _mail(referral: Referral, link: ReferralLink, path: str) -> None:
    """Send the address, and nothing about the person: not a name, not a need, not a theme."""
    context = {
        "organisation": referral.parcours.enrolment.programme.operator.name,
        "counsellor": str(referral.parcours.referent),
        "address": f"{settings.SITE_URL}{path}",
        "is_outcome": link.purpose == Purpose.OUTCOME,
        "expires_at": link.expires_at,
    }
    language = referral.contact.language
    if language != settings.LANGUAGE_CODE[:2]:
        context["address"] += f"?langue={language}"  # a page that opens nothing knows no contact
    send_mail("partner_link", context, to=referral.sent_to, language=language)


def _note_refusal(link: ReferralLink, result: str) -> None:
    if not link.openings.refused_since(timezone.now() - BETWEEN_REQUESTS).exists():
        LinkOpening.objects.create(link=link, result=result)


def _note_opening(referral: Referral, link: ReferralLink) -> None:
    LinkOpening.objects.create(link=link, result=Result.OPENED)
    if link.disclosures.exists():
        return
    Disclosure.objects.create(agreement=referral.agreement, channel=Disclosure.Channel.LINK, link=link)
    if referral.state == State.SENT:
        move_referral(referral, to=State.RECEIVED, link=link)


def _note_words(referral: Referral, link: ReferralLink, answer: str, words: str, day: date | None) -> None:
    if answer == "proposed":
        record(referral, kind=Kind.PROPOSED, words=words, proposed_on=day, link=link)
        referral.proposed_on = day
    else:
        if referral.transitions.unanswered_questions().count() >= QUESTIONS_WAITING:
            raise ReferralError(_("Vos questions attendent déjà une réponse. Vous pourrez en poser d'autres ensuite."))
        record(referral, kind=Kind.QUESTION, words=words, link=link)
    referral.awaits_us = True
    referral.save(update_fields=["proposed_on", "awaits_us"])
    after_event(referral, link=link)
