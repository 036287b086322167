"""After the migration that knows no keys: what it set aside in the clear (tables plain_…) is sealed into its columns, then dropped.

Batch by batch: sealed and taken out of the table aside in one transaction, so that a stop at any moment loses nothing and the next
`kladka db upgrade` goes on. The tables themselves go last; as long as one is there, no other command works. Here must not live: keys.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, Table, func, inspect, select, text

from models.blindindex import entries, put_into_index
from models.queries.sealed import SealedTable, sealed_tables, store_sealed_rows
from models.sealing import Keys
from services import database
from services.actors import Actor
from services.errors import Conflict
from services.installation import Installation
from services.permissions import authorise
from services.unit_of_work import UnitOfWork

BATCH = 1000
ASIDE = "plain_"
IDENTITY = "candidate_identity"
Progress = Callable[[str, int, int], None]
"""Called with a table's name, rows done, rows in all."""


def waits_for_sealing(engine: Engine) -> bool:
    """Whether anything still lies in the clear."""
    return bool(_tables_aside(engine))


def require_sealed(engine: Engine) -> None:
    """Raises Conflict (`conflict.not_sealed`) while anything lies in the clear."""
    if waits_for_sealing(engine):
        raise Conflict("conflict.not_sealed", remedy="upgrade_database")


def seal_what_is_set_aside(installation: Installation, actor: Actor, progress: Progress = lambda *_: None) -> int:
    """Seal everything that a migration set aside; how many rows. Nothing is done where nothing lies aside."""
    authorise(actor, "keys:rotate")
    waiting = _tables_aside(installation.engine)
    n_sealed = sum(_seal_table(installation, actor, sealed, progress) for sealed in waiting)
    if waiting:
        _wipe(installation.engine, waiting)
        with installation.engine.begin() as connection:
            for sealed in waiting:
                connection.execute(text(f'DROP TABLE "{ASIDE}{sealed.table.name}"'))
        database.empty_journal(installation.engine)
    return n_sealed


def _tables_aside(engine: Engine) -> list[SealedTable]:
    there = set(inspect(engine).get_table_names())
    return [sealed for sealed in sealed_tables() if f"{ASIDE}{sealed.table.name}" in there]


def _aside(sealed: SealedTable) -> Table:
    """The table aside; its values have the types they had in the clear."""
    columns = (Column[Any](column.name) for column in sealed.columns)
    return Table(f"{ASIDE}{sealed.table.name}", MetaData(), Column("number", Integer), *columns)


def _seal_table(installation: Installation, actor: Actor, sealed: SealedTable, progress: Progress) -> int:
    aside, n_done = _aside(sealed), 0
    with installation.engine.connect() as connection:
        total = connection.scalar(select(func.count()).select_from(aside)) or 0
    while True:
        with installation.writing(actor, "seal what lies in the clear") as unit:
            n_rows = _seal_batch(unit, sealed, aside)
            if n_rows:
                unit.audit("identity:seal", table=sealed.table.name, n_rows=n_rows)
        if not n_rows:
            return n_done
        n_done += n_rows
        progress(sealed.table.name, n_done, total)


def _seal_batch(unit: UnitOfWork, sealed: SealedTable, aside: Table) -> int:
    connection, keys = unit.session.connection(), unit.keys
    rows = connection.execute(select(aside).order_by(aside.c.number).limit(BATCH)).all()
    plain = {row.number: {column.name: _as_text(getattr(row, column.name)) for column in sealed.columns} for row in rows}
    store_sealed_rows(connection, sealed, [(number, _sealed(keys, sealed, number, texts)) for number, texts in plain.items()])
    if sealed.table.name == IDENTITY:
        put_into_index(connection, keys, {number: searchable(texts) for number, texts in plain.items()}, known=list(plain))
    connection.execute(aside.delete().where(aside.c.number.in_(list(plain))))
    return len(plain)


def _sealed(keys: Keys, sealed: SealedTable, number: int, texts: dict[str, str | None]) -> list[bytes | None]:
    return [None if (value := texts[column.name]) is None else keys.seal(sealed.place(column), number, value) for column in sealed.columns]


def searchable(texts: dict[str, str | None]) -> list[tuple[str, str]]:
    """What a person is found by, from the texts of the sealed columns."""
    return list(entries(texts["surname"], texts["given_name"], texts["patronymic"], texts["birth_date"], texts["phone"]))


def _as_text(value: Any) -> str | None:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


def _wipe(engine: Engine, waiting: list[SealedTable]) -> None:
    """Rewrite what held plain values: a deleted row may lie on in pages that nobody uses."""
    if engine.dialect.name == "sqlite":
        borrowed = engine.raw_connection()
        try:
            driver: Any = borrowed.driver_connection
            driver.execute("VACUUM")
        finally:
            borrowed.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for sealed in waiting:
            connection.exec_driver_sql(f'VACUUM FULL "{sealed.table.name}"')
