"""The second wall: row-level security on notes, their versions, their readings and drafts; logs that only grow.

``app.user`` and ``app.sheet`` are set for one transaction by ``accounts/scope.py``; without them no confidential row
exists. FORCE holds the tables' owner to the same rules.
"""

from django.conf import settings
from django.db import migrations

WEB = settings.WEB_ROLE

WHO_LOOKS = """
CREATE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('app.user', true), '')::bigint $$;
CREATE FUNCTION app_sheet() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('app.sheet', true), '') $$;
"""

NOTES = """
ALTER TABLE parcours_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcours_note FORCE ROW LEVEL SECURITY;
CREATE POLICY note_seen ON parcours_note FOR SELECT
    USING (level <> 'confidential' OR author_id = app_user() OR app_user() = ANY (reader_ids));
CREATE POLICY note_written ON parcours_note FOR INSERT
    WITH CHECK (level <> 'confidential' OR author_id = app_user());
CREATE POLICY note_edited ON parcours_note FOR UPDATE
    USING (level <> 'confidential' OR author_id = app_user())
    WITH CHECK (level <> 'confidential' OR author_id = app_user());

ALTER TABLE parcours_noteversion ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcours_noteversion FORCE ROW LEVEL SECURITY;
CREATE POLICY version_seen ON parcours_noteversion FOR SELECT
    USING (EXISTS (SELECT 1 FROM parcours_note WHERE id = note_id));
CREATE POLICY version_written ON parcours_noteversion FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM parcours_note WHERE id = note_id));
"""

READINGS = """
ALTER TABLE parcours_notereading ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcours_notereading FORCE ROW LEVEL SECURITY;
CREATE POLICY reading_seen_by_author ON parcours_notereading FOR SELECT
    USING (EXISTS (SELECT 1 FROM parcours_note WHERE id = note_id AND author_id = app_user()));
CREATE POLICY reading_seen_by_reader ON parcours_notereading FOR SELECT
    USING (reader_id = app_user());
CREATE POLICY reading_seen_on_own_sheet ON parcours_notereading FOR SELECT
    USING (EXISTS (
        SELECT 1 FROM parcours_sheetlink link JOIN participants_enrolment place ON place.id = link.enrolment_id
         WHERE link.token_hash = app_sheet() AND link.revoked_at IS NULL AND link.expires_at > now()
           AND place.participant_id = parcours_notereading.participant_id
    ));
CREATE POLICY reading_written ON parcours_notereading FOR INSERT
    WITH CHECK (
        reader_id = app_user() AND EXISTS (
            SELECT 1 FROM parcours_note note
             WHERE note.id = note_id AND note.participant_id = parcours_notereading.participant_id
        )
    );
"""

DRAFTS = """
ALTER TABLE parcours_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcours_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY draft_own ON parcours_draft USING (author_id = app_user()) WITH CHECK (author_id = app_user());
"""

OPEN_AGAIN = """
ALTER TABLE parcours_draft NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parcours_draft DISABLE ROW LEVEL SECURITY;
DROP POLICY draft_own ON parcours_draft;
ALTER TABLE parcours_notereading NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parcours_notereading DISABLE ROW LEVEL SECURITY;
DROP POLICY reading_seen_by_author ON parcours_notereading;
DROP POLICY reading_seen_by_reader ON parcours_notereading;
DROP POLICY reading_seen_on_own_sheet ON parcours_notereading;
DROP POLICY reading_written ON parcours_notereading;
ALTER TABLE parcours_noteversion NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parcours_noteversion DISABLE ROW LEVEL SECURITY;
DROP POLICY version_seen ON parcours_noteversion;
DROP POLICY version_written ON parcours_noteversion;
ALTER TABLE parcours_note NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parcours_note DISABLE ROW LEVEL SECURITY;
DROP POLICY note_seen ON parcours_note;
DROP POLICY note_written ON parcours_note;
DROP POLICY note_edited ON parcours_note;
DROP FUNCTION app_user();
DROP FUNCTION app_sheet();
"""

ONLY_ADDED = (
    "parcours_disclosure",
    "parcours_linkopening",
    "parcours_notereading",
    "parcours_noteversion",
    "parcours_referraltransition",
    "parcours_steptransition",
    "parcours_followupattempt",
)


class Migration(migrations.Migration):
    dependencies = [("parcours", "0001_initial")]
    operations = [
        migrations.RunSQL(WHO_LOOKS + NOTES + READINGS + DRAFTS, OPEN_AGAIN),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(ONLY_ADDED)} FROM {WEB};"
            f"REVOKE DELETE, TRUNCATE ON parcours_note, parcours_agreement FROM {WEB}",
            f"GRANT UPDATE, DELETE ON {', '.join(ONLY_ADDED)} TO {WEB};"
            f"GRANT DELETE ON parcours_note, parcours_agreement TO {WEB}",
        ),
    ]
