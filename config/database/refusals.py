"""What to say when the database refuses a row."""

from django.db import IntegrityError


def sentence_of(error: IntegrityError, model) -> str:
    """Return the French sentence of the constraint of ``model`` that refused a row.

    Raises ``error`` again when the constraint is not one of the model's: that is a fault of ours.
    """
    name = error.__cause__.diag.constraint_name
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    raise error
