"""The partners' directory: search, facts, and their editing by counsellors and administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import may_open
from config.paging import capped_page
from parcours.actions.importing import start_directory
from parcours.actions.partners import verify_partner
from parcours.directory import directory_lines
from parcours.filters.partners import PartnerFilter
from parcours.forms.partners import PartnerContactForm, PartnerEditForm, PartnerForm, PartnerServiceForm
from parcours.models import Partner, PartnerContact, PartnerService
from participants.imports.summary import to_csv


def partner_list(request):
    """Partners found for a need, with what each one offers for it, fifty a page."""
    partner_filter = _filter(request)
    page = capped_page(partner_filter.qs.with_offer(**partner_filter.need), request.GET.get("page"))
    fragment = "#results" if request.htmx else ""
    context = {"filter": partner_filter, "page": page, "query": request.GET.urlencode()}
    return render(request, f"parcours/partner_list.html{fragment}", context)


def partner_csv(request):
    """Download what the filters show, as a file that the import reads back."""
    partner_filter = _filter(request)
    return HttpResponse(
        to_csv(directory_lines(partner_filter.qs.with_offer(**partner_filter.need))),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="partenaires.csv"',
            "Cache-Control": "no-store, private",
        },
    )


def partner_detail(request, pk):
    """Show a partner: how to reach it, what it offers, whom to speak to."""
    partners = Partner.objects.visible_to(request.user).prefetch_related("services", "contacts")
    partner = get_object_or_404(partners, pk=pk)
    return render(request, "parcours/partner_detail.html", {"partner": partner})


@require_POST
def partner_verify(request, pk):
    """Note that a partner's facts are checked."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user), pk=pk)
    verify_partner(partner)
    messages.success(request, _("« %(name)s » est vérifié.") % {"name": partner})
    return redirect(_page_of(request.user, partner))


def partner_manage(request):
    """List the whole directory for those who keep it, who may not all see it by need."""
    page = capped_page(Partner.objects.editable_by(request.user).with_part_counts(), request.GET.get("page"))
    return render(request, "parcours/partner_manage.html", {"page": page})


@require_POST
def partner_start(request):
    """Fill the directory with the starting list, everything in it still to check."""
    summary = start_directory(request.user.active_programme, by=request.user)
    words = _("%(partners)d partenaires sont ajoutés, tous à vérifier.") % summary
    messages.success(request, words if summary["partners"] else _("Tout y était déjà."))
    return redirect(_directory_of(request.user))


def partner_create(request):
    """Add a partner."""
    form = PartnerForm(request.POST or None, instance=Partner(programme=request.user.active_programme))
    if request.method == "POST" and form.is_valid():
        return _saved(request, form.save())
    return render(request, "parcours/partner_create.html", {"form": form, "back": _directory_of(request.user)})


def partner_edit(request, pk):
    """Change a partner; its services and contacts are at hand below."""
    partners = Partner.objects.editable_by(request.user).prefetch_related("services", "contacts")
    partner = get_object_or_404(partners, pk=pk)
    form = PartnerEditForm(request.POST or None, instance=partner)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form.save())
    page = _page_of(request.user, partner)
    back = _directory_of(request.user) if page == request.path else page
    context = {"form": form, "partner": partner, "back": back, "is_only_page": page == request.path}
    return render(request, "parcours/partner_edit.html", context)


def service_create(request, pk):
    """Add a service to a partner."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user), pk=pk)
    return _part(request, PartnerServiceForm, PartnerService(partner=partner), "service_create")


def service_edit(request, pk):
    """Change a service."""
    service = get_object_or_404(PartnerService.objects.editable_by(request.user), pk=pk)
    return _part(request, PartnerServiceForm, service, "service_edit")


def partner_contact_create(request, pk):
    """Add somebody to speak to at a partner."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user), pk=pk)
    return _part(request, PartnerContactForm, PartnerContact(partner=partner), "partner_contact_create")


def partner_contact_edit(request, pk):
    """Change somebody to speak to at a partner."""
    contact = get_object_or_404(PartnerContact.objects.editable_by(request.user), pk=pk)
    return _part(request, PartnerContactForm, contact, "partner_contact_edit")


def _part(request, form_class, part, name):
    """Save a service or a contact, and go back to its partner."""
    form = form_class(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _saved(request, part.partner)
    context = {"form": form, "partner": part.partner, "back": _page_of(request.user, part.partner)}
    return render(request, f"parcours/{name}.html", context)


def _filter(request):
    return PartnerFilter(request.GET, queryset=Partner.objects.visible_to(request.user), request=request)


def _saved(request, partner):
    messages.success(request, _("« %(name)s » est enregistré.") % {"name": partner})
    return redirect(_page_of(request.user, partner))


def _page_of(user, partner) -> str:
    """Return the page of a partner that ``user`` may open: administrators edit the directory without seeing it."""
    page = partner.get_absolute_url()
    return page if may_open(user, page) else reverse("parcours:partner_edit", args=[partner.pk])


def _directory_of(user) -> str:
    """Return the list of partners that ``user`` may open."""
    page = reverse("parcours:partner_list")
    return page if may_open(user, page) else reverse("parcours:partner_manage")
