"""The components of every page: declared arguments, one template each in templates/components/.

Block tags hold content (`{% notice "warning" %}…{% endnotice %}`), the others stand alone.
All are template builtins: no `{% load %}` is needed.
"""

from typing import NamedTuple

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

TONES = ("neutral", "info", "success", "warning", "danger")
NOTICE_ICONS = {
    "info": "information-circle",
    "success": "check-circle",
    "warning": "exclamation-triangle",
    "danger": "x-circle",
}
ATTENDANCE_WORDS = {
    "P": _("Présent·e"),
    "R": _("Arrivé·e plus tard"),
    "D": _("Parti·e plus tôt"),
    "AP": _("Absence annoncée"),
    "AN": _("Absence non annoncée"),
    "NC": _("Non concerné·e"),
    "": _("Non pointé"),
}


class FormError(NamedTuple):
    """One line of the error summary: the id it links to (or none), the field's label, what to mend."""

    target: str
    label: str
    message: str


def _render(context: Context, name: str, **values) -> SafeString:
    return context.template.engine.get_template(f"components/{name}.html").render(context.new(values))


def _known_tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}: one of {', '.join(TONES)}")
    return tone


@register.inclusion_tag("components/page_header.html")
def page_header(
    title, *, lead="", back_url="", back_label="", can_go_back=True, action_url="", action_label="", action_icon=""
):
    """The top of a page: its h1, one sentence, a way back (to those who may take it) and the one main action."""
    return {
        "title": title,
        "lead": lead,
        "back_url": back_url if can_go_back else "",
        "back_label": back_label or _("Retour"),
        "action_url": action_url,
        "action_label": action_label,
        "action_icon": action_icon,
    }


@register.simple_block_tag(takes_context=True)
def notice(context, content, tone="info", *, title=""):
    """A banner: `tone` is info, success, warning or danger; the content says what to do."""
    return _render(context, "notice", tone=tone, title=title, icon=NOTICE_ICONS[tone], content=content)


@register.inclusion_tag("components/status_tag.html")
def status_tag(label, tone="neutral"):
    """A state in words; `tone` (neutral, info, success, warning, danger) only adds a colour to them."""
    return {"label": label, "tone": _known_tone(tone)}


@register.inclusion_tag("components/chip.html")
def chip(code, label=""):
    """An attendance state: P, R, D, AP, AN, NC or empty (non pointé); `label` replaces its usual words."""
    return {"code": code, "css": code.lower() or "none", "label": label or ATTENDANCE_WORDS[code]}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title, why="", *, action_url="", action_label="", icon="inbox"):
    """What is missing here, why, and the one button that changes it."""
    return {"title": title, "why": why, "action_url": action_url, "action_label": action_label, "icon": icon}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms):
    """All errors of the given forms and formsets, each a link to its field; empty without any."""
    return {"errors": [error for form in forms if form is not None for error in form_errors(form)]}


def form_errors(form: BaseForm | BaseFormSet) -> list[FormError]:
    """List a form's or formset's errors in reading order."""
    if isinstance(form, BaseFormSet):
        general = [FormError("", "", message) for message in form.non_form_errors()]
        return general + [error for member in form.forms for error in form_errors(member)]
    errors = [FormError("", "", message) for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        errors.extend(FormError(target, field.label, message) for message in field.errors)
    return errors


@register.simple_block_tag(takes_context=True)
def form_page(context, content, form, *, submit="", cancel_url="", action="", warn=True):
    """A whole POST form: error summary, token, fields, the block's content, one button and "Annuler".

    `warn` asks before a changed form is left; `action` is another address to post to. A form with a crispy
    `helper` (its `form_tag` off) keeps its layout.
    """
    return _render(
        context,
        "form_page",
        form=form,
        submit=submit,
        cancel_url=cancel_url,
        action=action,
        warn=warn,
        content=content,
        csrf_token=context.get("csrf_token"),
    )


@register.simple_block_tag(takes_context=True)
def summary_list(context, content, title, *, edit_url="", edit_label="", can_edit=True, anchor=""):
    """Facts under one title, in `summary_row`s, with one "Modifier" for all; `anchor` is the section's id.

    The link shows only when `can_edit`: give it the reader's right (`perms.participants.edit_people`).
    """
    edit_url = edit_url if can_edit else ""
    values = {
        "title": title,
        "edit_url": edit_url,
        "edit_label": edit_label,
        "anchor": anchor,
        "content": content,
    }
    return _render(context, "summary_list", **values)


@register.inclusion_tag("components/summary_row.html")
def summary_row(label, value, *, edit_url="", missing=""):
    """One fact of a `summary_list`; an empty value says so (`missing`, else "Non renseigné").

    `edit_url` adds a "Modifier" for this fact alone.
    """
    return {"label": label, "value": value, "edit_url": edit_url, "missing": missing}


@register.simple_block_tag(takes_context=True)
def summary_content(context, content, label, *, edit_url="", can_edit=True):
    """One fact of a `summary_list` whose value is markup (tags, several lines, links)."""
    edit_url = edit_url if can_edit else ""
    return _render(context, "summary_content", label=label, edit_url=edit_url, content=content)


@register.simple_block_tag(takes_context=True)
def task_list(context, content, *, title=""):
    """What is left to do, in `task_item`s, each with its status."""
    return _render(context, "task_list", title=title, content=content)


@register.inclusion_tag("components/task_item.html")
def task_item(label, status, tone="neutral", *, url="", hint=""):
    """One task: the whole line leads to `url` when something is to mend; `hint` says what is expected."""
    return {"label": label, "status": status, "tone": _known_tone(tone), "url": url, "hint": hint}


@register.simple_block_tag(takes_context=True)
def data_table(context, content, caption, *, hide_caption=False):
    """A table (thead, tbody, tfoot as content). On a phone each row is a card: give each td a `data-label`,
    make the row's name a `th scope="row"`, and amounts the class `number`."""
    return _render(context, "data_table", caption=caption, hide_caption=hide_caption, content=content)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page: Page, summary=""):
    """Links to the pages around this one, other parameters kept; `summary` replaces "Page 2 sur 7"."""
    return {"page": page, "summary": summary, "request": context["request"]}


@register.inclusion_tag("components/figure_tile.html")
def figure_tile(label, value, *, detail="", url=""):
    """One figure: what is counted, its value, and in words what it is out of."""
    return {"label": label, "value": value, "detail": detail, "url": url}


@register.inclusion_tag("components/step_indicator.html")
def step_indicator(current: int, total: int):
    """ "Étape 2 sur 4", above the title of a page of a series."""
    return {"current": current, "total": total}


@register.simple_block_tag(takes_context=True)
def confirm(context, content, label):
    """A grave action folded away: `label` opens it, the content explains and holds the form."""
    return _render(context, "confirm", label=label, content=content)
