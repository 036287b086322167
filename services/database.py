"""Opening a database: the engine from its URL, sessions, migrations, and the lock that keeps a SQLite file to one server.

Here must not live: a query, a transaction's rules (services/unit_of_work.py), where the data folder is.
"""

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import Cursor
from psycopg.pq import Format
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, ExecutionContext
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

import migrations
from models.queries.bulk import BINARY_RESULTS
from models.sealing import KEYS, KeySource
from services.errors import Conflict, InvalidValue, SecondServer, Unavailable

ACCESS_OPTION = "kladka_access"
"""Execution option of a connection: "read" refuses every write in the database itself, "write" takes SQLite's one write lock at once."""

BUSY_MILLISECONDS = 15_000
UNUSABLE = ("disk is full", "disk I/O error", "disk image is malformed")
"""What SQLite says when a file or its disk fails under an open connection."""
PAUSE_SECONDS, USED_AT = 1.0, "kladka_used_at"
"""How long a connection rests before it is asked again whether its server is still there."""
UPGRADE_LOCK = 0x6B6C61646B61  # "kladka": the key of PostgreSQL's advisory lock around migrations

SessionFactory = sessionmaker[Session]


def open_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for a SQLite or PostgreSQL URL.

    Raises InvalidValue (`invalid_value.database_url`) for anything else. `postgres://` and `postgresql://` mean psycopg 3.
    """
    try:
        target = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InvalidValue("invalid_value.database_url", field="KLADKA_DATABASE_URL") from error
    options: dict[str, Any] = {
        "echo": echo,
        "hide_parameters": True,  # an error message ends in a log, and parameters are people's lives
        "json_serializer": partial(json.dumps, ensure_ascii=False, allow_nan=False),
    }
    if target.drivername in ("sqlite", "sqlite+pysqlite"):
        engine = create_engine(target, **options)
        event.listen(engine, "handle_error", _say_unavailable)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if target.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        target = target.set(drivername="postgresql+psycopg")
        engine = create_engine(target, **options)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_ask_after_a_pause, engine))
        event.listen(engine, "handle_error", _say_unavailable)
        event.listen(engine, "before_cursor_execute", _choose_format)
        return engine
    raise InvalidValue("invalid_value.database_url", field="KLADKA_DATABASE_URL", parameters={"backend": target.drivername})


def _say_unavailable(context: ExceptionContext) -> None:
    """A database that cannot be reached, opened or written any more is a sentence for whoever asked, not a fault of the program."""
    said = str(context.original_exception).strip().partition("\n")[0]
    lost = context.connection is None or context.is_disconnect or any(sentence in said for sentence in UNUSABLE)
    if lost and "locked" not in said:  # a lock passes, and is told apart by the unit of work
        raise Unavailable(remedy="check_database", parameters={"reason": said.rstrip(".")}) from context.original_exception


def _note_use(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[USED_AT] = time.monotonic()


def _ask_after_a_pause(engine: Engine, connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Ask a connection that rested whether its server is still there, before it is used; if not, all that rested are opened anew.

    Asking every time would be two of nine questions of a ranking.
    """
    used_at = entry.info.get(USED_AT)
    if used_at is None or time.monotonic() - used_at < PAUSE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _choose_format(
    _connection: Connection, cursor: Any, _statement: str, _parameters: Any, context: ExecutionContext | None, _many: bool
) -> None:
    """A bulk reading wants PostgreSQL's binary form: bytes then come as they are, not as twice as many hexadecimal digits."""
    if isinstance(cursor, Cursor) and context is not None and context.execution_options.get(BINARY_RESULTS):
        cursor.format = Format.BINARY


def session_factory(engine: Engine, keys: KeySource) -> SessionFactory:
    """Sessions whose records stay readable after the commit, with the keys of sealed columns. Use them through `UnitOfWork`."""
    return sessionmaker(engine, expire_on_commit=False, info={KEYS: keys})


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Foreign keys hold, what is deleted is overwritten, readers do not block the writer.

    The driver's own transactions are off: it would start them too late.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "journal_mode=WAL", f"busy_timeout={BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writing unit takes the write lock first: a read lock that turns into a write lock fails at once instead of waiting."""
    access = connection.get_execution_options().get(ACCESS_OPTION)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if access == 'read' else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if access == "write" else "BEGIN")


def alembic_config(connection: Connection) -> Config:
    """Where the revisions are, and the connection they run on."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction for all revisions, one migrating process at a time.

    SQLite copies tables to alter them, and dropping the old copy would delete the rows that refer to it: foreign keys are off meanwhile
    (which only works outside a transaction) and checked before the commit.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _set_foreign_keys(connection, on=False)
            try:
                with connection.execution_options(**{ACCESS_OPTION: "write"}).begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration left rows without their parents: {broken[:5]}")
            finally:
                _set_foreign_keys(connection, on=True)
        else:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
                yield connection


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision. Does nothing when it is there already; safe when several processes start at once."""
    with migrating(engine) as connection:
        command.upgrade(alembic_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a revision; "base" is an empty database."""
    with migrating(engine) as connection:
        command.downgrade(alembic_config(connection), revision)


def current_revision(engine: Engine) -> str | None:
    """The revision the database is at, None when it was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()


def needs_upgrade(engine: Engine) -> bool:
    """Whether the database lags behind this program.

    Raises Conflict (`conflict.database_newer`) for a revision that this program does not know.
    """
    revision = current_revision(engine)
    known = ScriptDirectory(str(Path(migrations.__file__).parent))
    if revision is not None and revision not in {each.revision for each in known.walk_revisions()}:
        raise Conflict("conflict.database_newer", remedy="update_program", parameters={"revision": revision})
    return revision != known.get_current_head()


def empty_journal(engine: Engine) -> None:
    """On SQLite, move what the journal holds into the file and empty it: pages of before an erasure may lie there."""
    if engine.dialect.name != "sqlite":
        return
    borrowed = engine.raw_connection()
    try:
        driver = borrowed.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        borrowed.close()


def is_embedded(url: str | URL) -> bool:
    """Whether the URL names a SQLite database, which only one process may serve."""
    return make_url(url).get_backend_name() == "sqlite"


@contextmanager
def only_server(url: str) -> Iterator[None]:
    """Held by the server while it runs. With PostgreSQL, or SQLite in memory, there is nothing to hold.

    Raises SecondServer when another process serves the same SQLite file: SQLite before 3.51.3 can corrupt a WAL database written by
    several processes. The lock goes with the process, however it ends.
    """
    target = make_url(url)
    if not is_embedded(target) or target.database in (None, "", ":memory:"):
        yield
        return
    path = Path(f"{target.database}.lock").absolute()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SecondServer(parameters={"database": str(target.database), "instead": "PostgreSQL"}) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
