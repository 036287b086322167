"""recommend in both directions against the slow order of single pairs, and what an answer contains."""

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.columns import hash_text
from matcher.index import CandidateIndex, VacancyIndex
from matcher.ranking import tie_keys
from matcher.recommender import explain_pair, recommend_candidates, recommend_vacancies
from matcher.types import Ban, EvidenceSource, OccupationEvidence, Outcome, Requirement, SkillEvidence, Wish
from tests import oracles
from tests.matcher_world import AS_OF, PROFILE_LISTS, PROFILES, RULES, SCORER, SPEC_LISTS, SPECS, TAXONOMY, job, person

BOTH = {"scorer": SCORER, "rules": RULES, "as_of": AS_OF}


def tie(subject, reference):
    return int(tie_keys(subject, AS_OF, np.array([hash_text(reference)], np.uint64))[0])


@settings(max_examples=60, deadline=None)
@given(SPECS, PROFILE_LISTS)
def test_candidates_come_in_the_order_of_their_single_scores_and_nobody_is_lost(spec, profiles):
    answer = recommend_candidates(spec, CandidateIndex.build(profiles, TAXONOMY), limit=100, **BOTH)
    outcomes = {profile.reference: oracles.rule_outcomes(spec, profile, RULES, AS_OF) for profile in profiles}
    open_to = [profile for profile in profiles if "fail" not in outcomes[profile.reference].values()]
    scores = {profile.reference: explain_pair(spec, profile, TAXONOMY, **BOTH).score for profile in open_to}
    expected = sorted(scores, key=lambda reference: (-scores[reference], tie(spec.reference, reference)))
    assert [line.reference for line in answer.ranked] == expected
    assert {line.reference: line.score for line in answer.ranked} == scores
    assert (answer.n_eligible, answer.n_excluded) == (len(open_to), len(profiles) - len(open_to))
    assert answer.n_review == sum(1 for profile in open_to if outcomes[profile.reference])
    for line in answer.ranked:
        assert {reason.code for reason in line.reviews} == set(outcomes[line.reference])
    for one in answer.excluded:
        assert {r.code for r in one.reasons} == {code for code, said in outcomes[one.reference].items() if said == "fail"}
    assert len(answer.excluded) == answer.n_excluded


@settings(max_examples=60, deadline=None)
@given(SPEC_LISTS, PROFILES)
def test_both_directions_and_the_single_pair_give_the_same_score(specs, profile):
    answer = recommend_vacancies(profile, VacancyIndex.build(specs, TAXONOMY), limit=100, **BOTH)
    index = CandidateIndex.build([profile], TAXONOMY)
    by_reference = {line.reference: line for line in answer.ranked}
    for spec in specs:
        other = recommend_candidates(spec, index, limit=1, **BOTH).ranked
        mine = by_reference.get(spec.reference)
        assert bool(other) == (mine is not None)
        if mine is not None:
            assert mine.score == other[0].score == explain_pair(spec, profile, TAXONOMY, **BOTH).score
            assert mine.explanation.contributions == other[0].explanation.contributions
            assert mine.explanation.rules == other[0].explanation.rules


@settings(max_examples=60, deadline=None)
@given(SPECS, PROFILES)
def test_an_explanation_adds_up_and_shows_the_coverage_that_counted(spec, profile):
    found = explain_pair(spec, profile, TAXONOMY, **BOTH)
    assert found.score == pytest.approx(found.prior + sum(one.contribution for one in found.contributions), abs=1e-9)
    values = {one.feature: one.value for one in found.contributions}
    for feature, essential in (("essential_coverage", True), ("desirable_coverage", False)):
        shown = [one.coverage for one in found.requirements if one.understood and one.requirement.essential is essential]
        if shown and not (essential and oracles.asks_no_trade(spec, TAXONOMY)):
            assert values[feature] == pytest.approx(sum(shown) / len(shown), abs=1e-12)
    assert [one.requirement for one in found.requirements] == list(spec.requirements)
    for one in found.requirements:
        assert one.coverage == pytest.approx(one.similarity * one.level, abs=0.5001 / 255)
    failing = {reason.code for reason in found.rules if reason.outcome is Outcome.FAIL}
    assert {gap.code for gap in found.gaps if gap.parameters.get("blocking")} == failing
    assert all(gap.gain >= 0 for gap in found.gaps)


