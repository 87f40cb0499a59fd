"""Referrals, as the team makes and follows them."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.paging import capped_page
from config.pdf import PdfLibraryError, pdf_response, render_pdf
from parcours.actions import agreements, referral_links
from parcours.actions import referrals as actions
from parcours.filters.referrals import ReferralFilter
from parcours.forms.referrals import (
    AgreementForm,
    MoveForm,
    NeedForm,
    OfferForm,
    ReferralForm,
    SendForm,
    WithdrawForm,
    WordsForm,
)
from parcours.liaison import fiche_of, told_facts
from parcours.models import Partner, Referral, ReferralState
from parcours.offers import languages_offered, offers_for, usual_contact
from parcours.views.loading import parcours_or_404


def _referral_or_404(request, pk) -> Referral:
    seen = Referral.objects.visible_to(request.user).with_people().select_related("agreement__recorded_by")
    return get_object_or_404(seen, pk=pk)


def referral_list(request):
    """List the referrals of the programme, the longest silent first."""
    referrals = Referral.objects.visible_to(request.user).with_people()
    narrowed = ReferralFilter(request.GET, queryset=referrals.longest_silent_first(), request=request)
    context = {
        "filter": narrowed,
        "page": capped_page(narrowed.qs, request.GET.get("page")),
    }
    return render(request, "parcours/referral_list.html", context)


def referral_create(request, pk):
    """Write a draft in two steps: the need, then the partner among those who answer it."""
    parcours = parcours_or_404(request.user, pk)
    partners = Partner.objects.visible_to(request.user)
    preferred = request.GET.get("partenaire", "")
    steps = list(parcours.steps.open())
    form = NeedForm(
        request.POST or None,
        languages=languages_offered(partners),
        steps=steps,
        initial={"preferred": preferred if preferred.isdecimal() else None} | _need_of(request, steps),
    )
    context = {"person": parcours.participant, "form": form, "offers": None}
    if request.method != "POST" or not form.is_valid():
        return render(request, "parcours/referral_create.html", context)
    need = form.cleaned_data
    offers = offers_for(partners, theme=need["theme"], spoken=need["spoken"])
    first = next((offer.key for offer in offers if offer.partner.pk == need["preferred"]), "")
    offer_form = OfferForm(request.POST if "choose" in request.POST else None, offers=offers, initial={"offer": first})
    if "choose" in request.POST and offer_form.is_valid():
        referral = _prepare(parcours, need, offer_form.chosen, form.chosen_step, request.user)
        messages.success(request, _("L'orientation est prête. Demandez maintenant l'accord de la personne."))
        return redirect(referral)
    context |= {"offers": offers, "offer_form": offer_form, "first": first}
    context["offers_all_fit"] = all(offer.fits for offer in offers)
    return render(request, "parcours/referral_create.html", context)


def _need_of(request, steps) -> dict:
    """Return what the step of ``?etape=`` says of the need."""
    step = next((step for step in steps if str(step.pk) == request.GET.get("etape")), None)
    return {"step": step.pk, "theme": step.theme, "need": step.words} if step else {}


def _prepare(parcours, need, offer, step, user) -> Referral:
    contact = usual_contact(offer.partner)
    return actions.prepare_referral(
        parcours,
        theme=need["theme"],
        need=need["need"],
        availability=need["availability"],
        partner=offer.partner,
        service=offer.service,
        contact=contact,
        language=contact.language if contact else "fr",
        step=step,
        by=user,
    )


def referral_detail(request, pk):
    """Show a referral: where it stands, the one thing to do next, what was told, its links and its history."""
    referral = _referral_or_404(request, pk)
    agreement = getattr(referral, "agreement", None)
    context = {
        "referral": referral,
        "person": referral.parcours.participant,
        "is_draft": referral.state == ReferralState.DRAFT,
        "agreement": agreement,
        "events": referral.transitions.select_related("by"),
        "disclosures": agreement.disclosures.select_related("by") if agreement else [],
        "links": referral.links.prefetch_related("openings"),
        "address": referral_links.present_address(referral),
    }
    return render(request, "parcours/referral_detail.html", context)


def referral_edit(request, pk):
    """Change a draft."""
    referral = _referral_or_404(request, pk)
    form = ReferralForm(request.POST or None, instance=referral)
    if request.method == "POST" and form.is_valid():
        return _done(
            request, form, _("L'orientation est enregistrée."), actions.change_referral, referral, **form.cleaned_data
        )
    return render(request, "parcours/referral_edit.html", {"form": form, "referral": referral})


def agreement_create(request, pk):
    """Note exactly what the person lets be told, once they have read it."""
    referral = _referral_or_404(request, pk)
    form = AgreementForm(request.POST or None, referral=referral, initial={"agreed_on": timezone.localdate()})
    context = {"form": form, "referral": referral, "preview": None}
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if "preview" not in request.POST:
            words = _("L'accord est noté. La demande peut partir.")
            return _done(request, form, words, agreements.record_agreement, referral, **facts)
        context["preview"] = told_facts(referral, facts["facts"])
    return render(request, "parcours/agreement_create.html", context)


@require_POST
def agreement_withdraw(request, pk):
    """Take the agreement back: every link closes at once."""
    referral = _referral_or_404(request, pk)
    form = WithdrawForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    for error in form.errors.get("words", []):  # a reason that cannot be kept keeps no link open
        messages.warning(request, _("La raison n'est pas gardée : %(error)s") % {"error": error})
    done = _("L'accord est retiré. Les liens sont fermés.")
    return _act(request, agreements.withdraw_agreement, referral, done, words=words)


def referral_send(request, pk):
    """Show once more what leaves, then let it leave: by a mailed link, a link to copy or the printed fiche."""
    referral = _referral_or_404(request, pk)
    agreement = getattr(referral, "agreement", None)
    form = SendForm(request.POST or None, address=referral_links.present_address(referral))
    if request.method == "POST" and form.is_valid():
        try:
            path = referral_links.send_by(referral, **form.cleaned_data, by=request.user)
        except agreements.FactsChangedError as refusal:
            messages.error(request, str(refusal))
            return redirect("parcours:agreement_create", referral.pk)
        except actions.ReferralError as refusal:
            messages.error(request, str(refusal))
            return redirect(referral)
        if path:
            return _show_link(request, referral, path)
        messages.success(request, _("La demande est envoyée."))
        return redirect(referral)
    context = {"form": form, "referral": referral, "told": agreement.disclosed if agreement else []}
    context["has_changed"] = agreement is not None and agreements.facts_changed(referral)
    return render(request, "parcours/referral_send.html", context)


@require_POST
def referral_fiche(request, pk):
    """Print the fiche de liaison; that it was printed stays written."""
    referral = _referral_or_404(request, pk)
    try:
        with transaction.atomic():  # a fiche that cannot be printed was not
            agreements.print_fiche(referral, by=request.user)
            content = _fiche_pdf(referral)
    except (actions.ReferralError, PdfLibraryError) as refusal:
        messages.error(request, str(refusal))
        return redirect(referral)
    return pdf_response(content, f"fiche-de-liaison-{referral.pk}.pdf")


def _fiche_pdf(referral) -> bytes:
    fiche = fiche_of(referral)
    context = {"fiche": fiche, "is_demo": referral.parcours.enrolment.programme.is_demo}
    return render_pdf("pdf/fiche.html", context, title=fiche.title, language=referral.language)


def referral_move(request, pk):
    """Note what happens next."""
    referral = _referral_or_404(request, pk)
    form = MoveForm(request.POST or None, referral=referral)
    if request.method == "POST" and form.is_valid():
        return _done(request, form, _("C'est noté."), actions.move_referral, referral, **form.cleaned_data)
    return render(request, "parcours/referral_move.html", {"form": form, "referral": referral})


@require_POST
def referral_link_new(request, pk):
    """Make a fresh link, which replaces the former: mailed, or shown once to copy."""
    referral = _referral_or_404(request, pk)
    if "copy" not in request.POST:
        words = _("Un nouveau lien part par e-mail. L'ancien se ferme.")
        shown = request.POST.get("address", "")
        return _act(request, referral_links.mail_link, referral, words, address=shown)
    try:
        path = referral_links.copy_link(referral, by=request.user)
    except actions.ReferralError as refusal:
        messages.error(request, str(refusal))
        return redirect(referral)
    return _show_link(request, referral, path)


def referral_reply(request, pk):
    """Answer a partner's question."""
    referral = _referral_or_404(request, pk)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reply = referral_links.reply_to_partner
        words = _("La réponse attend le partenaire.")
        if not referral_links.has_address(referral):
            words = _("La réponse attend sur sa page. Aucun e-mail ne part : appelez-les.")
        return _done(request, form, words, reply, referral, **form.cleaned_data)
    return render(request, "parcours/referral_reply.html", {"form": form, "referral": referral})


def _act(request, action, referral, success: str, **values):
    try:
        action(referral, **values, by=request.user)
    except actions.ReferralError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, success)
    return redirect(referral)


def _done(request, form, success: str, action, referral, **values):
    """Act as a form asks; a refusal stays on the form's own page."""
    try:
        action(referral, **values, by=request.user)
    except actions.ReferralError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, actions.ReferralMovedError):
            form.look_again()
        name = request.resolver_match.url_name
        return render(request, f"parcours/{name}.html", {"form": form, "referral": referral, "preview": None})
    messages.success(request, success)
    return redirect(referral)


def _show_link(request, referral, path: str):
    # Rendered in answer to the POST: kept for another page, the link would have to be stored somewhere.
    return render(
        request,
        "parcours/referral_link_new.html",
        {"referral": referral, "link": request.build_absolute_uri(path)},
    )
