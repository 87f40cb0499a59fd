"""The wall of notes, around their history too; old texts by the author alone, readings by counsellors alone.

The history of a confidential note holds no text, but it tells that the note exists, of whom, and who may open it.
"""

from django.db import migrations

HISTORY = """
ALTER TABLE parcours_noteevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcours_noteevent FORCE ROW LEVEL SECURITY;
CREATE POLICY note_event_seen ON parcours_noteevent FOR SELECT
    USING (level <> 'confidential' OR author_id = app_user() OR app_user() = ANY (reader_ids));
CREATE POLICY note_event_written ON parcours_noteevent FOR INSERT WITH CHECK (true);
"""

HISTORY_OPEN_AGAIN = """
DROP POLICY note_event_seen ON parcours_noteevent;
DROP POLICY note_event_written ON parcours_noteevent;
ALTER TABLE parcours_noteevent NO FORCE ROW LEVEL SECURITY;
ALTER TABLE parcours_noteevent DISABLE ROW LEVEL SECURITY;
"""

NARROWER = """
ALTER POLICY version_written ON parcours_noteversion
    WITH CHECK (EXISTS (
        SELECT 1 FROM parcours_note note
         WHERE note.id = note_id AND (note.level <> 'confidential' OR note.author_id = app_user())
    ));
ALTER POLICY reading_written ON parcours_notereading
    WITH CHECK (
        reader_id = app_user() AND reader_role = 'counsellor' AND EXISTS (
            SELECT 1 FROM parcours_note note
             WHERE note.id = note_id AND note.participant_id = parcours_notereading.participant_id
        )
    );
"""

AS_BEFORE = """
ALTER POLICY version_written ON parcours_noteversion
    WITH CHECK (EXISTS (SELECT 1 FROM parcours_note WHERE id = note_id));
ALTER POLICY reading_written ON parcours_notereading
    WITH CHECK (
        reader_id = app_user() AND EXISTS (
            SELECT 1 FROM parcours_note note
             WHERE note.id = note_id AND note.participant_id = parcours_notereading.participant_id
        )
    );
"""


class Migration(migrations.Migration):
    dependencies = [("parcours", "0004_referral_last_word")]
    operations = [migrations.RunSQL(HISTORY, HISTORY_OPEN_AGAIN), migrations.RunSQL(NARROWER, AS_BEFORE)]
