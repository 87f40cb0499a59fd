"""Pages of worksites."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chantiers.actions.lines import follow_day_amounts
from chantiers.actions.worksites import SessionsToComeError, finish_chantier, open_chantier
from chantiers.filters import ChantierFilter
from chantiers.forms.worksite import ChantierForm
from chantiers.models import Attendance, Chantier, Placement, Site

CHANTIERS_PER_PAGE = 50
SESSIONS_PER_PAGE = 20


def chantier_list(request):
    """List the worksites of the programme, narrowed by words, site and state."""
    chantiers = Chantier.objects.visible_to(request.user).with_figures(timezone.localdate()).select_related("site")
    chosen = ChantierFilter(request.GET, queryset=chantiers, request=request)
    page = Paginator(chosen.qs, CHANTIERS_PER_PAGE).get_page(request.GET.get("page"))
    is_narrowed = any(chosen.form.data.get(name) for name in chosen.form.fields)
    context = {"filter": chosen, "page": page, "is_narrowed": is_narrowed}
    return render(request, "chantiers/chantier_list.html", context)


def chantier_detail(request, pk):
    """Show a worksite: its figures, its group against its places, its sessions."""
    today = timezone.localdate()
    chantiers = (
        Chantier.objects.visible_to(request.user).with_figures(today).select_related("site", "lead", "programme")
    )
    chantier = get_object_or_404(chantiers, pk=pk)
    group = Placement.objects.visible_to(request.user).of_chantier(chantier).in_reading_order()
    sessions = chantier.sessions.with_headcount().with_mark_count()
    is_past = request.GET.get("seances") == "passees"
    sessions = sessions.before(today).order_by("-period") if is_past else sessions.from_day(today)
    context = {
        "chantier": chantier,
        "group": group.select_related("participant"),
        "page": Paginator(sessions, SESSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "is_past": is_past,
        "today": today,
        "figures": Attendance.objects.visible_to(request.user).of_chantier(chantier).figures(),
    }
    return render(request, "chantiers/chantier_detail.html", context)


def chantier_create(request):
    """Add a worksite."""
    has_sites = Site.objects.visible_to(request.user).exists()
    chantier = Chantier(programme=request.user.active_programme)
    form = ChantierForm(request.POST or None, instance=chantier, user=request.user)
    if request.method == "POST" and form.is_valid():
        chantier = form.save()
        messages.success(request, _("Le chantier « %(chantier)s » est ajouté.") % {"chantier": chantier})
        return redirect(chantier)
    return render(request, "chantiers/chantier_create.html", {"form": form, "has_sites": has_sites})


def chantier_edit(request, pk):
    """Change a worksite."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user), pk=pk)
    form = ChantierForm(request.POST or None, instance=chantier, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        if "day_amount" in form.changed_data:
            follow_day_amounts([chantier.pk])
        messages.success(request, _("Le chantier est enregistré."))
        return redirect(chantier)
    return render(request, "chantiers/chantier_edit.html", {"form": form, "chantier": chantier})


@require_POST
def chantier_state(request, pk):
    """Finish a worksite, or open it (again)."""
    chantier = get_object_or_404(Chantier.objects.visible_to(request.user), pk=pk)
    try:
        if request.POST.get("state") == Chantier.State.CLOSED:
            finish_chantier(chantier)
            messages.success(request, _("Le chantier est terminé."))
        else:
            open_chantier(chantier)
            messages.success(request, _("Le chantier est en cours."))
    except SessionsToComeError as refusal:
        messages.error(request, str(refusal))
    return redirect(chantier)
