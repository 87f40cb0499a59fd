"""What marks the demonstration accounts, so that production can refuse them."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

EMAIL_DOMAIN = "demo.example"
PASSWORD = "pied-d-oeuvre-demo"


def demo_accounts() -> QuerySet:
    """Return the accounts whose e-mail address is a demonstration one."""
    return get_user_model()._default_manager.filter(email__iendswith=f"@{EMAIL_DOMAIN}")


def has_demo_data() -> bool:
    """Tell whether a demonstration account or programme exists."""
    return demo_accounts().exists() or apps.get_model("accounts.Programme").objects.filter(is_demo=True).exists()
