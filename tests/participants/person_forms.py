"""What the forms about a person are tried with."""

from django.urls import reverse

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def url(name, *args):
    """Return an address of participants."""
    return reverse(f"participants:{name}", args=args)


def errors_of(response) -> dict:
    """Return what the form of a page says of each field."""
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}
