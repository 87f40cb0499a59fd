"""The counsellor's list, and the files that miss something before a first day."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from parcours.files import files_of
from parcours.models import Parcours

FILES_PER_PAGE = 50


def caseload(request):
    """Show the pathways, the most pressing first."""
    parcours = Parcours.objects.visible_to(request.user).current().with_facts()
    return render(request, "parcours/caseload.html", {"parcours": parcours.select_related("enrolment__participant")})


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
