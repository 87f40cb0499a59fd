"""How funders read the exits: the first reading on record, to be checked and dated by the administration."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

from accounts.history import written_by

FILE = Path(__file__).parent.parent / "reference" / "funder_readings.csv"
SINCE = date(2025, 1, 1)
SOURCE = "lecture de la maison : un mois d'emploi ou une formation (domaine §5), à confirmer avec le pouvoir subsidiant"


def load(apps, schema_editor):
    reading = apps.get_model("parcours", "FunderReading")
    with FILE.open(encoding="utf-8", newline="") as file, written_by():
        reading.objects.bulk_create(
            reading(funder=funder, situation=row["situation"], counts=row[funder], valid_from=SINCE, source=SOURCE)
            for row in csv.DictReader(file)
            for funder in ("actiris", "cocof", "esf", "cru")
        )


class Migration(migrations.Migration):
    dependencies = [("parcours", "0002_walls")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
