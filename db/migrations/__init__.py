"""The history of the tables, as alembic revisions in `versions/`; run by db/migrate.py."""
