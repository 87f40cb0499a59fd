"""Date the ESF+ answers and a changed situation by themselves: those on record count as entered with their exit."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

ENTERED_WITH_THE_EXIT = """
UPDATE parcours_outcome SET answers_recorded_at = recorded_at
 WHERE searching <> '' OR in_training <> '' OR qualified <> '' OR in_work <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours", "0008_partner_awaits_us_and_handovers"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="outcome",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outcome",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outcome",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="outcome",
            name="answers_recorded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="réponses encodées le"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="situation_recorded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="situation changée le"),
        ),
        migrations.AddField(
            model_name="outcomeevent",
            name="answers_recorded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="réponses encodées le"),
        ),
        migrations.AddField(
            model_name="outcomeevent",
            name="situation_recorded_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="situation changée le"),
        ),
        migrations.RunSQL(ENTERED_WITH_THE_EXIT, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_outcomeevent" ("answers_recorded_at", "document_id", "evidence", "evidence_on", "exited_on", "id", "in_training", "in_work", "organisation", "parcours_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualified", "recorded_at", "recorded_by_id", "searching", "situation", "situation_recorded_at", "starts_on") VALUES (NEW."answers_recorded_at", NEW."document_id", NEW."evidence", NEW."evidence_on", NEW."exited_on", NEW."id", NEW."in_training", NEW."in_work", NEW."organisation", NEW."parcours_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."qualified", NEW."recorded_at", NEW."recorded_by_id", NEW."searching", NEW."situation", NEW."situation_recorded_at", NEW."starts_on"); RETURN NULL;',
                    hash="36e5193b1305ed440c914821a925489914cb5993",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f2bc5",
                    table="parcours_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_outcomeevent" ("answers_recorded_at", "document_id", "evidence", "evidence_on", "exited_on", "id", "in_training", "in_work", "organisation", "parcours_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualified", "recorded_at", "recorded_by_id", "searching", "situation", "situation_recorded_at", "starts_on") VALUES (NEW."answers_recorded_at", NEW."document_id", NEW."evidence", NEW."evidence_on", NEW."exited_on", NEW."id", NEW."in_training", NEW."in_work", NEW."organisation", NEW."parcours_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."qualified", NEW."recorded_at", NEW."recorded_by_id", NEW."searching", NEW."situation", NEW."situation_recorded_at", NEW."starts_on"); RETURN NULL;',
                    hash="cd3c28673af1d63254ec46fc4bcda54aa295e852",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bc8c5",
                    table="parcours_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_outcomeevent" ("answers_recorded_at", "document_id", "evidence", "evidence_on", "exited_on", "id", "in_training", "in_work", "organisation", "parcours_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualified", "recorded_at", "recorded_by_id", "searching", "situation", "situation_recorded_at", "starts_on") VALUES (OLD."answers_recorded_at", OLD."document_id", OLD."evidence", OLD."evidence_on", OLD."exited_on", OLD."id", OLD."in_training", OLD."in_work", OLD."organisation", OLD."parcours_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."qualified", OLD."recorded_at", OLD."recorded_by_id", OLD."searching", OLD."situation", OLD."situation_recorded_at", OLD."starts_on"); RETURN NULL;',
                    hash="645b1908e8792db321359792fd9eef8130edfe88",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3959d",
                    table="parcours_outcome",
                    when="AFTER",
                ),
            ),
        ),
    ]
