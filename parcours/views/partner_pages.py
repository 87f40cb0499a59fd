"""A partner's own pages, without an account: who asks, then, for the browser that confirmed, what was agreed.

A link that opens nothing shows one page, the same bytes for every reason (docs/decisions/partner-links.md). The POSTs
carry no CSRF token: a page without a referrer posts "Origin: null", and the address itself is the secret.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parcours.actions import referral_links as actions
from parcours.actions.referrals import ReferralError
from parcours.forms.referrals import PartnerAnswerForm, PartnerOutcomeForm
from parcours.models import Referral, ReferralLink
from parcours.models.link import REFERRAL_LINK_LIFETIME
from parcours.views.kept_nowhere import kept_nowhere

HOLDER_COOKIE, SALT = "holder", "parcours.partner"
LANGUAGES = ("fr", "nl")


def _partner_page(view: Callable) -> Callable:
    """Write the page in the language asked for, else in French; keep it in no cache, no referrer, no index."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        with translation.override(_asked(request) or "fr"):
            return kept_nowhere(view(request, token))

    return csrf_exempt(page)


@_partner_page
@require_safe
def partner_link(request: HttpRequest, token: str) -> HttpResponse:
    """Say who asks and since when, to whoever reads the address: nothing about the person, nothing written."""
    link = ReferralLink.objects.of_token(token).open_at_all().with_sender().first()
    if link is None:
        return _closed(request)
    _speak_with(link, request)
    return render(request, "parcours/partner_link.html", _context(request, token, **_sender(link.referral)))


@_partner_page
@require_POST
def partner_open(request: HttpRequest, token: str) -> HttpResponse:
    """Let the first browser that confirms in; it alone stays the holder."""
    holder = actions.open_link(token, _holder(request))
    if holder is None:
        return _closed(request)
    response = redirect(_address(request, "partner_page", token))
    response.set_signed_cookie(
        HOLDER_COOKIE,
        holder,
        salt=SALT,
        max_age=REFERRAL_LINK_LIFETIME,
        path=reverse("parcours:partner_link", args=[token]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


@_partner_page
@require_http_methods(["GET", "HEAD", "POST"])
def partner_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was agreed to the holder, and take their answer."""
    try:
        link = actions.held_link(token, _holder(request))
        _speak_with(link, request)
        form = _form(request, link)
        if request.method == "POST" and form.is_valid():
            try:
                actions.answer_by_link(token, _holder(request), **form.told)
            except ReferralError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(_address(request, "partner_thanks", token))
    except actions.LinkClosedError:
        return _closed(request)
    referral = link.referral
    words = referral.transitions.words_exchanged()
    context = _context(request, token, **_sender(referral), form=form, told=referral.agreement.disclosed, words=words)
    return render(request, "parcours/partner_page.html", context)


@_partner_page
@require_safe
def partner_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank, whoever asks: the page holds nothing."""
    return render(request, "parcours/partner_thanks.html", _context(request, token))


@_partner_page
@require_POST
def partner_ask_again(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a fresh link to the contact's own address, if there is one to mail; the answer is the same in every case."""
    actions.ask_again(token)
    return render(request, "parcours/partner_ask_again.html", {"ways": _ways()})


def _closed(request: HttpRequest) -> HttpResponse:
    # The language, should a link's be spoken already, and a relative address: the same page whatever the token.
    translation.activate(_asked(request) or "fr")
    again = "autre-lien/" if request.resolver_match.url_name == "partner_link" else "../autre-lien/"
    if not request.path.endswith("/"):  # the address of the mail, its last slash lost
        again = f"{quote(request.resolver_match.kwargs['token'], safe='')}/{again}"
    again += f"?langue={_asked(request)}" if _asked(request) else ""
    context = {"ways": _ways(), "again": again, "typed": request.POST.get("words", "")}  # given back, kept nowhere
    return render(request, "parcours/partner_closed.html", context, status=410)


def _form(request: HttpRequest, link: ReferralLink):
    if link.purpose == ReferralLink.Purpose.OUTCOME:
        return PartnerOutcomeForm(request.POST or None, referral=link.referral)
    return PartnerAnswerForm(request.POST or None, referral=link.referral)


def _context(request: HttpRequest, token: str, **values) -> dict:
    return {
        "ways": _ways(),
        "open_url": _address(request, "partner_open", token),
        "page_url": _address(request, "partner_page", token),
    } | values


def _sender(referral: Referral) -> dict:
    return {"referral": referral, "is_demo": referral.parcours.enrolment.programme.is_demo}


def _ways() -> list[dict]:
    """The page in the other language."""
    now = translation.get_language()
    names = {"fr": "Français", "nl": "Nederlands"}
    return [{"code": code, "name": names[code]} for code in LANGUAGES if code != now]


def _address(request: HttpRequest, name: str, token: str) -> str:
    # Asked for from now on, if not the default: the next page may know no contact.
    language = translation.get_language()
    asked = _asked(request) or language != "fr"
    return reverse(f"parcours:{name}", args=[token], query={"langue": language} if asked else None)


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("langue", "")
    return asked if asked in LANGUAGES else ""


def _speak_with(link: ReferralLink, request: HttpRequest) -> None:
    """Go on in the contact's language, unless one is asked for: only where the link opens, as a closed page tells nothing."""
    contact = link.referral.contact
    if contact is not None and not _asked(request):
        translation.activate(contact.language)


def _holder(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(HOLDER_COOKIE, default="", salt=SALT)
    except signing.BadSignature:
        return ""
