"""Pages of sites."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from chantiers.forms.worksite import SiteForm
from chantiers.models import Site


def site_list(request):
    """List the sites of the programme."""
    sites = Site.objects.visible_to(request.user).with_chantier_count()
    return render(request, "chantiers/site_list.html", {"sites": sites})


def site_create(request):
    """Add a site."""
    form = SiteForm(request.POST or None, instance=Site(programme=request.user.active_programme))
    if request.method == "POST" and form.is_valid():
        site = form.save()
        messages.success(request, _("Le site « %(site)s » est ajouté.") % {"site": site})
        return redirect("chantiers:site_list")
    return render(request, "chantiers/site_create.html", {"form": form})


def site_edit(request, pk):
    """Change a site."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = SiteForm(request.POST or None, instance=site)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Le site « %(site)s » est enregistré.") % {"site": site})
        return redirect("chantiers:site_list")
    return render(request, "chantiers/site_edit.html", {"form": form, "site": site})
