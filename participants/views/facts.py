"""Dated facts about a person: income, checks, restrictions, information received; each added, changed or removed."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from participants.actions.people import remove_fact, save_fact
from participants.forms.status import CheckForm, IncomeForm, ReceiptForm, RestrictionForm
from participants.models import IncomePeriod, InformationReceipt, Participant, PreStartCheck, Restriction
from participants.views.editing import edit_page, removed


def _add(request, pk, form_class, fact, name, anchor, **initial):
    person = get_object_or_404(Participant.objects.visible_to(request.user), pk=pk)
    fact.participant = person
    form = form_class(request.POST or None, instance=fact, initial=initial)
    return edit_page(request, form, name, person=person, anchor=anchor, save=save_fact)


def _change(request, fact, form_class, name, anchor):
    form = form_class(request.POST or None, instance=fact)
    return edit_page(request, form, name, person=fact.participant, anchor=anchor, save=save_fact, fact=fact)


def _remove(request, fact, anchor):
    remove_fact(fact)
    return removed(request, fact.participant, anchor)


def _fact_or_404(model, request, pk):
    return get_object_or_404(model.objects.visible_to(request.user).select_related("participant"), pk=pk)


def income_create(request, pk):
    """Add an income situation."""
    return _add(request, pk, IncomeForm, IncomePeriod(), "income_create", "revenus")


def income_edit(request, pk):
    """Change an income situation, for instance to end it."""
    return _change(request, _fact_or_404(IncomePeriod, request, pk), IncomeForm, "income_edit", "revenus")


@require_POST
def income_delete(request, pk):
    """Remove an income situation written by mistake."""
    return _remove(request, _fact_or_404(IncomePeriod, request, pk), "revenus")


def check_create(request, pk):
    """Add a check; ``?kind=`` proposes which."""
    kind = request.GET.get("kind", "")
    return _add(request, pk, CheckForm, PreStartCheck(), "check_create", "demarches", kind=kind)


def check_edit(request, pk):
    """Change a check."""
    return _change(request, _fact_or_404(PreStartCheck, request, pk), CheckForm, "check_edit", "demarches")


@require_POST
def check_delete(request, pk):
    """Remove a check written by mistake."""
    return _remove(request, _fact_or_404(PreStartCheck, request, pk), "demarches")


def restriction_create(request, pk):
    """Add something to respect on site."""
    fact = Restriction(recorded_by=request.user)
    return _add(request, pk, RestrictionForm, fact, "restriction_create", "restrictions")


def restriction_edit(request, pk):
    """Change something to respect on site, for instance to end it."""
    fact = _fact_or_404(Restriction, request, pk)
    return _change(request, fact, RestrictionForm, "restriction_edit", "restrictions")


@require_POST
def restriction_delete(request, pk):
    """Remove a restriction written by mistake."""
    return _remove(request, _fact_or_404(Restriction, request, pk), "restrictions")


def receipt_create(request, pk):
    """Note that the person received and acknowledged the six items of article 4."""
    fact = InformationReceipt(programme=request.user.active_programme, recorded_by=request.user)
    return _add(request, pk, ReceiptForm, fact, "receipt_create", "informations")
