"""The legal ceilings on record, with their source: holes are real and never filled by guessing."""

import csv
from pathlib import Path

from django.db import migrations

from accounts.history import written_by

CEILINGS = Path(__file__).resolve().parent.parent / "reference" / "allowance_ceilings.csv"


def load(apps, schema_editor):
    ceiling = apps.get_model("participants", "AllowanceCeiling")
    with CEILINGS.open(encoding="utf-8", newline="") as file, written_by():
        for row in csv.DictReader(file):
            ceiling.objects.create(
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                day_max=row["day_max_eur"],
                year_max=row["year_max_eur"],
                source=row["source"],
            )


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
