"""The audit trail cannot be changed quietly: the database refuses, and where somebody gets round it the chain tells."""

import random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.queries.audit import list_audit_events
from services.chain_check import verify_chain
from tests import factories as make

N_EVENTS = 8


@pytest.fixture
def trail(unit_of_work):
    for number in range(N_EVENTS):
        with unit_of_work(f"step {number}") as unit:
            person = make.candidate()
            unit.session.add(person)
            unit.audit("candidate:create", person, number=number)


@pytest.fixture
def unguarded(session, backend):
    """As somebody who owns the database: the guards are off."""
    if backend == "sqlite":
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_event_no_{verb}"))
    else:
        session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
    yield session
    session.rollback()


@pytest.mark.parametrize("change", ["UPDATE audit_event SET actor_id = 'nobody'", "DELETE FROM audit_event WHERE sequence = 3"])
def test_the_database_refuses_to_change_the_trail(trail, session, change):
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))
    session.rollback()
    assert verify_chain(session).fault is None


def test_an_untouched_trail_is_sound(trail, session):
    report = verify_chain(session)
    assert (report.n_events, report.first_bad, report.fault) == (N_EVENTS, None, None)


def test_an_empty_trail_is_sound(session):
    assert verify_chain(session).fault is None


COLUMNS = ("actor_id", "actor_name", "actor_role", "action", "noun", "record_id", "reference", "purpose", "changes", "details", "at")


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_row_is_found(trail, unguarded, column):
    bad = random.Random(column).randint(1, N_EVENTS)
    special = {"changes": '{"town": [null, "x"]}', "details": "{}", "at": "2020-01-01 00:00:00.000000"}
    unguarded.execute(text(f"UPDATE audit_event SET {column} = '{special.get(column, 'forged')}' WHERE sequence = {bad}"))
    report = verify_chain(unguarded)
    assert (report.first_bad, report.fault) == (bad, "edited")


@pytest.mark.parametrize("gone", [1, 4, N_EVENTS])
def test_a_removed_row_is_found(trail, unguarded, gone):
    unguarded.execute(text(f"DELETE FROM audit_event WHERE sequence = {gone}"))
    report = verify_chain(unguarded)
    assert report.first_bad == gone
    assert report.fault == ("tail_cut" if gone == N_EVENTS else "missing")


def test_two_swapped_rows_are_found(trail, unguarded):
    for old, new in ((3, 1003), (5, 3), (1003, 5)):
        unguarded.execute(text(f"UPDATE audit_event SET sequence = {new} WHERE sequence = {old}"))
    assert verify_chain(unguarded).first_bad == 3


def test_the_trail_is_read_in_pages_in_its_order(trail, session):
    first = list_audit_events(session, limit=5)
    rest = list_audit_events(session, after=first[-1].sequence, limit=5)
    assert [event.sequence for event in first + rest] == list(range(1, N_EVENTS + 1))
    assert list_audit_events(session, noun="vacancy") == []
