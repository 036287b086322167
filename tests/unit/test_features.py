"""The features against slow oracles, and what each says about people one can picture."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.attitudes import ATTITUDES
from matcher.features import FEATURE_NAMES, compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.taxonomy import Concept, Taxonomy
from matcher.types import Ban, ConceptKind, EvidenceSource, HomeHours, OccupationEvidence, Requirement, SkillEvidence, Wish
from tests import oracles
from tests.matcher_world import AS_OF, FIXTURES, PROFILE_LISTS, RECHITSA, RULES, SPEC_LISTS, TAXONOMY, job, person
from tests.sample_values import read_rows

HISTORY, PAPER = EvidenceSource.HISTORY, EvidenceSource.QUALIFICATION


def block_of(specs, profiles):
    return PairBlock(VacancyIndex.build(specs, TAXONOMY), CandidateIndex.build(profiles, TAXONOMY), RULES, AS_OF)


def value_of(feature, spec, profile):
    return float(compute_features(block_of([spec], [profile]))[FEATURE_NAMES.index(feature), 0, 0])


def worked(concept, years=None, last_year=2026, grade=None):
    return OccupationEvidence(concept, concept, HISTORY, years, last_year, grade)


def paper(concept, grade=None):
    return OccupationEvidence(concept, concept, PAPER, grade=grade)


@settings(max_examples=120, deadline=None)
@given(SPEC_LISTS, PROFILE_LISTS)
def test_every_feature_is_what_the_oracle_computes(specs, profiles):
    values = compute_features(block_of(specs, profiles))
    known = values[~np.isnan(values)]
    assert ((known >= 0) & (known <= 1)).all()
    for v, spec in enumerate(specs):
        for c, profile in enumerate(profiles):
            for name, expected in oracles.features(spec, profile, TAXONOMY, RULES, AS_OF).items():
                assert values[FEATURE_NAMES.index(name), v, c] == pytest.approx(expected, abs=1e-5, nan_ok=True), name


WELDER_JOB = job(
    occupations=("welder",), requirements=(Requirement("arc", ("weld_arc",)), Requirement("drawings", ("drawings",))), minimum_grade=4
)


def test_a_trade_without_listed_skills_stands_for_its_essential_skills():
    listed = person(skills=(SkillEvidence("weld_arc", "РДС"), SkillEvidence("drawings", "чертежи")))
    assert value_of("essential_coverage", WELDER_JOB, listed) == 1.0
    assert value_of("essential_coverage", WELDER_JOB, person(occupations=(worked("welder", 5.0),))) == pytest.approx(0.75, abs=0.01)
    assert value_of("essential_coverage", WELDER_JOB, person()) == 0.0


def test_a_requirement_that_was_not_understood_neither_helps_nor_harms():
    unclear = job(requirements=(Requirement("arc", ("weld_arc",)), Requirement("что-то своё", ())))
    assert value_of("essential_coverage", unclear, person(skills=(SkillEvidence("weld_arc", "РДС"),))) == 1.0
    assert math.isnan(value_of("essential_coverage", job(requirements=(Requirement("что-то своё"),)), person()))


@pytest.mark.parametrize(("grade", "expected"), [(6, 1.0), (4, 1.0), (3, 0.6), (2, 0.2), (1, 0.0)])
def test_grades_count_down_in_steps(grade, expected):
    assert value_of("grade_fit", WELDER_JOB, person(occupations=(worked("welder", 1.0, grade=grade),))) == pytest.approx(expected)


@pytest.mark.parametrize(("years", "expected"), [(9.0, 1.0), (6.0, 1.0), (5.0, 0.6), (2.0, 0.0)])
def test_practice_without_paper_counts_as_a_grade_unless_proof_is_asked(years, expected):
    practised = person(occupations=(worked("welder", years),))
    assert value_of("grade_fit", WELDER_JOB, practised) == pytest.approx(expected)
    proof = job(occupations=("welder",), minimum_grade=4, documents=frozenset({"education_proof"}))
    assert value_of("grade_fit", proof, practised) == 0.0


def test_an_attitude_orders_nobody():
    words = Taxonomy.build([Concept("neatness", ConceptKind.SKILL, None, None, {"en": "neatness"})], [], [], [])
    asked = job(requirements=(Requirement("аккуратность", ("neatness",)),), minimum_grade=3)
    tidy = person("A", skills=(SkillEvidence("neatness", "аккуратный"),))
    block = PairBlock(VacancyIndex.build([asked], words), CandidateIndex.build([tidy, person("B")], words), RULES, AS_OF)
    values = compute_features(block)
    assert np.array_equal(values[:, 0, 0], values[:, 0, 1], equal_nan=True)


def test_the_attitudes_are_skills_of_the_pilot_taxonomy():
    path = FIXTURES.parent / "taxonomy" / "transversal" / "skills.csv"
    keys = {row["key"] for row in read_rows(path)}
    assert keys >= ATTITUDES


def test_no_grade_asked_is_neutral():
    assert math.isnan(value_of("grade_fit", job(occupations=("welder",)), person()))


def test_practice_is_more_than_a_paper_and_years_more_than_months():
    values = [
        value_of("occupation_nearness", WELDER_JOB, person(occupations=(held,)))
        for held in (paper("welder", 5), worked("welder", 0.5), worked("welder"), worked("welder", 4.0))
    ]
    assert values == sorted(values)
    assert values[0] == 0.5
    assert values[-1] == 1.0


@pytest.mark.parametrize(
    ("years", "last_year", "expected"),
    [(2.0, 2021, 1.0), (2.0, 2018, 0.6), (11.0, 2018, 1.0), (11.0, 2010, 0.2), (2.0, None, 0.6)],
)
def test_a_trade_fades_unless_it_went_deep(years, last_year, expected):
    assert value_of("recency", WELDER_JOB, person(occupations=(worked("welder", years, last_year),))) == pytest.approx(expected)


def test_a_wish_for_ones_own_other_trade_lowers_most():
    plasterer = (worked("plasterer", 12.0, grade=4),)
    own = value_of("wish_nearness", WELDER_JOB, person(occupations=plasterer, wishes=(Wish("штукатур", "plasterer"),)))
    other = value_of("wish_nearness", WELDER_JOB, person(wishes=(Wish("штукатур", "plasterer"),)))
    anything = value_of("wish_nearness", WELDER_JOB, person(wishes=(Wish("любая", any_work=True),)))
    this = value_of("wish_nearness", WELDER_JOB, person(wishes=(Wish("сварщик", "welder"),)))
    assert own < other < anything < this == 1.0
    assert math.isnan(value_of("wish_nearness", WELDER_JOB, person()))
    assert math.isnan(value_of("wish_nearness", WELDER_JOB, person(wishes=(Wish("непонятное"),))))


def test_work_without_a_trade_is_for_those_who_ask_for_it():
    cleaning = job(occupations=("cleaner",))
    asks = value_of("entry_level", cleaning, person(wishes=(Wish("уборка", "cleaner"),)))
    did = value_of("entry_level", cleaning, person(occupations=(worked("cleaner", 3.0),)))
    anything = value_of("entry_level", cleaning, person(wishes=(Wish("любая", any_work=True),)))
    waste = value_of("entry_level", cleaning, person(occupations=(worked("plasterer", 12.0, grade=5),), wishes=(Wish("х", "plasterer"),)))
    assert asks == 1.0
    assert asks > did > anything > waste
    assert math.isnan(value_of("entry_level", WELDER_JOB, person()))


def test_a_pilot_takes_somebody_without_a_trade_who_wants_something_else():
    pilot, plain = job(occupations=("cleaner",), pilot=True), job(occupations=("cleaner",))
    nobody_yet = person(wishes=(Wish("программист", "no_such_concept"),))
    assert value_of("entry_level", pilot, nobody_yet) > value_of("entry_level", plain, nobody_yet)


@pytest.mark.parametrize(("counted_from", "expected"), [(None, 1.0), (date(2026, 11, 23), 1.0), (date(2026, 11, 24), 0.0)])
def test_a_missing_paper_is_late_counted_from_the_later_of_today_and_release(counted_from, expected):
    spec = job(documents=frozenset({"medical_certificate"}))  # 14 days before 2026-12-07
    someone = person(documents_missing=frozenset({"medical_certificate"}), documents_counted_from=counted_from)
    assert value_of("documents_ready", spec, someone) == expected


def test_the_passport_is_always_required_and_a_paper_nobody_asks_for_is_not():
    assert value_of("documents_ready", job(), person(documents_missing=frozenset({"passport"}))) == 0.0
    assert value_of("documents_ready", job(), person(documents_missing=frozenset({"military_record"}))) == 1.0


def test_support_counts_as_given_where_a_mentor_is_on_site():
    someone = person(readiness="support_needed")
    assert value_of("readiness", job(), someone) == 0.0
    assert value_of("readiness", job(mentor_on_site=True), someone) == 1.0
    assert value_of("readiness", job(mentor_on_site=True), person(readiness="not_started")) == 0.0


def test_home_hours_touch_a_score_only_where_a_move_needs_permission():
    bound, free = person("A", home_hours=HomeHours(1320, 360), housing_needed=True), person("B", housing_needed=True)
    housing = job(place=RECHITSA, housing_provided=True)
    here, there = compute_features(block_of([job()], [bound, free])), compute_features(block_of([housing], [bound, free]))
    assert np.array_equal(here[:, 0, 0], here[:, 0, 1], equal_nan=True)
    differs = [name for place, name in enumerate(FEATURE_NAMES) if not np.array_equal(*there[place, 0], equal_nan=True)]
    assert differs == ["move_permission"]


def test_health_and_bans_never_touch_a_feature():
    bound = person("B", bans=(Ban("heights", None),), health_limits=frozenset({"no_dust"}), travel_limit="district")
    values = compute_features(block_of([WELDER_JOB], [bound, person("A")]))
    assert np.array_equal(values[:, 0, 0], values[:, 0, 1], equal_nan=True)
