"""Everything a partner reads exists in Dutch."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from parcours.forms import referrals as forms
from parcours.models import Fact, NeedMet

TEMPLATES = sorted(
    path
    for pattern in ("parcours/partner_*.html", "parcours/_partner_*.html", "emails/partner_*.txt", "pdf/fiche.html")
    for path in Path(settings.BASE_DIR, "templates").glob(pattern)
)
TEXT = re.compile(r"gettext\(u?'((?:[^'\\]|\\.)*)'")


@pytest.fixture(scope="module")
def dutch():
    """The Dutch catalogue."""
    with Path(settings.BASE_DIR, "locale/nl/LC_MESSAGES/django.po").open("rb") as source:
        return {message.id: message.string for message in read_po(source) if message.id and not message.fuzzy}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_speaks_dutch(path, dutch):
    texts = [text.replace("\\'", "'") for text in TEXT.findall(templatize(path.read_text(encoding="utf-8")))]

    assert texts or path.name == "_partner_ways.html"
    assert [text for text in texts if not dutch.get(text)] == []


def test_partners_forms_and_facts_speak_dutch(dutch):
    fields = {**forms.PartnerOutcomeForm.base_fields, **forms.PartnerAnswerForm.base_fields}
    texts = [text for field in fields.values() for text in (field.label, field.help_text) if text]
    texts += [label for _, label in forms.PartnerOutcomeForm.base_fields["answer"].choices]
    texts += [choice.label for kind in (Fact, NeedMet) for choice in kind]

    assert [str(text) for text in texts if not dutch.get(str(text))] == []
