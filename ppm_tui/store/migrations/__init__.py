"""Schema migrations, run by Alembic when a database is behind, after a backup."""
