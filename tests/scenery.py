"""What is there when a story begins: a worksite, volunteers, files to send, and days as people say them."""

from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image

from tests.factories import ChantierFactory, PlacementFactory, SiteFactory, make_payable
from tests.participants.list_files import DATA


def a_worksite(programme):
    return ChantierFactory(
        programme=programme,
        site=SiteFactory(programme=programme, name="Cour du Canal", address="Quai des Charbonnages 1"),
        code="CH-1",
        works="Peindre les halls d'entrée",
        nuisance="Odeur de peinture",
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
    )


def a_volunteer(worksite, name, *, on, **convention):
    """Somebody of the group for whom nothing is missing in the year of ``on``, unless the convention says so."""
    first_name, last_name = name.split(maxsplit=1)
    names = {"participant__first_name": first_name, "participant__last_name": last_name}
    person = PlacementFactory(chantier=worksite, **names).participant
    make_payable(person, worksite.programme, on.year, **convention)
    return person


def file_of_the_tests(name):
    return (name, (DATA / name).read_bytes())


def scan_of_the_paper():
    """A photo taken with the phone."""
    photo = BytesIO()
    Image.new("RGB", (60, 80), "white").save(photo, "JPEG")
    return ("convention.jpg", photo.getvalue())


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def long_date(day: date) -> str:
    weekdays = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()  # noqa: SIM905
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
    number = "1er" if day.day == 1 else day.day
    return f"{weekdays[day.weekday()]} {number} {months[day.month - 1]} {day.year}"


def weekday(day: date) -> str:
    return long_date(day).split()[0]
