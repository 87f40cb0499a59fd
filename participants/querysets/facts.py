"""What decides payability, gathered by PostgreSQL beside each person: lists of small rows, in one query.

Written in SQL: the same subqueries built by the ORM took longer to compile than to run. Dates come out as ISO text and
amounts as text, since a JSON number would lose the exact cents.
"""

from django.db.models import DecimalField, JSONField
from django.db.models.expressions import RawSQL

CONVENTIONS = """
    SELECT id, state, starts_on, ends_on, ended_on, signed_on, day_amount::text
      FROM participants_convention
     WHERE participant_id = participants_participant.id AND programme_id = %s
       AND state IN ('signed', 'ended', 'replaced')
     ORDER BY id
"""
RECEIPTS = """
    SELECT acknowledged_on
      FROM participants_informationreceipt
     WHERE participant_id = participants_participant.id AND programme_id = %s
     ORDER BY id
"""
YEARS = """
    SELECT year, regime, declared_on_honour_on, own::text, declared::text, ceiling::text, needs_review
      FROM participants_allowanceyear
     WHERE participant_id = participants_participant.id
     ORDER BY year
"""
INCOMES = """
    SELECT kind, starts_on, ends_on
      FROM participants_incomeperiod
     WHERE participant_id = participants_participant.id
     ORDER BY id
"""
CHECKS = """
    SELECT kind, done_on, valid_until
      FROM participants_prestartcheck
     WHERE participant_id = participants_participant.id
     ORDER BY id
"""
RESTRICTIONS = """
    SELECT words, starts_on, ends_on
      FROM participants_restriction
     WHERE participant_id = participants_participant.id
     ORDER BY id
"""
COMMITTED = """
    SELECT SUM(amount)
      FROM participants_allowanceline
     WHERE participant_id = participants_participant.id AND year = %s
"""


def amount(row: str, *values) -> RawSQL:
    """Return the expression of one sum in euros, exact; 0.00 when there is none."""
    return RawSQL(f"COALESCE(({row}), 0.00)", values, output_field=DecimalField(max_digits=9, decimal_places=2))


def facts(rows: str, *values) -> RawSQL:
    """Return the expression of a list of dictionaries, one per row of ``rows``; empty when there is none."""
    gathered = f"COALESCE((SELECT jsonb_agg(to_jsonb(fact)) FROM ({rows}) fact), '[]'::jsonb)"
    return RawSQL(gathered, values, output_field=JSONField())
