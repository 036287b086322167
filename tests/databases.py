"""Databases for tests: each test that asks for one gets its own, migrated, on SQLite and on PostgreSQL.

A database is migrated once per kind and run; a test gets a copy of the file, or the emptied database. KLADKA_TEST_DATABASE_URL names a
PostgreSQL server on which databases may be made, instead of a throw-away one.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.orm import Session

from models import Base
from models.audit import APPEND_ONLY, GENESIS
from models.sealing import Key, Keys
from services import database
from services.actors import COMMAND_LINE_ACTOR, Actor
from services.database import SessionFactory
from services.unit_of_work import UnitOfWork
from tests.throwaway_postgresql import NoPostgreSQL, throwaway_server

BACKENDS = ("sqlite", "postgresql")
NUMBERS = count(1)
TEST_KEYS = Keys([Key.of(1, bytes(range(32)))])
"""What sessions without an installation seal with."""
COUNT_FROM_ONE = """SELECT setval(pg_get_serial_sequence(table_name, column_name), 1, false) FROM information_schema.columns
    WHERE table_schema = 'public' AND pg_get_serial_sequence(table_name, column_name) IS NOT NULL"""


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A server; skips with the reason where there is none, and fails instead where CI is set."""
    given = os.environ.get("KLADKA_TEST_DATABASE_URL")
    if given:
        yield make_url(given)
        return
    try:
        with throwaway_server() as url:
            yield make_url(url)
    except NoPostgreSQL as reason:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL to test with: {reason}", pytrace=False)
        pytest.skip(f"no PostgreSQL to test with: {reason}")


@contextmanager
def postgresql_database(server: URL, template: str = "template0") -> Iterator[URL]:
    """An empty database on the server, or a copy of another one, dropped afterwards."""
    name = f"kladka_test_{os.getpid()}_{next(NUMBERS)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            # Copying files is twice as fast as writing every page into the log; before version 15 there was nothing else.
            strategy = "STRATEGY FILE_COPY" if connection.dialect.server_version_info >= (15,) else ""
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
        yield server.set(database=name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.dispose()


@dataclass(frozen=True, slots=True)
class Databases:
    """Databases of one kind, for tests that set up a world once and give everybody a copy of it."""

    backend: str
    server: URL | None = None

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The URL of a database without tables; a SQLite file lies in the folder."""
        if self.server is None:
            yield f"sqlite:///{folder / 'kladka.sqlite3'}"
            return
        with postgresql_database(self.server) as url:
            yield url.render_as_string(hide_password=False)

    @contextmanager
    def copy_of(self, url: str, folder: Path) -> Iterator[str]:
        """The URL of a copy; nobody may be connected to the original."""
        if self.server is not None:
            with postgresql_database(self.server, template=make_url(url).database) as copy:
                yield copy.render_as_string(hide_password=False)
            return
        path = folder / "kladka.sqlite3"
        with closing(sqlite3.connect(make_url(url).database)) as original, closing(sqlite3.connect(path)) as copy:
            original.backup(copy)
        yield f"sqlite:///{path}"


@pytest.fixture(scope="session", params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Whatever stands on this runs once on each kind of database."""
    return Databases(request.param, None if request.param == "sqlite" else request.getfixturevalue("postgresql_server"))


def migrate(url: str) -> None:
    engine = database.open_engine(url)
    database.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: URL) -> Iterator[str]:
    """One migrated database for the run; making one for each test would take most of the run's time."""
    with postgresql_database(postgresql_server) as url:
        rendered = url.render_as_string(hide_password=False)
        migrate(rendered)
        yield rendered


def emptied(url: str) -> None:
    """Take out every row, the append-only ones too, and begin to count from one again. Whoever is still connected is thrown out."""
    engine = database.open_engine(url)
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    statements = [
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY),
        *(f'DELETE FROM "{table}"' for table in tables),
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in APPEND_ONLY),
        f"INSERT INTO audit_head (id, sequence, hash, feed_sequence) VALUES (1, 0, '{GENESIS}', 0)",
        COUNT_FROM_ONE,
    ]
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(statements))
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "kladka.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """A test that asks for a database runs once on each kind; `parametrize("backend", ["sqlite"], indirect=True)` narrows it."""
    return request.param


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server")) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without records."""
    if backend == "sqlite":
        path = tmp_path / "kladka.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url = request.getfixturevalue("migrated_postgresql")
    yield url
    emptied(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = database.open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> SessionFactory:
    return database.session_factory(engine, lambda: TEST_KEYS)


@pytest.fixture
def session(sessions: SessionFactory) -> Iterator[Session]:
    """A session of the test's own, without a unit of work around it; what it does not commit is gone."""
    with sessions() as session:
        yield session


@pytest.fixture
def unit_of_work(sessions: SessionFactory) -> Callable[..., UnitOfWork]:
    """`with unit_of_work() as unit:`; `writes=False` reads."""

    def unit_of_work(purpose: str = "test", *, writes: bool = True, actor: Actor = COMMAND_LINE_ACTOR) -> UnitOfWork:
        return UnitOfWork(sessions, actor, purpose, writes=writes)

    return unit_of_work
