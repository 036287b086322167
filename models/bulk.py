"""Writing very many rows at once: COPY on PostgreSQL, executemany on SQLite, inside the session's transaction.

Rows come as columns. On PostgreSQL foreign keys and plain indexes of the tables are taken away for the load and put back from the
database's own definitions before the commit, each checked against all rows: the same transaction, so a killed load leaves everything as it
was. CHECK, UNIQUE and primary keys hold for every row as it comes. Here must not live: what the rows say, or who may write them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import DBAPIError

LOCK_TIMEOUT = "15s"
"""How long a load waits for others to leave its tables: as long as a writer waits for SQLite's lock."""
INDEX_MEMORY = "256MB"
"""Memory for putting one index back; the server's own default makes it several times slower."""
SENT_AT_ONCE = 1 << 20

FOREIGN_KEYS = """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(CAST(:tables AS regclass[])) ORDER BY conrelid::regclass::text, conname"""
PLAIN_INDEXES = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE NOT indisunique AND indrelid = ANY(CAST(:tables AS regclass[])) ORDER BY indexrelid::regclass::text"""
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class Rows:
    """Rows of one table ready to be written: the text of a COPY on PostgreSQL, tuples on SQLite."""

    table: Table
    columns: tuple[str, ...]
    n: int
    copied: bytes = b""
    tuples: Sequence[tuple[Any, ...]] = ()


def prepared(table: Table, columns: Mapping[str, Any], dialect: str) -> Rows:
    """Make rows out of columns. Needs no connection, so that it may run in another thread than the one that writes.

    columns: lists or arrays of one length, or a single str, int or bool for every row; None is NULL. Days and instants come as ISO text.
    Raises KeyError for a column that the table does not have, ValueError when lengths differ.
    """
    values = {table.columns[name].name: each.tolist() if hasattr(each, "tolist") else each for name, each in columns.items()}
    n = len(next(each for each in values.values() if isinstance(each, list)))
    listed = [each if isinstance(each, list) else repeat(each, n) for each in values.values()]
    if dialect != "postgresql":
        return Rows(table, tuple(values), n, tuples=list(zip(*listed, strict=True)))
    texts = [_texts(each) if isinstance(each, list) else repeat(_text(each), n) for each in values.values()]
    lines = "\n".join(map("\t".join, zip(*texts, strict=True)))
    return Rows(table, tuple(values), n, copied=f"{lines}\n".encode() if n else b"")


def _texts(values: list[Any]) -> list[str]:
    """The values as COPY's text form has them."""
    if any(isinstance(value, bytes) for value in values):
        return [_text(value) for value in values]
    if not any(isinstance(value, str) for value in values):
        return ["\\N" if value is None else str(value) for value in values]
    whole = "".join(value for value in values if isinstance(value, str))
    if any(sign in whole for sign in "\\\t\n\r"):  # rare: most columns are spared the translation
        return [_text(value) for value in values]
    return ["\\N" if value is None else str(value) for value in values]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return "\\N" if value is None else str(value).translate(ESCAPES)


def write(connection: Connection, rows: Rows) -> None:
    """Write rows; constraints hold or IntegrityError is raised as for any statement."""
    if not rows.n:
        return
    names = ", ".join(f'"{name}"' for name in rows.columns)
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(rows.columns))
        connection.exec_driver_sql(f'INSERT INTO "{rows.table.name}" ({names}) VALUES ({marks})', list(rows.tuples))  # noqa: S608
        return
    statement = f'COPY "{rows.table.name}" ({names}) FROM STDIN'
    try:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for start in range(0, len(rows.copied), SENT_AT_ONCE):
                copy.write(rows.copied[start : start + SENT_AT_ONCE])
    except psycopg.Error as error:  # the driver was spoken to past SQLAlchemy, which would have named the error as on every database
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect) from error


@contextmanager
def bulk_load(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Nobody else writes these tables until the transaction ends; on PostgreSQL keys and indexes are put back when the block ends.

    If the block raises, nothing is put back: the caller rolls the transaction back, and with it what was taken away.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    names = [table.name for table in tables]
    for setting, value in (("lock_timeout", LOCK_TIMEOUT), ("maintenance_work_mem", INDEX_MEMORY), ("timezone", "UTC")):
        connection.execute(text("SELECT set_config(:setting, :value, true)"), {"setting": setting, "value": value})
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE")
    keys = connection.execute(text(FOREIGN_KEYS), {"tables": names}).all()
    indexes = connection.execute(text(PLAIN_INDEXES), {"tables": names}).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        connection.exec_driver_sql(definition)
    for table, name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def count_on(connection: Connection, tables: Sequence[Table]) -> None:
    """After rows with given numbers: what the database numbers itself follows the greatest, and its planner learns the sizes."""
    if connection.dialect.name != "postgresql":
        return  # SQLite counts on from the greatest by itself
    for table in (one for one in tables if "id" in one.columns):
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name}).scalar()
        if sequence is not None:
            largest = f'SELECT setval(CAST(:sequence AS regclass), max(id)) FROM "{table.name}" HAVING max(id) IS NOT NULL'  # noqa: S608
            connection.execute(text(largest), {"sequence": sequence})
    connection.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in tables)}")
