"""The components render what their arguments say, in words, without a variable left undefined."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from config.templatetags.components import FormError, form_errors


class PersonForm(forms.Form):
    first_name = forms.CharField(label="Prénom", help_text="Comme sur la carte.")
    phone = forms.CharField(label="Téléphone", required=False)
    proof = forms.ChoiceField(label="Preuve", choices=[("a", "Attestation")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="D’accord", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Cette personne a déjà une fiche.")


def render(source: str, **values) -> str:
    return " ".join(Template(source).render(Context(values)).split())


def test_status_tag_escapes_its_words():
    assert render("{% status_tag label 'warning' %}", label="<À faire>") == (
        '<span class="tag tag-warning">&lt;À faire&gt;</span>'
    )


@pytest.mark.parametrize("source", ["{% status_tag 'Fait' 'vert' %}", "{% task_item 'Photo' 'Fait' 'vert' %}"])
def test_an_unknown_tone_is_refused(source):
    with pytest.raises(TemplateSyntaxError, match="unknown tone 'vert'"):
        render(source)


def test_chip_says_its_state_in_words():
    assert render("{% chip 'AN' %}") == (
        '<span class="chip chip-an"><span class="chip-code">AN</span> '
        '<span class="chip-word">Absence non annoncée</span></span>'
    )
    assert render("{% chip '' %}") == '<span class="chip chip-none"><span class="chip-word">Non pointé</span></span>'


def test_notice_keeps_its_content_and_escapes_values():
    html = render("{% notice 'danger' title=title %}<p>{{ name }}</p>{% endnotice %}", title="Attention", name="<b>")
    assert 'class="notice notice-danger" role="alert"' in html
    assert '<p class="notice-title">Attention</p><p>&lt;b&gt;</p>' in html


def test_summary_row_says_what_is_missing():
    assert "Non renseigné" in render("{% summary_row 'Téléphone' '' %}")
    assert render("{% summary_row 'Enfants' 0 %}").count("<dd>0</dd>") == 1


def test_summary_list_offers_one_change_for_all():
    html = render("{% summary_list 'Identité' edit_url='/x/' %}{% summary_row 'Nom' 'Benali' %}{% endsummary_list %}")
    assert '<a href="/x/">Modifier<span class="visually-hidden"> : Identité</span></a>' in html
    assert "<dd>Benali</dd>" in html


def test_form_errors_lists_the_form_then_its_fields_in_order():
    assert form_errors(PersonForm({})) == [
        FormError("", "", "Cette personne a déjà une fiche."),
        FormError("id_first_name", "Prénom", "Ce champ est obligatoire."),
        FormError("id_proof_0", "Preuve", "Ce champ est obligatoire."),
    ]


def test_error_summary_counts_and_links():
    html = render("{% error_summary form %}", form=PersonForm({}))
    assert "3 réponses sont à corriger" in html
    assert '<a href="#id_first_name">Prénom : Ce champ est obligatoire.</a>' in html


def test_error_summary_reads_formsets():
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-phone": "1"}
    html = render("{% error_summary formset %}", formset=formset_factory(PersonForm)(data))
    assert '<a href="#id_form-0-first_name">' in html


def test_error_summary_is_silent_without_an_error():
    assert render("{% error_summary form %}", form=forms.Form({})) == ""


def test_form_page_marks_what_is_optional_and_no_asterisk():
    html = render("{% form_page form cancel_url='/retour/' %}{% endform_page %}", form=PersonForm())
    assert html.count("(facultatif)") == 1
    assert "*" not in html
    assert "UNDEFINED" not in html
    assert '<button class="btn btn-primary" type="submit">Enregistrer</button>' in html


def test_form_page_ties_help_and_error_to_the_field():
    html = render("{% form_page form %}{% endform_page %}", form=PersonForm({"phone": "0470"}))
    assert 'aria-describedby="id_first_name_helptext id_first_name_error"' in html
    assert 'id="id_first_name_error"' in html
    assert 'aria-describedby="id_proof_error"' in html
    assert 'id="id_proof_error"' in html
    assert 'value="0470"' in html
    assert html.count("Cette personne a déjà une fiche.") == 1


def test_form_page_carries_the_token_of_the_page():
    request = RequestFactory().get("/")
    source = Template("{% form_page form %}{% endform_page %}")
    html = source.render(Context({"form": forms.Form(), "request": request, "csrf_token": "jeton"}))
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="jeton">' in html


def test_pagination_keeps_the_other_parameters():
    request = RequestFactory().get("/personnes/", {"q": "benali", "page": "2"})
    page = Paginator(range(50), 20).page(2)
    html = Template("{% pagination page %}").render(RequestContext(request, {"page": page}, use_l10n=True))
    assert 'href="?q=benali&amp;page=1"' in html
    assert 'href="?q=benali&amp;page=3"' in html
    assert "Page 2 sur 3" in html


def test_pagination_is_silent_on_a_single_page():
    context = Context({"page": Paginator([1], 20).page(1), "request": RequestFactory().get("/")})
    assert Template("{% pagination page %}").render(context).strip() == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% page_header 'Personnes' %}",
        "{% page_header 'Personnes' lead='46' action_url='/x/' action_label='Ajouter' action_icon='plus' %}",
        "{% page_header 'Personnes' back_url='/' %}",
        "{% empty_state 'Personne ici' %}",
        "{% empty_state 'Personne ici' 'Pourquoi' action_url='/x/' action_label='Ajouter' %}",
        "{% task_list title='Dossier' %}{% task_item 'Photo' 'À faire' 'warning' url='/x/' hint='PDF' %}{% endtask_list %}",
        "{% data_table 'Personnes' %}<tbody></tbody>{% enddata_table %}",
        "{% figure_tile 'Heures' 12 detail='sur 30' url='/x/' %}{% figure_tile 'Heures' 0 %}",
        "{% step_indicator 2 4 %}",
        "{% confirm 'Terminer' %}<p>Sûr ?</p>{% endconfirm %}",
        "{% summary_list 'Identité' anchor='identite' %}{% summary_content 'Nom' %}<b>x</b>{% endsummary_content %}{% endsummary_list %}",
    ],
)
def test_no_component_leaves_a_variable_undefined(source):
    assert "UNDEFINED" not in render(source)
