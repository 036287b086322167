"""`kladka db move`: from SQLite into PostgreSQL, everything or nothing, and checked."""

import hashlib
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, select, text

import models
from api.cli import main
from models import Base
from models.queries.candidate_stream import stream_candidates_for_index
from services import database
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.actors import Actor, Role
from services.chain_check import verify_chain
from services.database import only_server, open_engine
from services.errors import Conflict, Forbidden, InvalidValue
from services.installation import Installation
from services.moving import move_database
from services.profiles import to_profile
from services.settings import Settings
from tests import factories
from tests.crowds import CONCEPTS, people
from tests.databases import emptied, postgresql_database

ODD_WORDS = "Ёлка «№ 5»\t\\N\\. \\x00\r\nстрока 😀 ў’ \u2028 \\"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def source(migrated_sqlite, tmp_path):
    """An installation on SQLite with somebody in it, and a case that was deleted."""
    path = tmp_path / "source.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    place = Installation(Settings(f"sqlite:///{path}", tmp_path))
    with place.writing(ACTOR, "register people") as unit:
        unit.session.add_all(factories.concept(key) for key in CONCEPTS)
        person = factories.candidate(
            case_reference=ODD_WORDS.split("\t")[0],
            notes=ODD_WORDS,
            minimum_pay_byn="1234567.89",
            latitude=0.1 + 0.2,
            longitude=-0.0,
            created_at=datetime(2026, 3, 29, 0, 30, 0, 123456, UTC),
            identity=factories.identity(),
            restrictions=[factories.restriction("home_hours"), factories.restriction()],
            texts=[models.CandidateText(part="skills", text=ODD_WORDS)],
        )
        person.consents = [factories.consent(content=bytes(range(256)))]
        vacancy = factories.vacancy(requirements=[factories.requirement("чтение чертежей", "weld")])
        unit.session.add_all([person, vacancy, factories.outcome(candidate=person, vacancy=vacancy), factories.candidate()])
        unit.session.add(factories.scorer_version(content={"vision": [1e-300, 0.1, None, True, "ё", {"b": {}, "a": []}]}))
        unit.session.flush()
        unit.audit("candidate:create", person, words=ODD_WORDS)
        unit.audit("vacancy:create", vacancy)
    with place.writing(ACTOR, "take out") as unit:
        last = unit.session.scalars(select(models.Candidate).order_by(models.Candidate.id.desc())).first()
        unit.audit("candidate:delete", last)
        unit.session.delete(last)
    yield place
    place.engine.dispose()


@pytest.fixture
def target(postgresql_server):
    """An empty PostgreSQL database."""
    with postgresql_database(postgresql_server) as url:
        yield url.render_as_string(hide_password=False)


def rows_of(engine):
    """Every row of every table as Python values, the slow and obvious way."""
    with engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables}


def in_target(url, ask):
    engine = open_engine(url)
    try:
        return ask(engine)
    finally:
        engine.dispose()


def tables_in(url):
    return in_target(url, lambda engine: inspect(engine).get_table_names())


def file_digest(place):
    """What is in the source's file, whatever still waits in its journal."""
    with sqlite3.connect(place.engine.url.database) as connection:
        dump = "\n".join(connection.iterdump())
    connection.close()
    return hashlib.sha256(dump.encode()).hexdigest()


def test_everything_arrives_as_it_was(source, target):
    before = file_digest(source)
    calls = []
    report = move_database(source, ACTOR, target, lambda *step: calls.append(step))
    assert report.moved
    assert rows_of(source.engine) == in_target(target, rows_of)
    assert {name: checksum.n_rows for name, checksum in report.checksums.items()} == {k: len(v) for k, v in rows_of(source.engine).items()}
    assert report.chain.fault is None
    assert report.chain.n_events == 3
    assert calls[-1][1] == calls[-1][2] == 2 * sum(checksum.n_rows for checksum in report.checksums.values())
    assert file_digest(source) == before
    assert in_target(target, database.current_revision) == database.head_revision()


