from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("comptes")


class ReferenceDataConfig(admin_apps.AdminConfig):
    """Django's admin, on the site of accounts/admin.py."""

    default = False
    default_site = "accounts.admin.ReferenceDataSite"
