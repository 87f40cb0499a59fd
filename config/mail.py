"""Mail: a subject of one line and a text, from two templates."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send_mail(name: str, context: dict, *, to: str, language: str) -> None:
    """Send ``emails/<name>.txt`` under the subject ``emails/<name>_subject.txt``, written in ``language``."""
    with translation.override(language):
        # A header is one line, whatever a name holds.
        subject = " ".join(render_to_string(f"emails/{name}_subject.txt", context).split())
        body = render_to_string(f"emails/{name}.txt", context)
    EmailMessage(subject, body, to=[to]).send()
