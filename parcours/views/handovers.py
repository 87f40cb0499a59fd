"""Files passed to a colleague, one or several; and one's own list as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parcours.actions.parcours import ParcoursError, hand_over, hand_over_many
from parcours.caseload_csv import caseload_table, file_name
from parcours.filters.caseload import CaseloadFilter
from parcours.forms.exits import HandoverForm, ManyHandoversForm
from parcours.models import Parcours
from parcours.views.loading import parcours_or_404
from participants.imports.summary import to_csv


def handover_create(request, pk):
    """Pass one file to another counsellor; what was passed before stays in sight."""
    parcours = parcours_or_404(request.user, pk)
    form = HandoverForm(request.POST or None, programme=request.user.active_programme_id)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(parcours, **form.cleaned_data, by=request.user)
        except ParcoursError as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(request, _("Le dossier est passé à %(who)s.") % {"who": form.cleaned_data["to"]})
            return redirect(parcours)
    context = {
        "form": form,
        "parcours": parcours,
        "person": parcours.enrolment.participant,
        "handovers": parcours.handovers.select_related("from_user", "to_user", "handed_by"),
    }
    return render(request, "parcours/handover_create.html", context)


def handover_many(request):
    """Pass several files to another counsellor: one's own, and those of colleagues whose account is closed."""
    seen = Parcours.objects.visible_to(request.user).to_follow()
    offered = (seen.of_referent(request.user) | seen.of_closed_accounts()).by_name().select_related("referent")
    form = ManyHandoversForm(request.POST or None, programme=request.user.active_programme_id, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            passed = hand_over_many(**form.cleaned_data, by=request.user)
        except ParcoursError as refusal:
            form.add_error("to", str(refusal))
        else:
            words = ngettext(
                "%(number)d dossier est passé à %(who)s.", "%(number)d dossiers sont passés à %(who)s.", len(passed)
            )
            messages.success(request, words % {"number": len(passed), "who": form.cleaned_data["to"]})
            return redirect("parcours:caseload")
    return render(request, "parcours/handover_many.html", {"form": form, "has_files": offered.exists()})


def caseload_csv(request):
    """Give one's own files as a CSV, narrowed as the page was: never a colleague's, never a note."""
    today = timezone.localdate()
    files = Parcours.objects.visible_to(request.user).current().of_referent(request.user).with_facts()
    wished = CaseloadFilter(request.GET, queryset=files, request=request)
    own = wished.qs.of_referent(request.user).select_related("enrolment__participant", "referent")
    name = file_name(wished.queue, today)
    return HttpResponse(
        to_csv(caseload_table(own, queue=wished.queue, today=today)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
            "Cache-Control": "no-store, private",
        },
    )
