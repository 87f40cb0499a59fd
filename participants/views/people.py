"""The list of people, the opening of a file, and a person's administrative page."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from config.paging import capped_page
from participants.actions.people import open_file
from participants.dossier import entry_tasks, information_days, time_without_work, years_shown
from participants.filters.people import PersonFilter
from participants.forms.person import NewPersonForm
from participants.listing import person_rows
from participants.models import Convention, Document, Enrolment, Participant


def participant_list(request):
    """People of the programme: searched, filtered, fifty a page."""
    programme = request.user.active_programme_id
    people = Participant.objects.visible_to(request.user).with_place(programme, timezone.localdate())
    person_filter = PersonFilter(request.GET, queryset=people, request=request)
    page = capped_page(person_filter.qs, request.GET.get("page"))
    context = {"filter": person_filter, "page": page, "rows": person_rows(page)}
    fragment = "#results" if request.htmx else ""
    return render(request, f"participants/participant_list.html{fragment}", context)


def participant_create(request):
    """Open a file, after showing the people who may be the same one."""
    form = NewPersonForm(request.POST or None)
    is_valid = request.method == "POST" and form.is_valid()
    duplicates = _duplicates(request, form)
    if request.htmx:
        return render(request, "participants/participant_create.html#duplicates", {"duplicates": duplicates})
    is_another = {str(person.pk) for person in duplicates} <= set(request.POST.get("anyway", "").split(","))
    if is_valid and is_another:
        programme = request.user.active_programme
        person = open_file(form.save(commit=False), programme=programme, source=form.cleaned_data["source"])
        messages.success(request, _("La fiche de %(name)s est ouverte.") % {"name": person})
        return redirect(person)
    context = {"form": form, "duplicates": duplicates, "must_choose": is_valid}
    return render(request, "participants/participant_create.html", context)


def _duplicates(request, form):
    """Return the people who look like the names typed; nobody while a name is missing."""
    typed = getattr(form, "cleaned_data", {})
    if not (typed.get("first_name") and typed.get("last_name")):
        return []
    names = {name: typed.get(name) for name in ("first_name", "last_name", "birth_date")}
    return list(Participant.objects.visible_to(request.user).probable_duplicates(**names))


def participant_detail(request, pk):
    """A person's administrative page: what is missing first, then each section."""
    people = Participant.objects.visible_to(request.user).with_facts(request.user.active_programme_id)
    documents = Prefetch("documents", Document.objects.visible_to(request.user))
    person = get_object_or_404(people.prefetch_related("income_periods", "checks", "restrictions", documents), pk=pk)
    enrolment = Enrolment.objects.visible_to(request.user).latest_of(person)
    today = timezone.localdate()
    tasks = [task.shown_to(request.user) for task in entry_tasks(person, enrolment, today)]
    context = {
        "person": person,
        "enrolment": enrolment,
        "proof": time_without_work(enrolment, today),
        "tasks": tasks,
        "left_count": sum(not task.is_done for task in tasks),
        "conventions": Convention.objects.visible_to(request.user).filter(participant=person),
        "information_days": information_days(person),
        "years": years_shown(person, today.year),
        "today": today,
    }
    return render(request, "participants/participant_detail.html", context)
