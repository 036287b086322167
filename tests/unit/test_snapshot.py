"""A snapshot ranks exactly as the people themselves do: every pair judged and scored by the plain code, the best taken."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.candidate_table import CandidateTable
from matcher.eligibility import RULES
from matcher.features import FEATURES
from matcher.index import CandidateIndex, VacancyIndex
from matcher.recommender import recommend_candidates
from matcher.snapshot import kernel, plain
from matcher.snapshot.aspects import ASPECTS, EVIDENCE, GROWING, LASTING
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.contest import find_best
from matcher.snapshot.crowd import Crowd
from matcher.snapshot.loop import BLOCK, LOWEST
from matcher.snapshot.tables import Judges, question_of
from matcher.text_column import TextColumn
from matcher.types import Requirement, SkillEvidence
from tests.matcher_world import AS_OF, PROFILE_LISTS, PROFILES, SCORER, SPECS, TAXONOMY, job, person
from tests.matcher_world import RULES as RULE_SET

BOTH = {"scorer": SCORER, "rules": RULE_SET, "as_of": AS_OF}


def snapshot_of(profiles):
    return build_snapshot(CandidateTable.of(profiles, TAXONOMY.row_of), TAXONOMY)


def the_best(snapshot, spec, limit, gone=None):
    found = find_best(snapshot, spec, TAXONOMY, **BOTH, limit=limit, gone=gone)
    lines = [(snapshot.references[row], score) for row, score in zip(found.rows.tolist(), found.scores.tolist(), strict=True)]
    return lines, (found.n_eligible, found.n_review, found.n_excluded)


def by_pairs(profiles, spec, limit):
    ranking = recommend_candidates(spec, CandidateIndex.build(profiles, TAXONOMY), **BOTH, limit=limit, explain=False, with_excluded=False)
    return [(line.reference, line.score) for line in ranking.ranked], (ranking.n_eligible, ranking.n_review, ranking.n_excluded)


@settings(max_examples=150, deadline=None)
@given(PROFILE_LISTS, SPECS, st.integers(1, 6))
def test_the_best_of_a_snapshot_are_the_best_pair_by_pair(profiles, spec, limit):
    assert the_best(snapshot_of(profiles), spec, limit) == by_pairs(profiles, spec, limit)


@settings(max_examples=50, deadline=None)
@given(PROFILE_LISTS, SPECS, st.data())
def test_who_is_left_out_is_in_no_count(profiles, spec, data):
    away = data.draw(st.sets(st.sampled_from([p.reference for p in profiles])) if profiles else st.just(set()))
    snapshot = snapshot_of(profiles)
    gone = np.sort(np.array([snapshot.find_row(reference) for reference in away], np.int64))
    assert the_best(snapshot, spec, 3, gone) == by_pairs([p for p in profiles if p.reference not in away], spec, 3)


@settings(max_examples=50, deadline=None)
@given(PROFILE_LISTS, PROFILE_LISTS, SPECS, st.data())
def test_a_crowd_with_changes_ranks_as_if_built_anew(before, changed, spec, data):
    removed = data.draw(st.lists(st.sampled_from([p.reference for p in before]), max_size=2)) if before else []
    away = {p.reference for p in changed} | set(removed)
    now = [p for p in before if p.reference not in away] + changed
    crowd = Crowd.build(before, TAXONOMY).with_changes(changed, removed)
    best = crowd.find_best(spec, **BOTH, limit=4)
    lines, counts = by_pairs(now, spec, 4)
    assert list(zip(best.references, best.scores, strict=True)) == lines
    assert (best.n_eligible, best.n_review, best.n_excluded) == counts
    assert len(crowd) == len(now)


def test_every_rule_and_every_feature_has_one_home_among_the_aspects():
    rules = [rule.code for aspect in ASPECTS for rule in aspect.rules_asked]
    assert sorted(rules) == sorted(rule.code for rule in RULES)
    features = [name for aspect in ASPECTS for name in aspect.features] + [*GROWING, *LASTING, *EVIDENCE]
    assert sorted(features) == sorted(feature.name for feature in FEATURES)


def many(profiles, n_people):
    """A table of n people who are copies of these under references of their own."""
    table = CandidateTable.of(profiles, TAXONOMY.row_of)
    n_copies = -(-n_people // len(profiles))
    references = TextColumn.of(f"P-{number}" for number in range(n_copies * len(profiles)))

    def copied(entries):
        shift = np.repeat(np.arange(n_copies) * len(profiles), len(entries.person_row)).astype(np.int32)
        columns = {f.name: np.tile(getattr(entries, f.name), n_copies) for f in fields(entries)}
        return type(entries)(**columns | {"person_row": columns["person_row"] + shift})

    columns = table.columns.take(np.tile(np.arange(len(profiles)), n_copies))
    entries = {name: copied(getattr(table, name)) for name in ("skills", "occupations", "wishes", "bans", "sharing")}
    return CandidateTable(replace(columns, tie_hash=references.hashes()), references, **entries)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(PROFILES, min_size=3, max_size=12),
    st.lists(SPECS, min_size=1, max_size=4),
    st.integers(1, 400),
    st.sampled_from([500, BLOCK]),
    st.integers(0, 9),
)
def test_compiled_and_plain_find_the_same(profiles, specs, keep, n_gone, seed):
    snapshot = build_snapshot(many(profiles, BLOCK + 2_000), TAXONOMY)
    gone = np.sort(np.random.default_rng(seed).choice(len(snapshot), n_gone, replace=False))
    for spec in specs:
        question = question_of(snapshot, Judges(VacancyIndex.build([spec], TAXONOMY), **BOTH))
        slow = plain.scan(snapshot.people, snapshot.holdings, question, gone, len(snapshot))
        fast = kernel.scan(snapshot.people, snapshot.holdings, question, gone, keep)
        assert fast[:2] == slow[:2]
        everybody = dict(zip(slow.best[0].tolist(), slow.best[1:].T.tolist(), strict=True))
        found = dict(zip(fast.best[0].tolist(), fast.best[1:].T.tolist(), strict=True))
        assert found.items() <= everybody.items()
        # Whoever is not among those found is at or below the floor, and enough are above it.
        assert all(everybody[row][0] <= fast.floor for row in everybody.keys() - found.keys())
        assert fast.floor == LOWEST or sum(line[0] >= fast.floor for line in everybody.values()) >= keep


@settings(max_examples=12, deadline=None)
@given(st.lists(PROFILES, min_size=1, max_size=8), SPECS)
def test_many_equal_people_are_ranked_by_the_hash_alone(profiles, spec):
    table = many(profiles, 700)
    snapshot = build_snapshot(table, TAXONOMY)
    copies = [replace(profiles[n % len(profiles)], reference=table.references[n]) for n in range(len(table))]
    assert the_best(snapshot, spec, 5) == by_pairs(copies, spec, 5)


def test_two_hundred_requirements_are_ranked_exactly():
    concepts = [key for key in TAXONOMY.keys if TAXONOMY.kind_of(key) == "skill"]
    asked = tuple(Requirement(f"r{n}", (concepts[n % len(concepts)],), essential=n % 3 > 0) for n in range(200))
    people = [person("A"), person("B"), person("C")]
    spec = job(requirements=asked)
    assert the_best(snapshot_of(people), spec, 3) == by_pairs(people, spec, 3)


def test_a_vacancy_without_requirements_ranks_everybody_by_the_rest():
    people = [person("A", minimum_pay_byn=500.0), person("B", minimum_pay_byn=1200.0)]
    spec = job(requirements=(), occupations=())
    assert the_best(snapshot_of(people), spec, 3) == by_pairs(people, spec, 3)


def test_nobody_and_one_person_are_ranked():
    assert the_best(snapshot_of([]), job(), 5) == ([], (0, 0, 0))
    assert the_best(snapshot_of([person("A")]), job(), 5) == by_pairs([person("A")], job(), 5)


def test_a_level_that_is_no_number_counts_as_nothing():
    strange = person("A", skills=(SkillEvidence("weld_arc", "сварка", level=float("nan")),))
    assert the_best(snapshot_of([strange]), job(), 1) == the_best(snapshot_of([replace(strange, skills=())]), job(), 1)


def test_those_nearest_to_eligible_are_named_first_among_the_excluded():
    far = person("FAR", consent="withheld", minimum_pay_byn=9_000.0, readiness="declined")
    near = person("NEAR", consent="withheld")
    crowd = Crowd.build([far, near, person("IN")], TAXONOMY)
    assert crowd.find_excluded(job(), **BOTH, limit=5) == ("NEAR", "FAR")
    assert crowd.with_changes([replace(near, consent="granted")]).find_excluded(job(), **BOTH, limit=5) == ("FAR",)


def test_a_snapshot_of_another_taxonomy_is_refused():
    with pytest.raises(ValueError, match="another taxonomy"):
        find_best(replace(snapshot_of([person()]), taxonomy="older"), job(), TAXONOMY, **BOTH, limit=1)
