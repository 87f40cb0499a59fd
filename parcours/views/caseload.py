"""The counsellor's list in queues, the same in figures for coordination, and the entry files."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from parcours.caseload import files_in, queue_figures, referent_figures
from parcours.files import files_of
from parcours.filters.caseload import CaseloadFilter
from parcours.models import Parcours
from parcours.status import Queue

FILES_PER_PAGE = 50


def caseload(request):
    """Show one's own files by queue, the most pressing first; a colleague's or the whole team's on demand."""
    today = timezone.localdate()
    parcours = Parcours.objects.visible_to(request.user).current().with_facts()
    parcours_filter = CaseloadFilter(request.GET, queryset=parcours, request=request)
    files = files_in(parcours_filter.qs.select_related("enrolment__participant", "referent"), today)
    shown = [file for file in files if file.status.queue == parcours_filter.queue] if parcours_filter.queue else files
    context = {
        "filter": parcours_filter,
        "queues": queue_figures(files, today),
        "total": len(files),
        "page": Paginator(shown, FILES_PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
    }
    fragment = "#results" if request.htmx else ""
    return render(request, f"parcours/caseload.html{fragment}", context)


def figures(request):
    """Show how many files stand in each queue, by counsellor: figures only, nobody's name."""
    today = timezone.localdate()
    parcours = Parcours.objects.figures_for(request.user).with_facts()
    files = files_in(parcours.select_related("enrolment__participant", "referent"), today)
    context = {
        "queues": queue_figures(files, today),
        "referents": referent_figures(files),
        "names": [queue.label for queue in Queue],
        "total": len(files),
    }
    return render(request, "parcours/figures.html", context)


def entry_files(request):
    """Show what each person still misses before a first volunteering day, those that miss most first."""
    files = files_of(request.user, timezone.localdate())
    words = request.GET.get("etat", "")
    shown = [file for file in files if file.gaps] if words == "a-completer" else files
    context = {
        "page": Paginator(shown, FILES_PER_PAGE).get_page(request.GET.get("page")),
        "total": len(files),
        "incomplete_count": sum(1 for file in files if file.gaps),
        "only_incomplete": words == "a-completer",
    }
    return render(request, "parcours/entry_files.html", context)
