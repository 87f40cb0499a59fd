"""Pages of conventions: their list, one of them, and each step of its life."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import may_open
from config.paging import capped_page
from config.pdf import PdfLibraryError
from participants.actions.conventions import (
    AlteredDocumentError,
    ConventionError,
    cancel_convention,
    change_draft,
    end_convention,
    issue_convention,
    issued_bytes,
    sign_convention,
)
from participants.conditions import mend_url, missing_on
from participants.documents import UploadRefusedError, attachment
from participants.filters.conventions import ConventionFilter
from participants.forms.convention import DraftForm, EndForm, SignatureForm
from participants.models import Convention, ConventionSignature, Participant
from participants.models.allowance import Reason
from participants.readiness import missing_before_issue

State = Convention.State
ABOUT_THE_CONVENTION = (Reason.CONVENTION, Reason.BEFORE_SIGNATURE)


def convention_list(request):
    """List the programme's conventions, narrowed by state and name."""
    conventions = Convention.objects.visible_to(request.user).select_related("participant")
    narrowed = ConventionFilter(request.GET, queryset=conventions, request=request)
    context = {"filter": narrowed, "page": capped_page(narrowed.qs, request.GET.get("page"))}
    return render(request, "participants/convention_list.html", context)


def convention_detail(request, pk):
    """Show a convention: its state, what it still needs, its text, its signatures and its history."""
    convention = _convention(request, pk)
    is_draft = convention.state == State.DRAFT
    missing = missing_before_issue(convention) if is_draft else []
    context = {
        "convention": convention,
        "missing": [(each, each.url if may_open(request.user, each.url) else "") for each in missing],
        "can_be_issued": is_draft and not any(each.is_blocking for each in missing),
        "needs": _needs(convention) if convention.state in (State.ISSUED, State.SIGNED) else [],
    }
    return render(request, "participants/convention_detail.html", context)


def convention_edit(request, pk):
    """Change a draft."""
    convention = _convention(request, pk)
    if convention.state != State.DRAFT:
        messages.warning(request, _("Cette convention est émise : son texte ne change plus."))
        return redirect(convention)
    form = DraftForm(request.POST or None, instance=convention)
    if form.is_valid():
        try:
            change_draft(convention, changes=form.cleaned_data)
        except ConventionError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Brouillon enregistré."))
            return redirect(convention)
    return render(request, "participants/convention_edit.html", {"convention": convention, "form": form})


@require_POST
def convention_issue(request, pk):
    """Number a draft and keep its document."""
    convention = _convention(request, pk)
    try:
        issue_convention(convention, by=request.user)
    except (ConventionError, PdfLibraryError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Convention %s émise. Imprimez-la en deux exemplaires.") % convention.reference)
    return redirect(convention)


def convention_pdf(request, pk):
    """Download the document as it was issued, to the byte."""
    convention = get_object_or_404(Convention.objects.visible_to(request.user).issued_once(), pk=pk)
    try:
        content = issued_bytes(convention)
    except AlteredDocumentError as error:
        messages.error(request, str(error))
        return redirect(convention)
    name = f"convention-{convention.reference}.pdf"
    return attachment(content, content_type="application/pdf", filename=name)


def convention_sign(request, pk):
    """Record both signatures of the paper, and its copy."""
    convention = _convention(request, pk)
    if convention.state != State.ISSUED:
        messages.warning(request, _("Seule une convention émise se signe."))
        return redirect(convention)
    form = SignatureForm(request.POST or None, request.FILES or None, initial=_likely_signatures(request, convention))
    if form.is_valid():
        try:
            sign_convention(convention, signatures=form.signatures(), by=request.user, scan=form.cleaned_data["scan"])
        except ConventionError as error:
            form.add_error(None, str(error))
        except UploadRefusedError as error:
            form.add_error("scan", str(error))
        else:
            messages.success(request, _("Convention signée. Merci."))
            return redirect(convention)
    return render(request, "participants/convention_sign.html", {"convention": convention, "form": form})


def convention_scan(request, pk):
    """Download the copy of the signed paper."""
    convention = get_object_or_404(Convention.objects.visible_to(request.user).with_copy(), pk=pk)
    scan = convention.scan
    with scan.file.open("rb") as file:
        extension = scan.file.name.rpartition(".")[2]
        name = f"convention-{convention.reference}-signee.{extension}"
        return attachment(file.read(), content_type=scan.content_type, filename=name)


def convention_end(request, pk):
    """End a signed convention, on either side's wish, without a reason."""
    convention = _convention(request, pk)
    if convention.state != State.SIGNED:
        messages.warning(request, _("Seule une convention signée se termine."))
        return redirect(convention)
    initial = {"ended_on": min(max(timezone.localdate(), convention.starts_on), convention.ends_on)}
    form = EndForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            end_convention(convention, **form.cleaned_data, by=request.user)
        except ConventionError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Convention terminée."))
            return redirect(convention)
    return render(request, "participants/convention_end.html", {"convention": convention, "form": form})


@require_POST
def convention_cancel(request, pk):
    """Cancel a draft or an issued convention; its number is never given again."""
    convention = _convention(request, pk)
    try:
        cancel_convention(convention, by=request.user)
    except ConventionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Convention annulée."))
    return redirect(convention)


def _convention(request, pk):
    """Load a convention the user may see, with what its page shows, or answer 404."""
    signatures = Prefetch("signatures", ConventionSignature.objects.select_related("recorded_by").order_by("pk"))
    conventions = (
        Convention.objects.visible_to(request.user)
        .select_related("participant", "programme__operator", "drafted_by", "issued_by", "ended_by", "cancelled_by")
        .prefetch_related(signatures)
    )
    return get_object_or_404(conventions, pk=pk)


def _likely_signatures(request, convention):
    """Return what the paper most likely says, to be checked against it."""
    place = convention.programme.operator.city
    return {
        "volunteer_name": convention.participant.full_name,
        "volunteer_place": place,
        "organisation_name": request.user.get_full_name(),
        "organisation_place": place,
    }


def _needs(convention):
    """Return what still holds the allowances under this convention, today or on its nearest day, and where to mend it."""
    day = min(max(timezone.localdate(), convention.starts_on), convention.ends_on)
    person = Participant.objects.with_facts(convention.programme_id).get(pk=convention.participant_id)
    reasons = [reason for reason in missing_on(person, day) if reason not in ABOUT_THE_CONVENTION]
    return [(reason.label, mend_url(reason, person.pk)) for reason in reasons]
