"""A small taxonomy and Hypothesis strategies for profiles and vacancies, known facts and unknown ones alike."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from matcher.audience import EVERYBODY, Audience
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.taxonomy import Concept, Taxonomy
from matcher.types import (
    CONSENT_CODES,
    DOCUMENT_CODES,
    DUTY_CODES,
    EDUCATION_LEVELS,
    HEALTH_LIMITS,
    LICENCE_CODES,
    READINESS_CODES,
    SHIFT_CODES,
    TRAVEL_LIMITS,
    Ban,
    CandidateProfile,
    ConceptKind,
    EvidenceSource,
    HomeHours,
    OccupationEvidence,
    Point,
    Requirement,
    SkillEvidence,
    VacancySpec,
    Wish,
    WorkHours,
)

AS_OF = date(2026, 11, 22)
FIXTURES = Path(__file__).parent.parent / "fixtures" / "rules"
RULES = RuleSet.from_json((FIXTURES / "rules.json").read_text(encoding="utf8"))
SCORER = Scorer.from_json((FIXTURES / "weights.json").read_text(encoding="utf8"))

_SKILLS = ("metal", "weld", "weld_arc", "weld_gas", "weld_wire", "drawings", "grinding", "wash", "sort", "carry", "mow", "plaster")
_OCCUPATIONS = {"welder": "7212", "gas_welder": "7212", "fitter": "7233", "plasterer": "7123", "cleaner": "9112", "packer": "9321"}
_BROADER = [("weld", "metal"), ("weld_arc", "weld"), ("weld_gas", "weld"), ("weld_wire", "weld"), ("grinding", "metal")]
_ESSENTIAL = [
    ("welder", "weld_arc"), ("welder", "drawings"), ("gas_welder", "weld_gas"), ("fitter", "drawings"), ("fitter", "grinding"),
    ("plasterer", "plaster"), ("cleaner", "wash"), ("packer", "sort"), ("packer", "carry"),
]  # fmt: skip
TAXONOMY = Taxonomy.build(
    [Concept(key, ConceptKind.SKILL, None, None, {"en": key}) for key in _SKILLS]
    + [Concept(key, ConceptKind.OCCUPATION, None, isco, {"en": key}) for key, isco in _OCCUPATIONS.items()],
    _BROADER,
    _ESSENTIAL,
    [],
)

GOMEL = Point("gomel", "г. Гомель", 52.4345, 30.9754)
RECHITSA = Point("gomel", "Речицкий", 52.3617, 30.3916)
DOBRUSH = Point("gomel", "Добрушский", 52.4089, 31.3237)
GRODNO = Point("grodno", "г. Гродно", 53.6884, 23.8258)
UNKNOWN_COORDINATES = Point("gomel", "Речицкий")
UNKNOWN_PLACE = Point("", "")

_PLACES = st.sampled_from([GOMEL, GOMEL, RECHITSA, DOBRUSH, GRODNO, UNKNOWN_COORDINATES, UNKNOWN_PLACE])
_DAYS = st.integers(-60, 90).map(lambda n: AS_OF + timedelta(days=n))
_SHARES = st.integers(0, 255).map(lambda n: n / 255)
_SKILL = st.sampled_from([*_SKILLS, "no_such_concept"])
_OCCUPATION = st.sampled_from([*_OCCUPATIONS, "no_such_concept"])
_GRADES = st.none() | st.integers(1, 8)


def _some(codes: tuple[str, ...], most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(codes), max_size=most)


_SKILL_EVIDENCE = st.builds(SkillEvidence, concept=_SKILL, text=st.just("words"), level=_SHARES, probability=st.sampled_from([1.0, 0.8]))
_OCCUPATION_EVIDENCE = st.builds(
    OccupationEvidence,
    concept=_OCCUPATION,
    text=st.just("words"),
    source=st.sampled_from([EvidenceSource.HISTORY, EvidenceSource.QUALIFICATION]),
    years=st.none() | st.sampled_from([0.0, 0.5, 1.5, 2.0, 3.0, 5.5, 6.0, 9.0, 12.0]),
    last_year=st.none() | st.integers(2005, 2026),
    grade=_GRADES,
    probability=st.sampled_from([1.0, 0.8]),
)
_WISHES = st.one_of(
    st.builds(Wish, text=st.just("wish"), concept=st.none() | _OCCUPATION | _SKILL),
    st.just(Wish("любая работа", any_work=True)),
)
_PAY = st.none() | st.integers(9, 25).map(lambda n: n * 100.0)
_HOME = st.sampled_from([HomeHours(1320, 360), HomeHours(1380, 300), HomeHours(1260, 420), HomeHours(0, 360)])

PROFILES = st.builds(
    CandidateProfile,
    reference=st.text("ABC123", min_size=1, max_size=6),
    place=_PLACES,
    skills=st.lists(_SKILL_EVIDENCE, max_size=5).map(tuple),
    occupations=st.lists(_OCCUPATION_EVIDENCE, max_size=3).map(tuple),
    wishes=st.lists(_WISHES, max_size=2).map(tuple),
    education=st.none() | st.sampled_from(EDUCATION_LEVELS),
    licences=_some(LICENCE_CODES),
    bans=st.lists(st.builds(Ban, duty=st.sampled_from(DUTY_CODES), until=st.none() | _DAYS), max_size=3).map(tuple),
    home_hours=st.none() | _HOME,
    travel_limit=st.sampled_from(TRAVEL_LIMITS),
    health_limits=st.none() | _some(HEALTH_LIMITS),
    available_on=st.none() | _DAYS,
    shifts=st.none() | _some(SHIFT_CODES, 5),
    minimum_pay_byn=_PAY,
    max_commute_km=st.none() | st.sampled_from([0.0, 10.0, 24.5, 45.0, 100.0]),
    housing_needed=st.none() | st.booleans(),
    documents_missing=_some(DOCUMENT_CODES),
    documents_counted_from=st.none() | _DAYS,
    consent=st.sampled_from([*CONSENT_CODES, "granted", "granted", ""]),
    readiness=st.none() | st.sampled_from([*READINESS_CODES, "ready", "ready"]),
    already_placed=st.sampled_from([False, False, False, True]),
    unread_limits=st.sampled_from([frozenset(), frozenset(), frozenset({"ban"}), frozenset({"home_hours", "health"})]),
    organisation=st.none() | st.integers(1, 3),
    shared_with=st.frozensets(st.integers(1, 4), max_size=2),
)
AUDIENCES = st.just(EVERYBODY) | st.builds(Audience, organisation=st.none() | st.integers(1, 5))
_HOURS = st.sampled_from([(480, 1020), (420, 930), (930, 1440), (1200, 1800), (360, 780), (540, 1260), (480, 1920)])
SPECS = st.builds(
    VacancySpec,
    reference=st.text("VWX123", min_size=1, max_size=6),
    title=st.just("title"),
    place=_PLACES,
    occupations=st.lists(_OCCUPATION, max_size=2).map(tuple),
    requirements=st.lists(
        st.builds(Requirement, text=st.just("asked"), concepts=st.lists(_SKILL, max_size=2).map(tuple), essential=st.booleans()), max_size=5
    ).map(tuple),
    minimum_grade=_GRADES,
    licences=_some(LICENCE_CODES, 1),
    minimum_education=st.none() | st.sampled_from(EDUCATION_LEVELS),
    minimum_years=st.none() | st.sampled_from([0.0, 1.0, 2.0, 5.0]),
    duties=_some(DUTY_CODES, 4),
    shifts=_some(SHIFT_CODES, 2),
    hours=st.lists(_HOURS.map(lambda pair: WorkHours(*pair)), max_size=2).map(tuple),
    pay_from_byn=_PAY,
    pay_to_byn=_PAY,
    starts_on=st.none() | _DAYS,
    closes_on=st.none() | _DAYS,
    housing_provided=st.booleans(),
    transport_provided=st.booleans(),
    mentor_on_site=st.booleans(),
    pilot=st.booleans(),
    documents=_some(DOCUMENT_CODES),
    status=st.sampled_from(["open", "open", "open", "closed"]),
)
PROFILE_LISTS = st.lists(PROFILES, max_size=8, unique_by=lambda profile: profile.reference)
SPEC_LISTS = st.lists(SPECS, max_size=5, unique_by=lambda spec: spec.reference)


def person(reference: str = "GOM-1", **facts: object) -> CandidateProfile:
    """Somebody in Gomel whom no rule keeps from anything, unless the facts say otherwise."""
    known: dict[str, object] = {
        "place": GOMEL, "education": "vocational", "available_on": AS_OF, "shifts": frozenset(SHIFT_CODES), "minimum_pay_byn": 1000.0,
        "max_commute_km": 20.0, "housing_needed": False, "consent": "granted", "readiness": "ready",
    }  # fmt: skip
    return CandidateProfile(reference, **{**known, **facts})  # type: ignore[arg-type]


def job(reference: str = "VAC-1", **facts: object) -> VacancySpec:
    """A day job in Gomel that asks for nothing, unless the facts say otherwise."""
    known: dict[str, object] = {
        "title": "job", "place": GOMEL, "shifts": frozenset({"day"}), "hours": (WorkHours(480, 1020),), "pay_from_byn": 1500.0,
        "pay_to_byn": 2000.0, "starts_on": date(2026, 12, 7),
    }  # fmt: skip
    return VacancySpec(reference, **{**known, **facts})  # type: ignore[arg-type]
