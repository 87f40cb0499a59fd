"""Django's PostgreSQL backend: takes the web role, starts the private server of var/ when DATABASE_URL is unset."""
