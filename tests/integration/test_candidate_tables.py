"""The bulk reading gives what reading one person after another gives, on both databases."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, cast, select, text

import models
from matcher.candidate_table import CandidateTable
from models.queries import candidate_arrays
from models.queries.bulk import PLAN, bulk_reading, read_columns
from models.queries.candidate_stream import stream_candidates_for_index
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.candidate_tables import read_candidate_table
from services.profiles import to_profile
from tests import factories
from tests.crowds import CONCEPTS, people

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
CONCEPT_ROWS = {"weld": 0, "mow": 7, 'a "quoted\\" one': 3, "сварка": 2, "gone_from_the_database": 9}


def assert_same_table(found, expected):
    for field in fields(expected):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(other, np.ndarray):
            assert one.dtype == other.dtype, field.name
            assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), field.name
        else:
            assert_same_table(one, other)


def assert_read_alike(session, concept_rows, ids=None):
    """Hold the arrays against the slow way: a profile for each, then the table of the profiles."""
    streamed = list(stream_candidates_for_index(session, ids=ids))
    found = read_candidate_table(session, concept_rows, ids=ids)
    assert found.ids.tolist() == [person.id for person in streamed]
    assert_same_table(found.table, CandidateTable.of([to_profile(person) for person in streamed], concept_rows))
    return found


@pytest.fixture
def with_concepts(session):
    session.add_all(factories.concept(key) for key in CONCEPTS)
    session.commit()
    return session


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(crowd=st.lists(people(), max_size=5), data=st.data())
def test_whatever_is_known_of_people_is_read_as_their_profiles_say(with_concepts, crowd, data):
    session = with_concepts
    try:
        session.add_all(crowd)
        session.flush()
        assert_read_alike(session, CONCEPT_ROWS)
        some_ids = data.draw(st.lists(st.sampled_from([person.id for person in crowd]), unique=True)) if crowd else []
        assert_read_alike(session, CONCEPT_ROWS, [*some_ids, 999_999])
    finally:
        session.rollback()


def test_the_demo_world_is_read_in_blocks_as_its_profiles_say(demo_world, tmp_path, monkeypatch):
    monkeypatch.setattr(candidate_arrays, "BLOCK", 37)
    with demo_world.copy(tmp_path / "data") as place, place.reading(ACTOR, "look") as unit:
        found = assert_read_alike(unit.session, place.knowledge(unit.session).taxonomy.row_of)
    assert len(found.table) > 2 * 37
    assert len(found.table.skills.level) > len(found.table)


def test_nobody_is_an_empty_table(session):
    assert len(assert_read_alike(session, {}).table) == 0


def test_rows_that_were_moved_about_in_the_file_keep_the_order_of_the_profile(with_concepts):
    """An update writes a row anew elsewhere in PostgreSQL's file; the order of history decides in which order years are added up."""
    session = with_concepts
    person = factories.candidate(
        history=[
            models.WorkHistory(text=f"work {n}", concept_key="weld", decision="accepted", probability=0.9, years=0.1 * n) for n in range(4)
        ],
        restrictions=[factories.restriction("home_hours"), factories.restriction("home_hours", home_from_minute=60)],
    )
    session.add(person)
    session.commit()
    person.history[0].grade, person.restrictions[0].home_until_minute = 3, 420
    session.commit()
    found = assert_read_alike(session, CONCEPT_ROWS)
    assert found.table.occupations.grade.tolist() == [3, -1, -1, -1]
    assert (found.table.columns.home_start.tolist(), found.table.columns.home_end.tolist()) == ([1320], [420])


def test_a_number_that_is_missing_is_refused_and_never_drops_its_row(session):
    session.add_all([factories.candidate(), factories.candidate(minimum_pay_byn=None)])
    session.flush()
    pay = select(models.Candidate.id, cast(models.Candidate.minimum_pay_byn, Integer).label("pay"))
    with pytest.raises((ValueError, TypeError)):
        read_columns(session, pay, {"id": "int64", "pay": "int32"})


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_rest_of_a_transaction_is_planned_as_ever(session):
    def settings_now():
        return [session.scalar(text(f"SHOW {name}")) for name in PLAN]

    before = settings_now()
    with bulk_reading(session):
        assert settings_now() == ["off", "0", "off"]
    assert settings_now() == before
