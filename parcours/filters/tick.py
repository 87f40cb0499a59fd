"""A box to tick in a filter: what its ``method`` does with it is the filter's own."""

import django_filters
from django import forms


class TickFilter(django_filters.Filter):
    """A box to tick; its method is called ticked or not."""

    field_class = forms.BooleanField
