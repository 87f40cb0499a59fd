"""What an import made, known again by its prints, and taken back."""

import hashlib
import json
from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.db import models

BATCH = 500  # records an update names at once: longer statements cost more than they save

Models = dict[str, type[models.Model]]  # by the kind under which ``made`` names them, in the order they are written


def value_print(value) -> str:
    """Return a short print of a value: it tells a change without keeping the value twice."""
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:16]


def print_of(record: models.Model) -> str:
    """Return a print of what a record says; times of writing do not count."""
    fields = [field for field in record._meta.concrete_fields if not field.generated]
    values = {f.attname: getattr(record, f.attname) for f in fields if not isinstance(f, models.DateTimeField)}
    return value_print(values)


def prints_of(records: list[models.Model]) -> dict[int, str]:
    """Return the print of each record, by its id: what ``made`` keeps of those an import created."""
    return {record.pk: print_of(record) for record in records}


def filled_prints(record: models.Model, names: set[str]) -> dict[str, str]:
    """Return the print of each value that an import filled: what ``made`` keeps of a record already there."""
    return {name: value_print(getattr(record, name)) for name in sorted(names)}


def is_any_changed(created: dict[str, dict[str, str]], kinds: Models) -> bool:
    """Tell whether a created record is gone or says something else than when it was made."""
    return any(
        prints != {str(record.pk): print_of(record) for record in kinds[kind].objects.filter(pk__in=prints)}
        for kind, prints in created.items()
    )


def take_back(made: dict, kinds: Models) -> None:
    """Delete what an import created and blank what it filled, but for values changed by hand since.

    Raises ``ProtectedError`` when something hangs on a created record.
    """
    for kind, model in reversed(kinds.items()):
        model.objects.filter(pk__in=made["created"][kind]).delete()
    for kind, filled in made["filled"].items():
        by_names = defaultdict(list)
        for record in kinds[kind].objects.filter(pk__in=filled):
            for name, value in filled[str(record.pk)].items():
                if value_print(getattr(record, name)) == value:
                    setattr(record, name, _blank_of(record._meta.get_field(name)))
                    by_names[name].append(record)
        for name, records in by_names.items():
            kinds[kind].objects.bulk_update(records, [name], batch_size=BATCH)


def _blank_of(field: models.Field):
    if isinstance(field, ArrayField):
        return []
    return None if field.null else ""