def test_numbers_go_on_counting_and_the_trail_goes_on(source, target, tmp_path):
    """Also after a deleted case: its number never names another."""
    move_database(source, ACTOR, target)
    place = Installation(Settings(target, tmp_path))
    with place.writing(ACTOR, "register one more") as unit:
        person = factories.candidate(restrictions=[factories.restriction()])
        unit.session.add(person)
        unit.session.flush()
        unit.audit("candidate:create", person)
        assert person.id == 3
        assert person.restrictions[0].id == 3
    with place.reading(ACTOR, "check") as unit:
        assert verify_chain(unit.session).fault is None
    place.engine.dispose()


def test_doing_it_again_changes_nothing_and_checks_again(source, target):
    first = move_database(source, ACTOR, target)
    stored = in_target(target, rows_of)
    again = move_database(source, ACTOR, target)
    assert not again.moved
    assert again.checksums == first.checksums
    assert in_target(target, rows_of) == stored


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE candidate_text SET text = text || ' '",
        "UPDATE candidate SET latitude = latitude + 1e-15",
        "UPDATE candidate SET housing_needed = NULL",
        "UPDATE candidate SET created_at = created_at + interval '1 microsecond'",
        "UPDATE scorer_version SET content = '{}'",
        "DELETE FROM outcome",
        "INSERT INTO organisation (name, name_folded, kind) VALUES ('x', 'x', 'ngo')",
    ],
)
def test_the_smallest_difference_makes_it_other_data(source, target, change):
    move_database(source, ACTOR, target)
    in_target(target, lambda engine: run(engine, change))
    stored = in_target(target, rows_of)
    with pytest.raises(Conflict) as refused:
        move_database(source, ACTOR, target)
    assert refused.value.code == "conflict.move_target_occupied"
    assert in_target(target, rows_of) == stored


def run(engine, statement):
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_a_foreign_row_or_a_foreign_table_in_the_target_is_left_alone(source, target):
    in_target(target, lambda engine: run(engine, "CREATE TABLE shop (id int)"))
    with pytest.raises(Conflict, match="move_target_occupied"):
        move_database(source, ACTOR, target)
    assert tables_in(target) == ["shop"]
    in_target(target, lambda engine: run(engine, "DROP TABLE shop"))
    in_target(target, database.upgrade)
    in_target(
        target, lambda engine: run(engine, "INSERT INTO concept (key, kind, uri_match, source) VALUES ('x', 'skill', 'exact', 'pilot')")
    )
    with pytest.raises(Conflict, match="table=concept"):
        move_database(source, ACTOR, target)
    assert [len(rows) for name, rows in in_target(target, rows_of).items() if rows] == [1, 1]


def test_a_migrated_but_empty_target_is_filled(source, target):
    in_target(target, database.upgrade)
    assert move_database(source, ACTOR, target).moved


def test_a_newer_target_and_an_outdated_source_are_refused(source, target):
    in_target(target, database.upgrade)
    in_target(target, lambda engine: run(engine, "UPDATE alembic_version SET version_num = '9999_tomorrow'"))
    with pytest.raises(Conflict, match=r"move_target_newer.*9999_tomorrow"):
        move_database(source, ACTOR, target)
    run(source.engine, "DELETE FROM alembic_version")
    with pytest.raises(Conflict, match="database_outdated"):
        move_database(source, ACTOR, target)


def test_other_directions_are_refused_with_what_to_do(source, target, tmp_path):
    for url in (f"sqlite:///{tmp_path / 'other.sqlite3'}", "mysql://x/y", "nonsense"):
        with pytest.raises(InvalidValue, match="move_target"):
            move_database(source, ACTOR, url)
    assert not (tmp_path / "other.sqlite3").exists()
    place = Installation(Settings(target, tmp_path))
    with pytest.raises(InvalidValue, match="move_source"):
        move_database(place, ACTOR, target)
    place.engine.dispose()