WELDING = job(
    occupations=("welder",),
    requirements=(Requirement("ручная дуговая сварка", ("weld_arc",)), Requirement("чтение чертежей", ("drawings",))),
    minimum_grade=4,
)
WELDER = person(
    "GOM-1",
    skills=(SkillEvidence("weld_arc", "РДС", level=1.0),),
    occupations=(OccupationEvidence("welder", "сварщик 3 разряд", EvidenceSource.QUALIFICATION, years=5.0, last_year=2025, grade=3),),
    wishes=(Wish("сварщик", "welder"),),
)


def test_closing_a_gap_brings_the_gain_that_was_promised():
    before = explain_pair(WELDING, WELDER, TAXONOMY, **BOTH)
    gaps = {gap.code: gap for gap in before.gaps}
    skilled = person(
        "GOM-1", skills=(*WELDER.skills, SkillEvidence("drawings", "чертежи")), occupations=WELDER.occupations, wishes=WELDER.wishes
    )
    raised = OccupationEvidence("welder", "сварщик 4 разряд", EvidenceSource.QUALIFICATION, years=5.0, last_year=2025, grade=4)
    graded = person("GOM-1", skills=WELDER.skills, occupations=(raised,), wishes=WELDER.wishes)
    assert explain_pair(WELDING, graded, TAXONOMY, **BOTH).score - before.score == pytest.approx(gaps["grade_below"].gain, abs=1e-6)
    assert gaps["grade_below"].parameters == {"minimum_grade": 4, "raised_by": 1}
    assert explain_pair(WELDING, skilled, TAXONOMY, **BOTH).score >= before.score


def test_an_essential_skill_nobody_has_seen_is_a_gap_with_its_gain():
    labourer = person("GOM-3", skills=(SkillEvidence("weld_arc", "РДС"),))
    before = explain_pair(WELDING, labourer, TAXONOMY, **BOTH)
    gap = next(gap for gap in before.gaps if gap.code == "skill_not_shown")
    assert gap.parameters == {"requirement": "чтение чертежей"}
    after = explain_pair(WELDING, person("GOM-3", skills=(*labourer.skills, SkillEvidence("drawings", "чертежи"))), TAXONOMY, **BOTH)
    assert after.score - before.score == pytest.approx(gap.gain, abs=1e-9)


def test_places_count_the_people_passed():
    index = CandidateIndex.build([WELDER, person("GOM-2", readiness="not_started", occupations=WELDER.occupations)], TAXONOMY)
    lines = recommend_candidates(WELDING, index, limit=5, **BOTH).ranked
    places = {gap.code: gap.places for gap in lines[1].explanation.gaps}
    assert places["not_started"] in (0, 1)
    assert all(gap.places == 0 for gap in lines[0].explanation.gaps)


def test_a_missing_licence_blocks_and_says_what_to_do():
    found = explain_pair(job(licences=frozenset({"C"})), person(), TAXONOMY, **BOTH)
    assert found.gaps[0].code == "licence_missing:C"
    assert found.gaps[0].parameters == {"licence": "C", "remedy": "get_licence", "blocking": 1}


def test_without_explanations_and_excluded_the_order_is_the_same():
    index = CandidateIndex.build([WELDER, person("GOM-2"), person("GOM-3", bans=(Ban("heights", None),), consent="withheld")], TAXONOMY)
    full = recommend_candidates(WELDING, index, limit=5, **BOTH)
    short = recommend_candidates(WELDING, index, limit=5, explain=False, with_excluded=False, **BOTH)
    assert [line.reference for line in short.ranked] == [line.reference for line in full.ranked]
    assert short.excluded == ()
    assert short.n_excluded == 1
    assert all(line.explanation is None for line in short.ranked)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_nothing_shows_nobody_and_counts_everybody(limit):
    answer = recommend_candidates(WELDING, CandidateIndex.build([WELDER], TAXONOMY), limit=limit, **BOTH)
    assert answer.ranked == ()
    assert answer.n_eligible == 1


def test_nobody_to_rank_is_an_answer_too():
    assert recommend_candidates(WELDING, CandidateIndex.build([], TAXONOMY), limit=5, **BOTH).n_eligible == 0
    assert recommend_vacancies(WELDER, VacancyIndex.build([], TAXONOMY), limit=5, **BOTH).ranked == ()


def test_two_hundred_requirements_and_a_vacancy_that_asks_for_nothing():
    many = job(requirements=tuple(Requirement(f"r{n}", ("weld_arc",)) for n in range(200)))
    assert explain_pair(many, WELDER, TAXONOMY, **BOTH).requirements[199].coverage > 0.7
    assert recommend_candidates(job(), CandidateIndex.build([WELDER], TAXONOMY), limit=5, **BOTH).ranked[0].reference == "GOM-1"
