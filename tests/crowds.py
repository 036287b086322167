"""Hypothesis: people as records of whom anything may be known that the database allows."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

import models
from models import codes
from tests import factories

CONCEPTS = ("weld", "mow", 'a "quoted\\" one', "сварка", "not_numbered")

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
        organisation=draw(st.none() | st.builds(factories.organisation)),
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
