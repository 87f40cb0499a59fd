"""Reference data of allowances, for the administrator."""

from django.contrib import admin

from participants.models import AllowanceCeiling


@admin.register(AllowanceCeiling)
class AllowanceCeilingAdmin(admin.ModelAdmin):
    """The legal ceilings, each with its dates and its source."""

    list_display = ["valid_from", "valid_to", "day_max", "year_max", "source"]
