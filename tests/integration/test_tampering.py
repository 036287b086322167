"""A thousand ways to change the audit trail, each located to the row; and what only a seal finds."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models.audit import AuditEvent, AuditHead
from models.queries.audit import list_audit_events
from services.actors import COMMAND_LINE_ACTOR
from services.audit import CHAINED, chained_hash
from services.chain_check import ChainReport, verify_chain
from services.database import SessionFactory
from services.seals import SEALS_FILE, Seals
from services.unit_of_work import UnitOfWork
from tests import factories as make

N_EVENTS = 24
N_TAMPERS = 1_000
COLUMNS = (*CHAINED[1:], "previous_hash", "hash")


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(tmp_path)


@pytest.fixture
def trail(sessions: SessionFactory, seals: Seals) -> SessionFactory:
    """A short chain, sealed in the middle and at its end."""
    for number in range(N_EVENTS):
        with UnitOfWork(sessions, COMMAND_LINE_ACTOR, f"step {number}") as unit:
            person = make.candidate()
            unit.session.add(person)
            unit.audit("candidate:create", person, number=number)
        if number in (N_EVENTS // 2 - 1, N_EVENTS - 1):
            seal_now(sessions, seals)
    return sessions


def seal_now(sessions: SessionFactory, seals: Seals) -> None:
    with sessions() as session:
        head = session.get_one(AuditHead, 1)
        with UnitOfWork(sessions, COMMAND_LINE_ACTOR, "read the time") as unit:
            at = unit.now()
        seal = seals.seal(session, head.sequence, head.hash, at)
        session.commit()
    assert seal is not None
    seals.keep(seal)


@pytest.fixture
def unguarded(trail: SessionFactory, engine: Engine, backend: str) -> Iterator[Session]:
    """As somebody who owns the database: the guards are off. Everything is taken back at the end."""
    with trail() as session:
        for table in ("audit_event", "audit_seal"):
            if backend == "sqlite":
                for verb in ("update", "delete"):
                    session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
            else:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield session
        session.rollback()


def test_a_thousand_tampers_are_located_to_the_row(unguarded: Session, seals: Seals, backend: str) -> None:
    chance = random.Random(5)
    assert verify_chain(unguarded, seals) == ChainReport(N_EVENTS, None, None, N_EVENTS, 2)
    missed = []
    for number in range(N_TAMPERS):
        with unguarded.begin_nested() as savepoint:
            done, expected = tamper(unguarded, chance, backend)
            found = verify_chain(unguarded, seals)
            if found.first_bad != expected or found.fault is None:
                missed.append((number, done, expected, found))
            savepoint.rollback()
    assert missed == []


def tamper(session: Session, chance: random.Random, backend: str) -> tuple[str, int]:
    """Do one thing to the trail: (what, the first row that it touches)."""
    kind = chance.choice(["edit", "edit", "edit", "delete", "insert", "swap", "cut", "cut with head"])
    at = chance.randint(1, N_EVENTS)
    if kind == "edit":
        column = chance.choice(COLUMNS)
        session.execute(text(f"UPDATE audit_event SET {column} = {forged(column, chance, backend)} WHERE sequence = {at}"))
        return f"{kind} {column}", at
    if kind == "delete":
        session.execute(text(f"DELETE FROM audit_event WHERE sequence = {at}"))
        return kind, at
    if kind == "insert":
        session.execute(text(f"UPDATE audit_event SET sequence = sequence + 1000 WHERE sequence >= {at}"))
        session.execute(text("UPDATE audit_event SET sequence = sequence - 999 WHERE sequence >= 1000"))
        source = at - 1 or 2
        columns = ", ".join(COLUMNS[:-1])
        insert = (
            f"INSERT INTO audit_event (sequence, {columns}, hash) SELECT {at}, {columns}, :hash FROM audit_event WHERE sequence = {source}"
        )
        session.execute(text(insert), {"hash": f"{chance.getrandbits(256):064x}"})
        return kind, at
    if kind == "swap":
        other = chance.choice([number for number in range(1, N_EVENTS + 1) if number != at])
        for old, new in ((at, 5000), (other, at), (5000, other)):
            session.execute(text(f"UPDATE audit_event SET sequence = {new} WHERE sequence = {old}"))
        return kind, min(at, other)
    session.execute(text(f"DELETE FROM audit_event WHERE sequence >= {at}"))
    if kind == "cut with head":
        last = session.execute(text("SELECT sequence, hash FROM audit_event ORDER BY sequence DESC LIMIT 1")).first() or (0, "0" * 64)
        session.execute(text("UPDATE audit_head SET sequence = :sequence, hash = :hash"), {"sequence": last[0], "hash": last[1]})
    return kind, at


def forged(column: str, chance: random.Random, backend: str) -> str:
    """A value that stood nowhere, as SQL."""
    if column == "at":
        return "'2020-01-01 00:00:00.000000'" if backend == "postgresql" or chance.random() < 0.5 else "'no instant'"
    if column in ("changes", "details"):
        return "'{\"forged\": 1}'" if backend == "postgresql" or chance.random() < 0.5 else "'no json'"
    return f"'{chance.getrandbits(256):064x}'" if "hash" in column else f"'forged{chance.getrandbits(64)}'"[:33].rstrip("'") + "'"


def test_a_chain_that_was_written_anew_breaks_its_seal(unguarded: Session, seals: Seals) -> None:
    """Who can write the database can compute hashes, and make every later row and the head agree; they cannot sign."""
    unguarded.execute(text("UPDATE audit_event SET actor_name = 'nobody' WHERE sequence = 15"))
    unguarded.expire_all()
    previous = unguarded.get_one(AuditEvent, 14).hash
    for event in list_audit_events(unguarded, after=14):
        new = chained_hash(previous, event)
        told = {"previous": previous, "hash": new, "sequence": event.sequence}
        unguarded.execute(text("UPDATE audit_event SET previous_hash = :previous, hash = :hash WHERE sequence = :sequence"), told)
        previous = new
    unguarded.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})
    assert verify_chain(unguarded).fault is None  # the chain alone is whole
    report = verify_chain(unguarded, seals)
    assert (report.first_bad, report.fault) == (N_EVENTS // 2 + 1, "rewritten")


def test_seals_and_head_are_checked_themselves(unguarded: Session, seals: Seals) -> None:
    for change, first_bad, fault in (
        ("UPDATE audit_head SET hash = '" + "a" * 64 + "'", N_EVENTS, "head"),
        ("UPDATE audit_head SET sequence = 20", 21, "added"),
        ("UPDATE audit_head SET sequence = 99", N_EVENTS + 1, "tail_cut"),
        (f"UPDATE audit_seal SET hash = '{'b' * 64}' WHERE sequence = {N_EVENTS}", N_EVENTS, "seal"),
        ("UPDATE audit_seal SET signature = 'forged' WHERE sequence = 12", 12, "seal"),
        (f"DELETE FROM audit_seal WHERE sequence = {N_EVENTS}", N_EVENTS, "seal_removed"),
    ):
        with unguarded.begin_nested() as savepoint:
            unguarded.execute(text(change))
            report = verify_chain(unguarded, seals)
            assert (report.first_bad, report.fault) == (first_bad, fault), change
            savepoint.rollback()


def test_a_forged_line_in_the_file_is_a_finding(trail: SessionFactory, seals: Seals) -> None:
    path = seals.folder / SEALS_FILE
    lines = path.read_text().splitlines()
    assert len(lines) == 2
    path.write_text("\n".join([lines[0].replace('"sequence": 12', '"sequence": 11'), lines[1]]) + "\n")
    with trail() as session:
        assert verify_chain(session, seals).fault == "seal"


def test_the_first_write_of_a_day_seals_what_went_before(tmp_path: Path, sessions: SessionFactory, seals: Seals) -> None:
    from datetime import timedelta

    from models.base import utc_now

    def write(days: int) -> None:
        now = utc_now() + timedelta(days=days)
        with UnitOfWork(sessions, COMMAND_LINE_ACTOR, "a day", now=lambda: now, begin_day=seals.begin_day) as unit:
            unit.audit("day:begin", days=days)

    for days in (0, 0, 1, 1, 3):
        write(days)
    assert [seal.sequence for seal in seals.kept()] == [2, 4]
    assert (tmp_path / "audit_key.pem").stat().st_mode & 0o777 == 0o600
    with sessions() as session:
        assert verify_chain(session, seals) == ChainReport(5, None, None, 4, 2)
