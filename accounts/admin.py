"""The reference data screens: Django's admin behind our own sign-in, for the administrator role only."""

from functools import wraps

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST


class ReferenceDataSite(admin.AdminSite):
    """Legal rates and other reference data; which models appear is said by accounts/permissions.py."""

    site_header = _("À pied d'œuvre · données légales")
    site_title = _("Données légales")
    index_title = _("Données légales")
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        """Refuse a signed-in person without the right at once, instead of asking for another account."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return checked

    def get_urls(self) -> list:
        """Leave out the redirection to any object's page: it would tell which ones exist."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Sign in through the product's page, which counts tries."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Sign out, back to the product's sign-in page."""
        logout(request)
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Change the password on the product's page."""
        return redirect("account_change_password")
