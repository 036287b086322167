"""One table from SQLite into PostgreSQL by COPY, and a checksum that is the same for the same rows in any database.

A checksum is the number of rows and the sum of their hashes modulo 2^128: no order of rows is needed, which two databases would not
agree on for texts. A row's hash is BLAKE2b over its values in one spelling: numbers exactly, instants in UTC, JSON as it was written.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from sqlalchemy import JSON, Connection, Row, Select, Table, Text, cast, func, inspect, select

from models.account import Listed
from services.errors import InvalidValue, Unavailable

BATCH = 2_000
"""Rows between two calls of the progress."""
MODULUS = 1 << 128

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Checksum:
    """n_rows, and the sum of the rows' hashes as 32 hexadecimal digits."""

    n_rows: int
    digest: str


class _Sum:
    """Adds up rows."""

    def __init__(self) -> None:
        self.n_rows = self.total = 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        self.n_rows += len(rows)
        self.total += sum(row_hash(row) for row in rows)

    def checksum(self) -> Checksum:
        return Checksum(self.n_rows, f"{self.total % MODULUS:032x}")


def row_hash(row: Sequence[Any]) -> int:
    """The hash of one row. Every value says its kind and its length, so that no two rows have the same spelling."""
    spelt = b"".join(_spelt(value) for value in row)
    return int.from_bytes(hashlib.blake2b(spelt, digest_size=16).digest(), "little")


def _spelt(value: Any) -> bytes:
    kind, text = _SPELLINGS[type(value)](value)
    encoded = text.encode()
    return b"%b%d:%b" % (kind, len(encoded), encoded)


_SPELLINGS: dict[type, Callable[[Any], tuple[bytes, str]]] = {
    type(None): lambda _none: (b"-", ""),
    bool: lambda flag: (b"b", "1" if flag else "0"),
    int: lambda number: (b"i", str(number)),
    float: lambda number: (b"f", number.hex()),
    Decimal: lambda number: (b"n", format(number.normalize(), "f")),
    str: lambda text: (b"s", text),
    bytes: lambda raw: (b"x", raw.hex()),
    datetime: lambda instant: (b"t", instant.astimezone(UTC).isoformat(timespec="microseconds")),
    date: lambda day: (b"d", day.isoformat()),
}


def checksum_of(connection: Connection, table: Table, step: Step = lambda _n_rows: None) -> Checksum:
    """The checksum of a table as it stands."""
    found = _Sum()
    for rows in _batches(connection, table):
        found.add(rows)
        step(len(rows))
    return found.checksum()


def copy_table(source: Connection, target: Connection, table: Table, step: Step) -> Checksum:
    """Copy every row with its numbers; the checksum of what was sent.

    Raises InvalidValue (`invalid_value.move_row`) for a value that PostgreSQL cannot hold, Unavailable when it goes away.
    """
    sent = _Sum()
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = target.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for rows in _batches(source, table):
                for row in rows:
                    copy.write_row(row)
                sent.add(rows)
                step(len(rows))
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        parameters = {"table": table.name, "reason": str(error).partition("\n")[0]}
        raise InvalidValue("invalid_value.move_row", parameters=parameters) from error
    except psycopg.OperationalError as error:
        raise Unavailable(remedy="check_database", parameters={"reason": str(error).strip().partition("\n")[0]}) from error
    return sent.checksum()


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    with connection.execute(_everything(table), execution_options={"yield_per": BATCH}) as result:
        yield from result.partitions()


def _everything(table: Table) -> Select[Any]:
    """All columns; JSON and lists as the text that was stored, down to its spaces."""
    return select(*(cast(column, Text) if isinstance(column.type, JSON | Listed) else column for column in table.columns))


def set_sequences(source: Connection, target: Connection, tables: Sequence[Table]) -> None:
    """Let every counted column count on: after the greatest number there is, and after any that a deleted record once had."""
    used: dict[str, int] = {}
    if inspect(source).has_table("sqlite_sequence"):
        used = {str(name): int(last) for name, last in source.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}
    for table in tables:
        for column in table.columns:
            sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            if sequence is not None:
                last = max(target.scalar(select(func.max(column))) or 0, used.get(table.name, 0))
                target.execute(select(func.setval(sequence, max(last, 1), last > 0)))
