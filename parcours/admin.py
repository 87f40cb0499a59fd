"""Reference data of exits, for the administrator."""

from django.contrib import admin

from parcours.models import FunderReading


@admin.register(FunderReading)
class FunderReadingAdmin(admin.ModelAdmin):
    """How each funder counts each situation, with its date and its source."""

    list_display = ["funder", "situation", "counts", "valid_from", "source"]
    list_filter = ["funder", "counts"]
