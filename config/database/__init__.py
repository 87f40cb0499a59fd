"""Django's PostgreSQL backend on a private server under var/: the default when DATABASE_URL is unset."""
