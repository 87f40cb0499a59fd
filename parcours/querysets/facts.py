"""The events from which a status is computed, gathered by PostgreSQL beside each pathway, in one query.

Written in SQL, as ``participants/querysets/facts.py``: the same subqueries took the ORM longer to compile than to run.
Dates come out as dates, lists as small dictionaries with ISO dates.
"""

from django.db.models import DateField, JSONField
from django.db.models.expressions import RawSQL

LAST_CONTACT = """
    SELECT max(held_on) FROM parcours_contact WHERE parcours_id = parcours_parcours.id AND is_honoured
"""
NEXT_CONTACT = """
    SELECT next_on FROM parcours_contact WHERE parcours_id = parcours_parcours.id ORDER BY id DESC LIMIT 1
"""
PLANNED_STEPS = """
    SELECT id, words, who, place, due_on
      FROM parcours_step
     WHERE parcours_id = parcours_parcours.id AND state IN ('proposed', 'accepted', 'directed', 'confirmed', 'ongoing')
     ORDER BY due_on, id
"""
SILENT = """
    SELECT referral.id, partner.name AS partner, COALESCE(referral.last_word_at, referral.sent_at) AS since
      FROM parcours_referral referral JOIN parcours_partner partner ON partner.id = referral.partner_id
     WHERE referral.parcours_id = parcours_parcours.id AND referral.state IN ('sent', 'received') AND NOT referral.awaits_us
     ORDER BY since, referral.id
"""
# What ends: the live convention, each kind of check and of income, at the latest of their days; one without an end lasts.
ENDINGS = """
    WITH place AS (
        SELECT participant_id, programme_id FROM participants_enrolment WHERE id = parcours_parcours.enrolment_id
    )
    SELECT 'convention' AS what, '' AS kind, max(ends_on) AS day
      FROM participants_convention JOIN place USING (participant_id, programme_id) WHERE state = 'signed'
    HAVING max(ends_on) IS NOT NULL
     UNION ALL
    SELECT 'check', kind, max(valid_until)
      FROM participants_prestartcheck JOIN place USING (participant_id) GROUP BY kind
    HAVING bool_and(valid_until IS NOT NULL)
     UNION ALL
    SELECT 'income', kind, max(ends_on)
      FROM participants_incomeperiod JOIN place USING (participant_id) GROUP BY kind
    HAVING bool_and(ends_on IS NOT NULL)
"""
# The last two marks that count, of the register's closed sessions: two unannounced ones in a row ask for care.
LAST_MARKS = """
    SELECT mark.state, session.day
      FROM participants_enrolment place
      JOIN chantiers_attendance mark ON mark.participant_id = place.participant_id
      JOIN chantiers_session session ON session.id = mark.session_id
      JOIN chantiers_chantier chantier ON chantier.id = session.chantier_id AND chantier.programme_id = place.programme_id
     WHERE place.id = parcours_parcours.enrolment_id AND session.state = 'closed'
       AND mark.state IN ('P', 'R', 'D', 'AP', 'AN')
     ORDER BY session.period DESC LIMIT 2
"""


def day(row: str) -> RawSQL:
    """Return the expression of one date; None without a row."""
    return RawSQL(row, (), output_field=DateField())


def facts(rows: str) -> RawSQL:
    """Return the expression of a list of dictionaries, one per row, in their order; empty without any."""
    gathered = f"COALESCE((SELECT jsonb_agg(to_jsonb(fact)) FROM ({rows}) fact), '[]'::jsonb)"
    return RawSQL(gathered, (), output_field=JSONField())
