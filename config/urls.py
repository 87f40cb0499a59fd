"""Every address of the product, by app; each access rule stands beside its URL in the app's own urls."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("participants.urls")),
    path("", include("chantiers.urls")),
    path("", include("parcours.urls")),
    path("", include("impact.urls")),
    path("administration/", admin.site.urls),
]
