"""The migrations lead from nothing to exactly what the records say, and back, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from models import Base
from models.pilot import PilotPost
from models.queries.pilots import PilotFilter, list_pilots
from services import database
from services.database import open_engine
from tests import factories


@pytest.fixture
def empty_engine(empty_database_url: str):
    engine = open_engine(empty_database_url)
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, object]:
    """Every table with its columns, keys, indexes and checks, as the database itself tells them."""
    told = {}
    inspector = inspect(engine)
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        told[table] = {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)),
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": sorted(map(str, inspector.get_foreign_keys(table))),
            "unique": sorted(map(str, inspector.get_unique_constraints(table))),
            "indexes": sorted((i["name"], str(i["column_names"]), bool(i["unique"]), filtered(i)) for i in inspector.get_indexes(table)),
            "checks": sorted((c["name"], c["sqltext"]) for c in inspector.get_check_constraints(table)),
        }
    return told


def filtered(index) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("postgresql_where", options.get("sqlite_where", "")))


def test_the_migrations_make_what_the_records_say(empty_engine):
    database.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_the_same_checks_keys_and_indexes_as_the_records(empty_engine):
    Base.metadata.create_all(empty_engine)
    from_records = described(empty_engine)
    Base.metadata.drop_all(empty_engine)
    database.upgrade(empty_engine)
    assert described(empty_engine) == from_records


def test_a_database_goes_up_and_down_and_up_again(empty_engine):
    assert database.needs_upgrade(empty_engine)
    database.upgrade(empty_engine)
    first = described(empty_engine)
    database.downgrade(empty_engine, "base")
    assert described(empty_engine) == {}
    assert database.current_revision(empty_engine) is None
    database.upgrade(empty_engine)
    assert described(empty_engine) == first
    assert not database.needs_upgrade(empty_engine)


def test_an_upgrade_of_an_upgraded_database_changes_nothing(empty_engine):
    database.upgrade(empty_engine)
    database.upgrade(empty_engine)
    assert database.current_revision(empty_engine) == database.head_revision()


def test_foreign_keys_hold_again_after_a_migration(engine):
    database.upgrade(engine)
    with pytest.raises(Exception, match=r"(?i)foreign key"), engine.begin() as connection:
        connection.execute(text("INSERT INTO candidate_licence (candidate_id, licence) VALUES (999, 'B')"))


def test_pilots_of_before_are_found_by_their_titles_and_keep_their_posts(empty_engine):
    database.upgrade(empty_engine)
    with Session(empty_engine) as session:
        post = PilotPost(vacancy=factories.vacancy(pilot=True), tutor="Мастер")
        session.add_all([factories.pilot(title="Зимняя  Практика: Ёлки", posts=[post]), factories.pilot(title="Лето")])
        session.commit()
    database.downgrade(empty_engine, "0013_work_under_way")
    database.upgrade(empty_engine)
    with Session(empty_engine) as session:
        found = list_pilots(session, after=0, limit=5, where=PilotFilter("практика: елки"))
        assert [(pilot.title, [post.tutor for post in pilot.posts]) for pilot in found] == [("Зимняя  Практика: Ёлки", ["Мастер"])]
