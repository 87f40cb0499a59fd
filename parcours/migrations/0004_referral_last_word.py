"""The address confirmed for a referral, its last word, the links asked again; an agreement frozen once it has left."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from config.database.history import INSERT_ONLY


class Migration(migrations.Migration):
    dependencies = [
        ("parcours", "0003_funder_readings"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
            name="stays_as_given",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referral",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referrallink",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referrallink",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="referrallink",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="referral",
            name="last_word_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="dernier mot le"),
        ),
        migrations.AddField(
            model_name="referral",
            name="sent_to",
            field=models.EmailField(blank=True, editable=False, max_length=254, verbose_name="envoyée à"),
        ),
        migrations.AddField(
            model_name="referralevent",
            name="last_word_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="dernier mot le"),
        ),
        migrations.AddField(
            model_name="referralevent",
            name="sent_to",
            field=models.EmailField(blank=True, editable=False, max_length=254, verbose_name="envoyée à"),
        ),
        migrations.AddField(
            model_name="referrallink",
            name="asked_again",
            field=models.BooleanField(default=False, editable=False, verbose_name="demandé par le partenaire"),
        ),
        migrations.AddField(
            model_name="referrallinkevent",
            name="asked_again",
            field=models.BooleanField(default=False, editable=False, verbose_name="demandé par le partenaire"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_as_given",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'DELETE' OR OLD.referral_id <> NEW.referral_id\n                        OR ((OLD.disclosed IS DISTINCT FROM NEW.disclosed OR OLD.facts IS DISTINCT FROM NEW.facts)\n                            AND (OLD.withdrawn_at IS NOT NULL OR EXISTS (\n                                SELECT 1 FROM parcours_referral\n                                 WHERE id = OLD.referral_id AND state NOT IN ('draft', 'agreed'))))\n                        OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)\n                    THEN\n                        RAISE EXCEPTION 'what was agreed and told never changes' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="65cb0cf9ecab6157eeb815eee48d25e15cf807a7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_stays_as_given_c4e15",
                    table="parcours_agreement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_referralevent" ("alerted_at", "answered_at", "asked_outcome_at", "availability", "contact_id", "created_at", "created_by_id", "id", "language", "last_word_at", "need", "need_met", "parcours_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "refused_by", "reminded_at", "sent_at", "sent_to", "service_id", "state", "step_id", "theme") VALUES (NEW."alerted_at", NEW."answered_at", NEW."asked_outcome_at", NEW."availability", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."language", NEW."last_word_at", NEW."need", NEW."need_met", NEW."parcours_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_on", NEW."refused_by", NEW."reminded_at", NEW."sent_at", NEW."sent_to", NEW."service_id", NEW."state", NEW."step_id", NEW."theme"); RETURN NULL;',
                    hash="ed1d82f69735e54fa5f213be28f544882d12b02b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fbc97",
                    table="parcours_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_referralevent" ("alerted_at", "answered_at", "asked_outcome_at", "availability", "contact_id", "created_at", "created_by_id", "id", "language", "last_word_at", "need", "need_met", "parcours_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "refused_by", "reminded_at", "sent_at", "sent_to", "service_id", "state", "step_id", "theme") VALUES (NEW."alerted_at", NEW."answered_at", NEW."asked_outcome_at", NEW."availability", NEW."contact_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."language", NEW."last_word_at", NEW."need", NEW."need_met", NEW."parcours_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_on", NEW."refused_by", NEW."reminded_at", NEW."sent_at", NEW."sent_to", NEW."service_id", NEW."state", NEW."step_id", NEW."theme"); RETURN NULL;',
                    hash="6005c3a49a40ac9fa13064c4178fcdf15c4cae16",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c9e99",
                    table="parcours_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referral",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_referralevent" ("alerted_at", "answered_at", "asked_outcome_at", "availability", "contact_id", "created_at", "created_by_id", "id", "language", "last_word_at", "need", "need_met", "parcours_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_on", "refused_by", "reminded_at", "sent_at", "sent_to", "service_id", "state", "step_id", "theme") VALUES (OLD."alerted_at", OLD."answered_at", OLD."asked_outcome_at", OLD."availability", OLD."contact_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."language", OLD."last_word_at", OLD."need", OLD."need_met", OLD."parcours_id", OLD."partner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_on", OLD."refused_by", OLD."reminded_at", OLD."sent_at", OLD."sent_to", OLD."service_id", OLD."state", OLD."step_id", OLD."theme"); RETURN NULL;',
                    hash="8302cbb4aa802c8f81c32349adbd5cb2cdf2eab8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f9209",
                    table="parcours_referral",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referrallink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_referrallinkevent" ("asked_again", "expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "referral_id", "revoked_at", "sent_at") VALUES (NEW."asked_again", NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."referral_id", NEW."revoked_at", NEW."sent_at"); RETURN NULL;',
                    hash="7b73202363dd2c5bfe85ed92afb599844a9937ff",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_56f74",
                    table="parcours_referrallink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referrallink",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_again" IS DISTINCT FROM (NEW."asked_again") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."referral_id" IS DISTINCT FROM (NEW."referral_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at"))',
                    func='INSERT INTO "parcours_referrallinkevent" ("asked_again", "expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "referral_id", "revoked_at", "sent_at") VALUES (NEW."asked_again", NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."referral_id", NEW."revoked_at", NEW."sent_at"); RETURN NULL;',
                    hash="36129d1e88b7c491f760ab7f8704c4d45687920b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c26ca",
                    table="parcours_referrallink",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="referrallink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_referrallinkevent" ("asked_again", "expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "referral_id", "revoked_at", "sent_at") VALUES (OLD."asked_again", OLD."expires_at", OLD."id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."referral_id", OLD."revoked_at", OLD."sent_at"); RETURN NULL;',
                    hash="2f7368392f2590f8bf1e5a719f34dc445bebd219",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ef47c",
                    table="parcours_referrallink",
                    when="AFTER",
                ),
            ),
        ),
        INSERT_ONLY,
    ]
