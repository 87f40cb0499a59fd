"""Open the first account of a fresh installation."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.history import written_by
from accounts.models import AccessLink, Membership, Organisation, Programme, User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Gives somebody the administrator role of a programme and prints, once, the link that opens the account."

    def add_arguments(self, parser):
        """Declare the options."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--programme", required=True, metavar="CODE", help="code of the programme")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--create", action="store_true", help="create the programme and its two organisations if there is none"
        )
        parser.add_argument("--programme-name", default="Chantiers participatifs")
        parser.add_argument("--operator", default="Mission locale", help="name of the organisation")
        parser.add_argument("--housing-company", default="Société de logement", help="name of the housing company")

    @transaction.atomic
    def handle(self, *, email: str, programme: str, **options):
        """Create what is missing and print the address of the link."""
        with written_by():
            try:
                chosen = Programme.objects.filter(code=programme).first() or _create_programme(programme, options)
                user = User.objects.filter(email__iexact=email).first() or _create_user(email, options)
            except ValidationError as refusal:
                raise CommandError(refusal.messages) from refusal
            Membership.objects.get_or_create(user=user, programme=chosen, role=Role.ADMINISTRATOR)
            user.is_active, user.active_programme = True, chosen
            user.save(update_fields=["is_active", "active_programme"])
            purpose = AccessLink.Purpose.RESET if user.has_usable_password() else AccessLink.Purpose.INVITATION
            link, path = AccessLink.make(user=user, purpose=purpose, by=None)
        expires = timezone.localtime(link.expires_at)
        self.stdout.write(f"{user.email} administers {chosen} ({chosen.code}).")
        self.stdout.write(f"Open this address once, before {expires:%d/%m/%Y %H:%M}, to choose a password:")
        self.stdout.write(f"{_site()}{path}")


def _create_programme(code: str, options: dict) -> Programme:
    if not options["create"]:
        raise CommandError(f"No programme has the code {code!r}: add --create to create it.")
    operator = Organisation(kind=Organisation.Kind.MISSION_LOCALE, name=options["operator"])
    housing_company = Organisation(kind=Organisation.Kind.HOUSING, name=options["housing_company"])
    for organisation in (operator, housing_company):
        organisation.full_clean()
        organisation.save()
    today = timezone.localdate()
    programme = Programme(
        code=code,
        name=options["programme_name"],
        operator=operator,
        housing_company=housing_company,
        starts_on=today,
        ends_on=today + timedelta(days=364),
    )
    programme.full_clean()
    programme.save()
    return programme


def _create_user(email: str, options: dict) -> User:
    validate_email(email)
    return User.objects.create_user(email, first_name=options["first_name"], last_name=options["last_name"])


def _site() -> str:
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), "")
    if settings.IS_PRODUCTION and host:
        return f"https://{host}"
    return "http://127.0.0.1:8000"
