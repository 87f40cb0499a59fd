"""The walls of the history: written by triggers, under a named actor, never changed by the web role."""

from django.conf import settings
from django.db import migrations

# To be the last operation of a migration that makes history tables.
INSERT_ONLY = migrations.RunSQL(
    f"""
    DO $$ DECLARE history text; BEGIN
        FOR history IN SELECT format('%I', tablename) FROM pg_tables
            WHERE schemaname = 'public' AND tablename LIKE '%\\_%event'
        LOOP
            EXECUTE 'REVOKE UPDATE, DELETE, TRUNCATE ON ' || history || ' FROM {settings.WEB_ROLE}';
        END LOOP;
    END $$;
    """,
    migrations.RunSQL.noop,
)

NAMED_ACTOR = migrations.RunSQL(
    """
    ALTER TABLE pghistory_context ADD CONSTRAINT context_names_its_actor
        CHECK (COALESCE(metadata ->> 'actor', '') <> '');
    """,
    "ALTER TABLE pghistory_context DROP CONSTRAINT context_names_its_actor",
)
