"""Runs revisions on the connection handed in by `services.database`; there is no other way in, so no URL and no ini file here."""

from alembic import context

from models import Base
from models.base import UtcDateTime


def render(kind, value, _autogenerate_context):
    """Drafts name plain types: a revision stays as it was when the records move on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def run(connection) -> None:
    """Apply what was asked in one transaction. SQLite cannot alter a table, so there a changed table is copied (batch mode)."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=True,
        render_item=render,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
