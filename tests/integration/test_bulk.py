"""Bulk writing says the same as writing row by row, and a load that fails leaves the database as it was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models.base import Base
from models.bulk import bulk_load, count_on, prepared, write
from models.candidate import Candidate
from tests import factories

ORGANISATION = Base.metadata.tables["organisation"]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30).filter(str.strip)


def organisations(names, **columns):
    return {"id": list(range(1, len(names) + 1)), "name": names, "name_folded": [f"{i} {n}" for i, n in enumerate(names)]} | columns


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=8), st.booleans())
def test_any_text_comes_back_as_it_was(engine, names, unknown):
    province = [None if unknown or i % 2 else "gomel" for i in range(len(names))]
    with engine.connect() as connection:
        write(connection, prepared(ORGANISATION, organisations(names, kind="ngo", province=province), engine.dialect.name))
        read = connection.execute(select(ORGANISATION.c.name, ORGANISATION.c.kind, ORGANISATION.c.province).order_by(ORGANISATION.c.id))
        assert [tuple(row) for row in read] == [(name, "ngo", where) for name, where in zip(names, province, strict=True)]
        connection.rollback()


def test_no_rows_are_no_rows(engine):
    with engine.begin() as connection:
        write(connection, prepared(ORGANISATION, {"id": [], "name": [], "name_folded": []}, engine.dialect.name))
        assert connection.execute(select(ORGANISATION)).all() == []


@pytest.mark.parametrize("wrong", [{"kind": "circus"}, {"name": [" ", "b"]}, {"id": [1, 1]}, {"name_folded": ["same", "same"]}])
def test_constraints_hold_for_every_row(engine, wrong):
    columns = organisations(["a", "b"], kind="ngo") | wrong
    with engine.connect() as connection, pytest.raises(IntegrityError):
        write(connection, prepared(ORGANISATION, columns, engine.dialect.name))


def test_columns_of_different_lengths_and_unknown_columns_are_faults_of_the_program():
    with pytest.raises(ValueError, match="zip"):
        prepared(ORGANISATION, {"id": [1, 2], "name": ["a"]}, "sqlite")
    with pytest.raises(KeyError):
        prepared(ORGANISATION, {"id": [1], "nickname": ["a"]}, "postgresql")


def definitions(engine):
    """Everything the database itself says about constraints and indexes."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            told = "conrelid::regclass::text, conname, convalidated, pg_get_constraintdef(oid)"
            constraints = f"SELECT {told} FROM pg_constraint ORDER BY 1, 2"
            indexes = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
            return [list(map(tuple, connection.execute(text(query)))) for query in (constraints, indexes)]
    with engine.connect() as connection:
        return list(map(tuple, connection.execute(text("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"))))


TABLES = [Base.metadata.tables[name] for name in ("organisation", "candidate", "candidate_skill")]
CASE = {
    "case_reference": ["X-1"], "reference_folded": ["x-1"], "status": "active", "profile_language": "ru", "consent": "granted",
    "health_limits_known": True, "version": 1, "created_at": "2026-11-22 00:00:00.000000", "updated_at": "2026-11-22 00:00:00.000000",
}  # fmt: skip


def test_after_a_load_keys_and_indexes_are_what_they_were_and_numbers_go_on(engine, session):
    before = definitions(engine)
    with engine.begin() as connection:
        with bulk_load(connection, TABLES):
            write(connection, prepared(ORGANISATION, organisations(["a"], kind="ngo"), engine.dialect.name))
            write(connection, prepared(TABLES[1], CASE | {"id": [41], "organisation_id": [1]}, engine.dialect.name))
        count_on(connection, TABLES)
    assert definitions(engine) == before
    newcomer = factories.candidate(organisation=factories.organisation())
    session.add(newcomer)
    session.commit()
    assert (newcomer.id, newcomer.organisation_id) == (42, 2)


def test_a_row_without_its_parent_fails_the_whole_load(engine):
    before = definitions(engine)
    orphan = prepared(TABLES[1], CASE | {"id": [41], "organisation_id": [7]}, engine.dialect.name)
    with pytest.raises(IntegrityError), engine.begin() as connection, bulk_load(connection, TABLES):
        write(connection, orphan)
    assert definitions(engine) == before
    with engine.connect() as connection:
        assert connection.execute(select(Candidate.id)).all() == []
