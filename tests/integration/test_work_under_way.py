"""How far long work is: written beside the work, read by who waits alone, gone afterwards, and never in the way of the work."""

import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from models.queries.underway import put_work
from models.underway import WorkUnderWay
from services import under_way
from services.actors import Actor, Role
from services.database import ACCESS_OPTION
from services.errors import Forbidden, NotFound
from services.expiry import remove_expired
from services.under_way import WorkView, read_work, telling

WAITING, ANOTHER = Actor("7", "Who waits", Role.COORDINATOR), Actor("8", "Somebody else", Role.COORDINATOR)
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def place(demo_world, tmp_path_factory):
    with demo_world.copy(tmp_path_factory.mktemp("under_way") / "data") as place:
        yield place


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(under_way, "EVERY_SECONDS", 0.02)


def soon(found):
    """What is found within a few seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if (what := found()) is not None:
            return what
        time.sleep(0.01)
    raise AssertionError("nothing was told")


def rows(place):
    with place.sessions() as session:
        return session.query(WorkUnderWay).count()


def test_who_waits_reads_how_far_it_is_and_nothing_is_left(place):
    assert read_work(place, WAITING, KEY) is None
    with telling(place, WAITING, KEY) as tell:
        tell("read")
        assert soon(lambda: read_work(place, WAITING, KEY)) == WorkView("read", None, None)
        tell("compare", 312, 8_996)
        assert soon(lambda: found if (found := read_work(place, WAITING, KEY)).stage == "compare" else None) == WorkView(
            "compare", 312, 8_996
        )
        with pytest.raises(NotFound):
            read_work(place, ANOTHER, KEY)
        with pytest.raises(Forbidden):
            read_work(place, Actor("7", "An employer", Role.EMPLOYER), KEY)
    assert read_work(place, WAITING, KEY) is None
    assert rows(place) == 0


def test_work_that_fails_leaves_nothing(place):
    def fail():
        with telling(place, WAITING, KEY) as tell:
            tell("plan")
            soon(lambda: read_work(place, WAITING, KEY))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(place) == 0


def test_quick_work_writes_nothing_and_without_a_key_nobody_is_told(place, monkeypatch):
    written = []
    monkeypatch.setattr(under_way, "put_work", lambda *_, **row: written.append(row))
    for key in (None, "", "short", "x" * 65, "../../etc/passwd and more"):
        with telling(place, WAITING, key) as tell:
            tell("compare", 1, 2)
            time.sleep(0.06)
    monkeypatch.setattr(under_way, "EVERY_SECONDS", 5)
    with telling(place, WAITING, KEY) as tell:
        tell("compare", 1, 2)
    assert written == []


def test_a_key_of_somebody_else_stays_theirs(place):
    with telling(place, WAITING, KEY) as tell:
        tell("compare", 1, 2)
        soon(lambda: read_work(place, WAITING, KEY))
        with telling(place, ANOTHER, KEY) as other:
            other("plan")
            time.sleep(0.2)
            assert read_work(place, WAITING, KEY).stage != "plan"
        assert read_work(place, WAITING, KEY) is not None


def test_what_cannot_be_written_does_not_stop_the_work(place, monkeypatch, caplog):
    tried = threading.Event()

    def refuse(*_, **__):
        tried.set()
        raise OSError("disk is full")

    monkeypatch.setattr(under_way, "put_work", refuse)
    with telling(place, WAITING, KEY) as tell:
        tell("compare", 1, 2)
        assert tried.wait(10)
        tell("compare", 2, 2)
    assert "could not be written" in caplog.text
    assert rows(place) == 0


def test_work_that_writes_waits_for_nobody(place):
    """On SQLite the row must wait for the write lock that the work holds; the work never waits for the row."""
    began = time.monotonic()
    with telling(place, WAITING, KEY) as tell, writing_for(place, 0.5):
        tell("store")
    assert time.monotonic() - began < 4
    soon(lambda: True if rows(place) == 0 else None)


def test_work_that_holds_the_write_lock_is_told_of_by_its_own_process(place):
    with telling(place, WAITING, KEY) as tell, writing_for(place, 0):
        for done in (0, 3):
            tell("store", done, 8)
            assert read_work(place, WAITING, KEY) == WorkView("store", done, 8)
        with pytest.raises(NotFound):
            read_work(place, ANOTHER, KEY)
    assert read_work(place, WAITING, KEY) is None


@contextmanager
def writing_for(place, seconds):
    with place.sessions() as session:
        session.connection(execution_options={ACCESS_OPTION: "write"})
        session.execute(text("DELETE FROM attempt"))
        yield
        time.sleep(seconds)
        session.commit()


def test_work_whose_process_ended_is_told_no_more_and_swept(place):
    past = under_way.utc_now() - under_way.GIVEN_UP_AFTER * 2
    row = {"actor_id": WAITING.id, "stage": "read", "done": None, "total": None}
    with place.sessions() as session:
        session.connection(execution_options={ACCESS_OPTION: "write"})
        put_work(session, row=row | {"key": KEY[::-1], "told_at": past})
        session.commit()
    assert read_work(place, WAITING, KEY[::-1]) is None
    with telling(place, WAITING, KEY):
        soon(lambda: read_work(place, WAITING, KEY))
        assert rows(place) == 1
    with place.sessions() as session:
        session.connection(execution_options={ACCESS_OPTION: "write"})
        put_work(session, row=row | {"key": KEY, "told_at": past})
        remove_expired(session, past + under_way.GIVEN_UP_AFTER * 100)
        session.commit()
    assert rows(place) == 0
