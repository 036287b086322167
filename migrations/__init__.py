"""Alembic revisions: how a database comes from one shape of the records to the next. `python -m migrations "what changes"` drafts one."""