def test_a_served_source_and_an_actor_of_the_network_are_refused(source, target):
    with only_server(source.settings.database_url), pytest.raises(Conflict, match="move_served"):
        move_database(source, ACTOR, target)
    with pytest.raises(Forbidden):
        move_database(source, Actor("x", "X", Role.COORDINATOR), target)
    assert tables_in(target) == []


def test_a_value_that_postgresql_cannot_hold_undoes_the_whole_move(source, target):
    run(source.engine, "UPDATE candidate_text SET text = 'a' || char(0) || 'b'")
    with pytest.raises(InvalidValue, match=r"move_row.*table=candidate_text"):
        move_database(source, ACTOR, target)
    assert tables_in(target) == []


STOPPED_HALF_WAY = """
import sys, time
from pathlib import Path
from services import table_copies
from services.actors import COMMAND_LINE_ACTOR
from services.installation import Installation
from services.moving import move_database
from services.settings import Settings
def stop(table, done, total):
    if done >= total * float(sys.argv[3]):
        print("half", flush=True)
        time.sleep(600)
move_database(Installation(Settings(sys.argv[1], Path(sys.argv[4]))), COMMAND_LINE_ACTOR, sys.argv[2], stop)
"""


@pytest.mark.parametrize("share", [0.25, 1.0])
def test_a_move_that_is_killed_leaves_the_target_as_it_was(source, target, tmp_path, share):
    """In the middle of copying, and after the last check."""
    command = [sys.executable, "-c", STOPPED_HALF_WAY, source.settings.database_url, target, str(share), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGKILL)
    alone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    engine = create_engine(target)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(text(alone)):
            time.sleep(0.05)
    engine.dispose()
    assert tables_in(target) == []
    assert move_database(source, ACTOR, target).moved
    assert rows_of(source.engine) == in_target(target, rows_of)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(crowd=st.lists(people(), min_size=1, max_size=4))
def test_any_people_mean_the_same_to_the_matcher_afterwards(source, migrated_postgresql, crowd):
    with source.writing(ACTOR, "register") as unit:
        unit.session.add_all(crowd)
        unit.audit("candidates:import")
    try:
        assert move_database(source, ACTOR, migrated_postgresql).moved
        assert rows_of(source.engine) == in_target(migrated_postgresql, rows_of)
        there = Installation(Settings(migrated_postgresql, source.settings.data_folder))
        with source.reading(ACTOR, "here") as one, there.reading(ACTOR, "there") as other:
            profiles = [[to_profile(person) for person in stream_candidates_for_index(unit.session)] for unit in (one, other)]
        there.engine.dispose()
        assert profiles[0] == profiles[1]
    finally:
        emptied(migrated_postgresql)


@pytest.mark.parametrize(
    ("language", "moved", "again", "other_direction"),
    [
        ("ru", "Перенесено в", "Ничего не изменено", "только из SQLite в PostgreSQL"),
        ("be", "Перанесена ў", "Нічога не зменена", "толькі з SQLite у PostgreSQL"),
        ("en", "Moved to", "Nothing was changed", "from SQLite to PostgreSQL only"),
    ],
)
def test_the_command_says_what_it_did(source, target, monkeypatch, language, moved, again, other_direction):
    monkeypatch.setenv("KLADKA_DATABASE_URL", source.settings.database_url)
    monkeypatch.setenv("KLADKA_DATA_DIR", str(source.settings.data_folder))

    def ask(url):
        return CliRunner().invoke(main, ["--language", language, "db", "move", "--to", url])

    first = ask(target)
    assert first.exit_code == 0
    assert moved in first.stdout
    checksums = [line for line in first.stdout.splitlines() if "candidate_text" in line]
    assert len(checksums) == 1
    second = ask(target)
    assert second.exit_code == 0
    assert again in second.stdout
    assert checksums[0] in second.stdout.splitlines()
    refused = ask("sqlite:///x.sqlite3")
    assert refused.exit_code == 1
    assert other_direction in refused.stderr
