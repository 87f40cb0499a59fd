"""News asked after the exit: the list, one call with its script, the tries, and how it ends."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.paging import capped_page
from parcours.actions import follow_ups as actions
from parcours.call_script import script_of
from parcours.filters.follow_ups import FollowUpFilter, Queue
from parcours.follow_ups import rates_of, waiting_in
from parcours.forms.exits import AttemptForm, FollowUpForm
from parcours.models import FollowUp, FollowUpAttempt
from parcours.models.follow_up import are_enough


def follow_up_list(request):
    """Show the news to ask now, later, and those asked, with how many people answer."""
    today = timezone.localdate()
    seen = FollowUp.objects.visible_to(request.user)
    follow_up_filter = FollowUpFilter(request.GET, queryset=seen, request=request)
    kept = follow_up_filter.qs
    due, coming, done = kept.open_on(today), kept.coming_after(today), kept.settled()
    shown = {Queue.DUE: due, Queue.COMING: coming, Queue.DONE: done}[follow_up_filter.queue]
    people = shown.with_attempts().select_related(
        "outcome__parcours__enrolment__participant", "outcome__parcours__referent"
    )
    context = {
        "filter": follow_up_filter,
        "queues": Queue,
        "waiting": waiting_in(due.values_list("due_on", flat=True), today),
        "page": capped_page(people, request.GET.get("page")),
        "rates": rates_of(seen, today),
        "today": today,
    }
    return render(request, "parcours/follow_up_list.html", context)


def follow_up(request, pk):
    """Show one call: what to say, the answers to note, and the tries so far."""
    one = _follow_up_or_404(request, pk)
    parcours, today = one.outcome.parcours, timezone.localdate()
    form = FollowUpForm(request.POST or None, instance=one, initial={"answered_on": one.answered_on or today})
    attempts = list(one.attempts.select_related("by"))
    shown = {
        "state": one.get_state_display(),
        "is_due": one.is_due,
        "is_answered": one.is_answered,
        "is_late": one.is_late,
    }  # before the form writes on it
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_answers(one, **form.cleaned_data, by=request.user)
        except actions.FollowUpError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les nouvelles sont notées. Merci."))
            return redirect(one)
    names = {"caller": str(request.user), "operator": parcours.enrolment.programme.operator.name}
    context = {
        "follow_up": one,
        "person": parcours.enrolment.participant,
        "form": form,
        **shown,
        "is_early": one.is_due and today < one.opens_on,
        "attempts": attempts,
        "are_enough": are_enough(attempts),
        "channels": FollowUpAttempt.Channel.choices,
        "results": FollowUpAttempt.Result.choices,
        "script": script_of(one, **names, language="fr"),
        "dutch_script": script_of(one, **names, language="nl") if parcours.language == "nl" else [],
    }
    return render(request, "parcours/follow_up.html", context)


@require_POST
def attempt_create(request, pk):
    """Note one try to reach the person."""
    one = _follow_up_or_404(request, pk)
    form = AttemptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites comment vous avez essayé, et ce que cela a donné."))
        return redirect(one)
    try:
        actions.record_attempt(one, **form.cleaned_data, by=request.user)
        messages.success(request, _("L’essai est noté."))
    except actions.FollowUpError as refusal:
        messages.error(request, str(refusal))
    return redirect(one)


@require_POST
def follow_up_unreached(request, pk):
    """Close a follow-up whose person was not reached."""
    return _close(request, pk, actions.close_unreached, _("Le suivi est clos : personne non jointe."))


@require_POST
def follow_up_declined(request, pk):
    """Close a follow-up that the person would not answer."""
    return _close(request, pk, actions.close_declined, _("Le suivi est clos : la personne ne souhaite pas répondre."))


def _close(request, pk, close, words):
    one = _follow_up_or_404(request, pk)
    try:
        close(one, by=request.user)
        messages.success(request, words)
    except actions.FollowUpError as refusal:
        messages.error(request, str(refusal))
    return redirect(one)


def _follow_up_or_404(request, pk) -> FollowUp:
    return get_object_or_404(
        FollowUp.objects.visible_to(request.user).select_related(
            "outcome__parcours__enrolment__participant", "outcome__parcours__enrolment__programme__operator"
        ),
        pk=pk,
    )
