"""An application role for PostgreSQL: it may work with every record, and only add to the audit trail.

The role that owns the tables migrates; the role of the service owns nothing, so it can neither change the trail nor drop its triggers.
"""

import re

from sqlalchemy import Connection, text

from models import Base
from models.audit import APPEND_ONLY
from services.actors import Actor
from services.errors import Conflict, InvalidValue
from services.installation import Installation
from services.permissions import authorise

ROLE_FORM = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_STRONG = text(
    "SELECT r.rolsuper OR r.rolreplication OR r.rolbypassrls OR r.rolcreaterole"
    " OR EXISTS (SELECT FROM pg_tables t WHERE t.schemaname = 'public' AND pg_has_role(r.rolname, t.tableowner, 'MEMBER'))"
    " OR EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database() AND pg_has_role(r.rolname, d.datdba, 'MEMBER'))"
    " FROM pg_roles r WHERE r.rolname = :role"
)


def grant_statements(role: str) -> list[str]:
    """The SQL, to be run by the owner of the tables, again after every migration. Raises InvalidValue (`invalid_value.role`)."""
    if ROLE_FORM.fullmatch(role) is None:
        raise InvalidValue("invalid_value.role", field="--role", parameters={"role": role})
    guarded = ", ".join(APPEND_ONLY)
    free = ", ".join(table.name for table in Base.metadata.sorted_tables if table.name not in APPEND_ONLY)
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {free} TO {role}",
        f"GRANT SELECT, INSERT ON {guarded} TO {role}",
        f"GRANT SELECT ON alembic_version TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]


def grant_application_role(installation: Installation, actor: Actor, role: str) -> list[str]:
    """Give an existing role what the service needs, and nothing that could change the audit trail. Returns the SQL that was run.

    Raises Forbidden, InvalidValue (`invalid_value.role`; `invalid_value.grant_database`: not PostgreSQL), Conflict
    (`conflict.role_unknown`; `conflict.role_too_strong`: a superuser, or a member of the owner of the tables, whom no grant could hold).
    """
    authorise(actor, "database:grant")
    statements = grant_statements(role)
    if installation.engine.dialect.name != "postgresql":
        raise InvalidValue("invalid_value.grant_database", field="KLADKA_DATABASE_URL", remedy="use_postgresql")
    with installation.writing(actor, "grant the application role") as unit:
        connection = unit.session.connection()
        _check_role(connection, role)
        for statement in statements:
            connection.exec_driver_sql(statement)
        unit.audit("database:grant", reference=role)
    return statements


def _check_role(connection: Connection, role: str) -> None:
    strong = connection.execute(_STRONG, {"role": role}).scalar()
    if strong is None:
        raise Conflict("conflict.role_unknown", field="--role", remedy="create_role", parameters={"role": role})
    if strong:
        raise Conflict("conflict.role_too_strong", field="--role", remedy="take_plain_role", parameters={"role": role})
