"""The forms that a partner fills in exist in Dutch; tests/config/test_dutch.py reads the templates."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from parcours.forms import referrals as forms
from parcours.models import Fact, NeedMet


@pytest.fixture(scope="module")
def dutch():
    """The Dutch catalogue."""
    with Path(settings.BASE_DIR, "locale/nl/LC_MESSAGES/django.po").open("rb") as source:
        return {message.id: message.string for message in read_po(source) if message.id and not message.fuzzy}


def test_partners_forms_and_facts_speak_dutch(dutch):
    fields = {**forms.PartnerOutcomeForm.base_fields, **forms.PartnerAnswerForm.base_fields}
    texts = [text for field in fields.values() for text in (field.label, field.help_text) if text]
    texts += [label for _, label in forms.PartnerOutcomeForm.base_fields["answer"].choices]
    texts += [choice.label for kind in (Fact, NeedMet) for choice in kind]

    assert [str(text) for text in texts if not dutch.get(str(text))] == []
