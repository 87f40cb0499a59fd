"""``./dev manage demo_data``: fill an empty database with two demo programmes."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Programme
from config.demo import PASSWORD, demo_accounts
from impact.demo import build_demo


class Command(BaseCommand):
    """Write 46 invented people, their worksites, attendance, conventions and lines, with dates around today."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Take ``--if-empty``, for a start that must not stop here."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when a programme exists")

    def handle(self, *, if_empty: bool = False, **options) -> None:
        """Fill the database, unless it holds a programme or serves a production."""
        if settings.IS_PRODUCTION:
            raise CommandError("APP_ENV=production never takes demo data: its accounts have a public password.")
        if Programme.objects.exists():
            if if_empty:
                return
            raise CommandError("This database already holds a programme: demo data only fills an empty one.")
        self.stdout.write("Writing the demo data…")
        build_demo(timezone.localdate())
        if not if_empty:  # ./dev run names the accounts itself
            accounts = ", ".join(demo_accounts().order_by("pk").values_list("email", flat=True))
            self.stdout.write(f"Demo accounts, password {PASSWORD}: {accounts}")
