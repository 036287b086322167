"""Queries over sealed columns as they lie in the database: nothing is opened here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, bindparam, func, inspect, or_, select

from models.base import Base
from models.sealing import NUMBER_BYTES, SealedRecord, key_number


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns. key: the column of the number that its values are bound to."""

    table: Table
    key: Column[Any]
    columns: tuple[Column[Any], ...]

    def place(self, column: Column[Any]) -> str:
        """What a value of the column is bound to, beside the number of its row."""
        return f"{self.table.name}.{column.name}"


def sealed_tables() -> list[SealedTable]:
    """Every table with sealed columns, in order of their names."""
    found = []
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, SealedRecord):
            table: Any = mapper.local_table
            (key,) = table.primary_key.columns
            found.append(SealedTable(table, key, tuple(table.columns[name] for name in mapper.class_.__sealed__)))
    return sorted(found, key=lambda sealed: sealed.table.name)


def holds_sealed_values(connection: Connection) -> bool:
    """Whether any value of this database is sealed; False for a database without these tables."""
    there = set(inspect(connection).get_table_names())
    return any(
        connection.execute(select(sealed.key).where(or_(*(column.is_not(None) for column in sealed.columns))).limit(1)).first() is not None
        for sealed in sealed_tables()
        if sealed.table.name in there
    )


def count_sealed_values(connection: Connection) -> Counter[int]:
    """Number of a key → how many values are sealed with it."""
    counted: Counter[int] = Counter()
    for sealed in sealed_tables():
        for column in sealed.columns:
            begins = func.substr(column, 1, NUMBER_BYTES)
            for key, n_values in connection.execute(select(begins, func.count()).where(column.is_not(None)).group_by(begins)):
                counted[key_number(bytes(key))] += n_values
    return counted


def count_rows(connection: Connection) -> int:
    """How many rows the tables with sealed columns have."""
    return sum(connection.scalar(select(func.count()).select_from(sealed.table)) or 0 for sealed in sealed_tables())


def list_sealed_rows(connection: Connection, sealed: SealedTable, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """The next rows after the number `after`: (number, sealed columns in their order); locked where the database locks rows."""
    page = select(sealed.key, *sealed.columns).where(sealed.key > after).order_by(sealed.key).limit(limit)
    return connection.execute(page.with_for_update()).all()


def store_sealed_rows(connection: Connection, sealed: SealedTable, rows: Sequence[tuple[int, Sequence[bytes | None]]]) -> None:
    """Write other sealed values into rows: (number, sealed columns in their order)."""
    if rows:
        change = (
            sealed.table.update().where(sealed.key == bindparam("row")).values({c.name: bindparam(f"to_{c.name}") for c in sealed.columns})
        )
        names = [f"to_{column.name}" for column in sealed.columns]
        connection.execute(change, [{"row": number} | dict(zip(names, values, strict=True)) for number, values in rows])
