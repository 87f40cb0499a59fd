"""What every page that changes one part of a person's file does."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from participants.actions.allowances import AllowanceError


def edit_page(request, form, name, *, person, anchor, save, **extra):
    """Show a form on the template ``name``, or save it and go back to its section of the person's page.

    ``save`` is the action that takes the changed record; a refusal of it is shown above the form, nothing lost.
    """
    name_shown = str(person)  # before the form writes what was typed into the record
    if request.method == "POST" and form.is_valid():
        try:
            save(form.save(commit=False))
        except AllowanceError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(f"{person.get_absolute_url()}#{anchor}")
    back = f"{person.get_absolute_url()}#{anchor}"
    context = {"name": name_shown, "form": form, "back": back} | extra
    return render(request, f"participants/{name}.html", context)


def removed(request, person, anchor):
    """Say that a row is removed and go back to its section of the person's page."""
    messages.success(request, _("C’est supprimé."))
    return redirect(f"{person.get_absolute_url()}#{anchor}")
