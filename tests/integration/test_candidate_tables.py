"""The bulk reading gives what reading one person after another gives, on both databases."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from matcher.candidate_table import CandidateTable
from models import codes
from models.queries import candidate_arrays
from models.queries.candidate_stream import stream_candidates_for_index
from services.actors import COMMAND_LINE_ACTOR as ACTOR
from services.candidate_tables import read_candidate_table
from services.demo import DEMO_DAY
from services.importing.files import import_file
from services.installation import Installation
from services.profiles import to_profile
from services.reference import upgrade_database
from services.settings import Settings
from tests import factories

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
CONCEPTS = ("weld", "mow", 'a "quoted\\" one', "сварка", "not_numbered")
CONCEPT_ROWS = {"weld": 0, "mow": 7, 'a "quoted\\" one': 3, "сварка": 2, "gone_from_the_database": 9}

DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
SHARES = st.floats(0, 1)
NUMBERS = st.integers(1900, 2100)
WORDS = st.sampled_from(["\u00a0", "\t", "\u2003\n", "варю", "любая", "a\u00a0", "\u200b"])


def some(codes_, **options):
    return st.lists(st.sampled_from(codes_), unique=True, max_size=4, **options)


def understood(record, **columns):
    """A record whose words stand for a concept, or not."""
    facts = {"text": WORDS, "probability": st.none() | SHARES, **columns}
    concept = st.sampled_from(CONCEPTS)
    known = st.builds(record, concept_key=concept, decision=st.sampled_from(["accepted", "suggested"]), **facts)
    return st.lists(known | st.builds(record, decision=st.just("unresolved"), **facts), max_size=3)


def restrictions():
    of = {"kind": st.just("ban"), "duty": st.sampled_from(codes.DUTY_CODES), "until_on": DAYS}
    bans = st.builds(models.Restriction, entered_by=st.just("x"), **of)
    minutes = st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda pair: pair[0] != pair[1])
    homes = minutes.map(
        lambda pair: models.Restriction(kind="home_hours", home_from_minute=pair[0], home_until_minute=pair[1], entered_by="x")
    )
    limits = st.builds(
        models.Restriction, kind=st.just("travel_limit"), travel_limit=st.sampled_from(["province", "district"]), entered_by=st.just("x")
    )
    return st.lists(bans | homes | limits, max_size=4)


@st.composite
def people(draw):
    """Somebody of whom anything may be known that the database allows."""
    latitude, longitude = draw(st.none() | st.floats(-90, 90)), draw(st.floats(-180, 180))
    document = st.tuples(st.sampled_from(codes.DOCUMENT_CODES), st.sampled_from(codes.DOCUMENT_STATES))
    return factories.candidate(
        case_reference=f"{draw(st.sampled_from(['Г', 'X-', 'ж/']))}{next(factories.NUMBERS)}",
        status=draw(st.sampled_from(codes.CANDIDATE_STATUSES)),
        province=draw(st.none() | st.sampled_from(codes.PROVINCES)),
        district=draw(st.none() | st.sampled_from(["", " ", "Речицкий", "РЕЧИЦКИЙ ", "г. Гомель"])),
        latitude=latitude,
        longitude=None if latitude is None else longitude,
        available_on=draw(DAYS),
        documents_counted_from=draw(DAYS),
        minimum_pay_byn=draw(st.none() | st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)),
        max_commute_km=draw(st.none() | st.floats(0, 20_000)),
        transport=draw(st.none() | st.sampled_from(codes.TRANSPORT_CODES)),
        readiness=draw(st.none() | st.sampled_from(codes.READINESS_CODES)),
        housing_needed=draw(st.none() | st.booleans()),
        education=draw(st.none() | st.sampled_from(codes.EDUCATION_LEVELS)),
        consent=draw(st.sampled_from(codes.CONSENT_CODES)),
        health_limits_known=draw(st.booleans()),
        skills=draw(understood(models.CandidateSkill, level=SHARES, source=st.sampled_from(codes.EVIDENCE_SOURCES))),
        wishes=draw(understood(models.CandidateWish, any_work=st.booleans())),
        history=draw(
            understood(
                models.WorkHistory,
                years=st.none() | st.floats(0, 80),
                last_year=st.none() | NUMBERS,
                grade=st.none() | st.integers(1, 8),
                source=st.sampled_from(codes.EVIDENCE_SOURCES),
            )
        ),
        qualifications=draw(understood(models.Qualification, grade=st.none() | st.integers(1, 8), years=st.none() | st.floats(0, 80))),
        licences=[models.CandidateLicence(licence=code) for code in draw(some(codes.LICENCE_CODES))],
        shifts=[models.CandidateShift(shift=code) for code in draw(some(codes.SHIFT_CODES))],
        documents=[models.Document(kind=k, state=s) for k, s in draw(st.lists(document, max_size=3, unique_by=lambda pair: pair[0]))],
        restrictions=draw(restrictions()),
        health_limits=[models.HealthLimit(code=code) for code in draw(some(codes.HEALTH_LIMITS))],
        unread_limits=[models.UnreadLimit(kind=kind, text="слова") for kind in draw(some(codes.LIMIT_KINDS))],
    )


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


def test_the_demo_world_is_read_in_blocks_as_its_profiles_say(database_url, tmp_path, monkeypatch):
    monkeypatch.setattr(candidate_arrays, "BLOCK", 37)
    place = Installation(Settings(database_url, tmp_path))
    upgrade_database(place, ACTOR)
    import_file(place, ACTOR, DEMO / "candidates.csv", "candidates", as_of=DEMO_DAY)
    with place.reading(ACTOR, "look") as unit:
        found = assert_read_alike(unit.session, place.knowledge(unit.session).taxonomy.row_of)
    assert len(found.table) > 100
    assert len(found.table.skills.level) > 500
    place.engine.dispose()


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
