"""Counsellors' pages."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from parcours.files import files_of

FILES_PER_PAGE = 50


def home(request):
    """Show the files, those that miss most first."""
    files = files_of(request.user, timezone.localdate())
    words = request.GET.get("etat", "")
    shown = [file for file in files if file.gaps] if words == "a-completer" else files
    context = {
        "page": Paginator(shown, FILES_PER_PAGE).get_page(request.GET.get("page")),
        "total": len(files),
        "incomplete_count": sum(1 for file in files if file.gaps),
        "only_incomplete": words == "a-completer",
    }
    return render(request, "parcours/home.html", context)
