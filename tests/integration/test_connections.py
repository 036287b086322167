"""A database server that was started anew does not cost anybody a request: connections that rested are asked before they are used."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from services import database
from services.database import open_engine

BACKEND = "SELECT pg_backend_pid()"
END_ALL_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def engine(migrated_postgresql: str) -> Iterator[Engine]:
    opened = open_engine(migrated_postgresql)
    yield opened
    opened.dispose()


def test_connections_that_rested_while_the_server_went_are_opened_anew(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PAUSE_SECONDS", 0.0)
    with engine.connect() as one, engine.connect() as two:
        before = {one.scalar(text(BACKEND)), two.scalar(text(BACKEND))}
    stranger = open_engine(str(engine.url.render_as_string(hide_password=False)))
    with stranger.connect() as connection:
        assert len(connection.scalars(text(END_ALL_OTHERS)).all()) >= len(before)
    stranger.dispose()
    with engine.connect() as one, engine.connect() as two:
        assert not before & {one.scalar(text(BACKEND)), two.scalar(text(BACKEND))}


def test_a_connection_used_a_moment_ago_is_not_asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(engine.dialect, "do_ping", asked.append)
    monkeypatch.setattr(database, "PAUSE_SECONDS", 3600.0)
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
    assert asked == []
