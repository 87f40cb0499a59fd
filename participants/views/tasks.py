"""What is to do: the one list of each role."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.paging import capped_page
from participants.actions.tasks import TaskError, finish
from participants.agenda import shares_of
from participants.filters.tasks import TaskFilter
from participants.models import Task

DONE_SHOWN_FOR = timedelta(days=7)


def task_list(request):
    """Show the reader's tasks, then those of the colleagues; then what was done these last days."""
    tasks = Task.objects.visible_to(request.user).select_related("participant", "assignee", "done_by")
    task_filter = TaskFilter(request.GET, queryset=tasks)
    page = capped_page(task_filter.qs.open().mine_first(request.user), request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "filter": task_filter,
        "page": page,
        "shares": shares_of(page, request.user, today),
        "done": task_filter.qs.done_since(timezone.now() - DONE_SHOWN_FOR)[:20],
    }
    return render(request, "participants/task_list.html", context)


@require_POST
def task_done(request, pk):
    """Mark one task done."""
    task = get_object_or_404(Task.objects.visible_to(request.user), pk=pk)
    try:
        finish(task, by=request.user)
    except TaskError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté comme fait."))
    return redirect("participants:task_list")
