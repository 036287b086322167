"""The application role of PostgreSQL: it can run the service, and nothing it can say changes the audit trail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from services.actors import COMMAND_LINE_ACTOR
from services.chain_check import verify_chain
from services.errors import Conflict, InvalidValue
from services.granting import grant_application_role, grant_statements
from services.installation import Installation
from services.settings import Settings
from tests import factories as make

ROLE = "kladka_test_app"

pytestmark = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


@pytest.fixture
def owner(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(Settings(database_url, tmp_path))
    with installation.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
    yield installation
    with installation.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {ROLE}")
        connection.exec_driver_sql(f"DROP ROLE {ROLE}")
        connection.exec_driver_sql("GRANT CREATE ON SCHEMA public TO postgres")
    installation.engine.dispose()


@pytest.fixture
def served(owner: Installation, tmp_path: Path) -> Iterator[Installation]:
    grant_application_role(owner, COMMAND_LINE_ACTOR, ROLE)
    url = make_url(owner.settings.database_url).set(username=ROLE)
    installation = Installation(Settings(url.render_as_string(hide_password=False), tmp_path))
    yield installation
    installation.engine.dispose()


FORBIDDEN = (
    "UPDATE audit_event SET actor_id = 'x'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_event_no_change ON audit_event",
    "DROP TABLE audit_event",
    "CREATE OR REPLACE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "UPDATE audit_seal SET signature = 'x'",
    "DELETE FROM audit_seal",
    "TRUNCATE audit_seal",
    "DROP TRIGGER audit_seal_no_change ON audit_seal",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (x int)",
    "SET ROLE postgres",
)


def test_the_role_can_write_but_never_change_the_trail(served: Installation) -> None:
    with served.writing(COMMAND_LINE_ACTOR, "register") as unit:
        person = make.candidate()
        unit.session.add(person)
        unit.audit("candidate:create", person)
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError, match=r"(?i)permission denied|must be owner|must be able"), served.engine.begin() as connection:
            connection.execute(text(statement))
    with served.sessions() as session:
        report = verify_chain(session, served.seals)
        assert (report.fault, report.n_events) == (None, 2)  # the grant itself is the first event


def test_a_role_that_no_grant_could_hold_is_refused(owner: Installation, engine: Engine) -> None:
    with pytest.raises(Conflict, match="role_too_strong"):
        grant_application_role(owner, COMMAND_LINE_ACTOR, "postgres")
    with pytest.raises(Conflict, match="role_unknown"):
        grant_application_role(owner, COMMAND_LINE_ACTOR, "nobody_of_this_name")
    for name in ("x; DROP TABLE audit_event", 'a"b', "", "ROLE"):
        with pytest.raises(InvalidValue):
            grant_statements(name)
    assert create_engine(engine.url).dialect.name == "postgresql"
