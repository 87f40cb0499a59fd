"""The demo directory: the starting list, and an invented contact at some partners."""

from accounts.demo import Days, Team, clock_at
from parcours.actions.importing import start_directory
from parcours.actions.partners import verify_partner
from parcours.models import Partner, PartnerContact, Theme

VERIFIED = 4
WITHOUT_ADDRESS = 3  # every third contact has no e-mail: those get the fiche
FIRST_NAMES = ("Lieve", "Mehdi", "Sabine", "Youri", "Chantal", "Dries", "Nour", "Gilles", "Ann", "Ilham")


def build_directory(days: Days, team: Team) -> list[Partner]:
    """Import the starting list, check a few partners, and return those of them with a service and a contact."""
    with clock_at(days.weeks(-42)):
        start_directory(team.programme, by=team.counsellor)
        partners = [
            partner for partner in Partner.objects.filter(programme=team.programme) if partner.services.exists()
        ]
        for partner in partners[:VERIFIED]:
            verify_partner(partner)
        for number, partner in enumerate(partners):
            PartnerContact.objects.create(
                partner=partner,
                name=f"{FIRST_NAMES[number % len(FIRST_NAMES)]} (contact inventé)",
                function="accueil",
                phone=f"02 000 01 {number:02d}",
                email="" if number % WITHOUT_ADDRESS == 2 else f"accueil{number:02d}@example.org",
                language="nl" if number % 5 == 3 else "fr",
            )
    return partners


def partner_for(theme: str, partners: list[Partner], number: int) -> Partner:
    """Return one of the partners that help with a theme, else any of them."""
    fitting = [partner for partner in partners if any(theme in service.themes for service in partner.services.all())]
    offered = fitting or partners
    return offered[number % len(offered)]


THEMES = list(Theme)
