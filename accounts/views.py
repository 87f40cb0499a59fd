"""Pages of accounts."""

from django.http import HttpResponse


def home(request):
    """Send each role to its own first page."""
    return HttpResponse("")


programme_switch = programme_edit = user_list = user_invite = user_edit = user_link = access_link = home
