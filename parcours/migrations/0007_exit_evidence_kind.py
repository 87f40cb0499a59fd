"""The documents kept with an exit so far become what they are: the evidence of one, for its readers alone."""

from django.db import migrations

MARK = """
UPDATE participants_document SET kind = 'exit_evidence'
 WHERE kind = 'other' AND id IN (SELECT document_id FROM parcours_outcomeevent WHERE document_id IS NOT NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("parcours", "0006_objective_dates_in_order"), ("participants", "0006_exit_evidence")]
    operations = [
        migrations.RunSQL(MARK, "UPDATE participants_document SET kind = 'other' WHERE kind = 'exit_evidence'")
    ]
