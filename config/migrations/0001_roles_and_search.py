"""What every table stands on: the web role and its rights, the extensions, accent-free search."""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

WEB = settings.WEB_ROLE

# The tables' owner works in migrations only; the web role reads and writes rows, and owns nothing (docs/decisions).
WEB_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB}') THEN
        CREATE ROLE {WEB} NOLOGIN;
    END IF;
    -- Since PostgreSQL 16 the creator of a role is a member that may not take it.
    IF NOT pg_has_role(
        CURRENT_USER, '{WEB}', CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END
    ) THEN
        GRANT {WEB} TO CURRENT_USER;
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {WEB};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {WEB};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {WEB};
"""

# unaccent() is not immutable by itself; schema-qualified names keep it so through a dump and restore.
UNACCENT = """
CREATE FUNCTION f_unaccent(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent', $1) $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(WEB_ROLE, migrations.RunSQL.noop),
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(UNACCENT, "DROP FUNCTION f_unaccent(text)"),
    ]
