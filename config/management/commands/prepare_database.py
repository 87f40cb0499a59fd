"""./dev manage prepare_database: migrate, and fill demo data when the embedded database is empty."""

from django.core.management import BaseCommand

from config.preparation import prepare_database


class Command(BaseCommand):
    """Bring the database up to date."""

    help = __doc__

    def handle(self, **options) -> None:
        """Prepare the database as the owner of the tables."""
        prepare_database(self.stderr)
