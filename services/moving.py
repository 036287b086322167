"""Moving an installation: from its SQLite file into PostgreSQL, whole and checked, in one transaction of the target.

The target is migrated, filled and checked in that one transaction: a move that is stopped leaves the target as it was. The source is
only read. No audit event tells of the move: source and target would differ by it, and the trail moves as it is. Here must not live: how
a table is copied and what a checksum is (services/table_copies.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alembic import command
from sqlalchemy import Connection, Engine, Table, func, inspect, select
from sqlalchemy.orm import Session

from models.audit import GENESIS, AuditHead
from models.base import Base
from services import database
from services.actors import Actor
from services.chain_check import ChainReport, verify_chain
from services.errors import Conflict, InvalidValue, SecondServer
from services.installation import Installation
from services.permissions import authorise
from services.table_copies import Checksum, checksum_of, copy_table, set_sequences

Progress = Callable[[str, int, int], None]
"""Called with a table's name, rows done and rows in all (copied and then checked: twice the rows of the source)."""

TABLES: Sequence[Table] = tuple(Base.metadata.sorted_tables)
"""Every table after those it refers to."""


@dataclass(frozen=True, slots=True)
class MoveReport:
    """Checksums by table, the same on both sides. moved: False when the target held everything already; chain: the target's audit trail."""

    target: str
    moved: bool
    checksums: Mapping[str, Checksum]
    chain: ChainReport


def move_database(installation: Installation, actor: Actor, target_url: str, progress: Progress = lambda *_: None) -> MoveReport:
    """Copy every record to the PostgreSQL database at target_url, or make sure that it is there already.

    Raises InvalidValue (`invalid_value.move_source`, `invalid_value.move_target`, `invalid_value.move_row`), Conflict
    (`conflict.database_outdated` and `conflict.database_newer` for the source, `conflict.move_target_newer`,
    `conflict.move_target_occupied`, `conflict.move_differs`, `conflict.move_served`) and Unavailable. After any of them, and after the
    end of the process, the target is as it was before.
    """
    authorise(actor, "database:move")
    target = _open_target(target_url)
    try:
        with _unserved(installation), _reading(installation.engine) as source:
            _require_movable(installation.engine, target)
            with database.migrating(target) as connection:
                checksums, moved = _moved(source, connection, progress)
                with Session(bind=connection) as session:
                    chain = verify_chain(session)
            return MoveReport(target.url.render_as_string(), moved, checksums, chain)
    finally:
        target.dispose()


def _open_target(url: str) -> Engine:
    try:
        target = database.open_engine(url)
    except InvalidValue as error:
        raise InvalidValue("invalid_value.move_target", field="--to") from error
    if target.dialect.name != "postgresql":
        target.dispose()
        raise InvalidValue("invalid_value.move_target", field="--to")
    return target


@contextmanager
def _unserved(installation: Installation) -> Iterator[None]:
    """What a server wrote to the source after the move would be missing from the target."""
    if installation.engine.dialect.name != "sqlite":
        raise InvalidValue("invalid_value.move_source", field="KLADKA_DATABASE_URL", remedy="use_pg_dump")
    try:
        with database.only_server(installation.settings.database_url):
            yield
    except SecondServer as error:
        raise Conflict("conflict.move_served", remedy="stop_server") from error


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """One view of the source for the whole move; the database refuses any write in it."""
    with engine.connect().execution_options(**{database.ACCESS_OPTION: "read"}) as connection:
        yield connection


def _require_movable(source: Engine, target: Engine) -> None:
    if database.needs_upgrade(source):
        revision = database.current_revision(source) or "—"
        raise Conflict("conflict.database_outdated", remedy="upgrade_database", parameters={"revision": revision})
    try:
        database.needs_upgrade(target)
    except Conflict as error:
        raise Conflict("conflict.move_target_newer", remedy="update_program", parameters=error.parameters) from error
    if database.current_revision(target) is None and (strange := sorted(inspect(target).get_table_names())):
        raise _occupied(strange[0])


def _moved(source: Connection, target: Connection, progress: Progress) -> tuple[dict[str, Checksum], bool]:
    """The checksums, and whether anything had to be moved."""
    command.upgrade(database.alembic_config(target), "head")
    target.exec_driver_sql(f"LOCK TABLE {', '.join(table.name for table in TABLES)} IN EXCLUSIVE MODE")
    counts = {table.name: source.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
    steps = _Steps(progress, 2 * sum(counts.values()))
    occupied = next((table for table in TABLES if _holds_records(target, table)), None)
    if occupied is not None:
        return _compared(source, target, occupied, steps), False
    target.execute(AuditHead.__table__.delete())  # type: ignore[attr-defined]
    sent = {table.name: copy_table(source, target, table, steps.of(table)) for table in TABLES}
    set_sequences(source, target, TABLES)
    target.exec_driver_sql("ANALYZE")
    stored = {table.name: checksum_of(target, table, steps.of(table)) for table in TABLES}
    differing = next((name for name in sent if sent[name] != stored[name]), None)
    if differing is not None:
        raise Conflict("conflict.move_differs", remedy="report_fault", parameters={"table": differing})
    return stored, True


def _compared(source: Connection, target: Connection, occupied: Table, steps: "_Steps") -> dict[str, Checksum]:
    """The checksums of both sides where the target holds the same; anything else is somebody else's and stays."""
    checksums = {}
    for table in TABLES:
        checksums[table.name] = checksum_of(source, table, steps.of(table))
        if checksums[table.name] != checksum_of(target, table, steps.of(table)):
            raise _occupied(occupied.name)
    return checksums


def _holds_records(target: Connection, table: Table) -> bool:
    """Whether a table holds more than a migration puts there: the beginning of the audit trail."""
    rows = target.execute(select(table).limit(2)).all()
    return bool(rows) and not (table.name == AuditHead.__tablename__ and tuple(rows[0]) == (1, 0, GENESIS, 0, None))


def _occupied(table: str) -> Conflict:
    return Conflict("conflict.move_target_occupied", field="--to", remedy="give_empty_database", parameters={"table": table})


class _Steps:
    """Rows done over all tables."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def of(self, table: Table) -> Callable[[int], None]:
        """What a table calls with the rows it has done since."""

        def step(n_rows: int) -> None:
            self.done += n_rows
            self.progress(table.name, self.done, self.total)

        return step
