"""The best assignment of an intake, held against every assignment there is."""

import itertools
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.cohort import TIE_BITS, UNIT, LockRefused, Minimum, MinimumUnmet, Post, Terms, plan_cohort
from matcher.cohort_pairs import Pairs, find_obstacles, find_pairs, find_reviews
from matcher.cohort_solving import NOWHERE, Group, Problem, Unreachable, assign
from matcher.columns import hash_text
from matcher.index import CandidateIndex, VacancyIndex
from matcher.ranking import tie_keys
from matcher.recommender import recommend_candidates
from tests.matcher_world import AS_OF, PROFILE_LISTS, RULES, SCORER, SPEC_LISTS, TAXONOMY, job, person
from tests.oracles import FAIL, rule_outcomes

PROVINCES, HOSTS = ("gomel", "grodno"), ("A", "B")


def table(odds: dict[tuple[str, str], float], people: list[str], posts: list[str], review: bool = False) -> Pairs:
    """Pairs with these probabilities."""
    found = sorted(((posts.index(post), people.index(one), p) for (one, post), p in odds.items()))
    post, who, p = (np.array(column) for column in zip(*found, strict=True)) if found else (np.empty(0, int),) * 3
    hashes = np.array([hash_text(one) for one in people], np.uint64)
    ties = [tie_keys(posts[q], AS_OF, hashes[[i]])[0] for q, i in zip(post, who, strict=True)]
    keys = (tie_keys("people", AS_OF, hashes), tie_keys("vacancies", AS_OF, np.array([hash_text(one) for one in posts], np.uint64)))
    reviews, tie = np.full(len(post), review), np.array(ties, np.uint64)
    return Pairs(tuple(people), tuple(posts), who.astype(int), post.astype(int), p.astype(float), reviews, tie, *keys)


@st.composite
def cases(draw, shared: bool = True):
    """(odds, people, posts, terms): probabilities of which many are equal."""
    people = draw(st.lists(st.sampled_from(["P-1", "P-2", "P-3", "P-4", "P-5"]), unique=True, max_size=5))
    names = draw(st.lists(st.sampled_from(["V-1", "V-2", "V-3", "V-4"]), unique=True, max_size=4))
    posts = [Post(one, draw(st.integers(0, 3)), draw(st.sampled_from([*PROVINCES, None])), draw(st.sampled_from(HOSTS))) for one in names]
    probability = st.none() | st.sampled_from([0.25, 0.5, 0.5, 0.75]) | st.integers(1, 99).map(lambda n: n / 100)
    odds = {(one, post): p for one in people for post in names if (p := draw(probability)) is not None}
    kinds = [("province", key) for key in PROVINCES] + ([("host", key) for key in HOSTS] if shared else [])
    asked = draw(st.lists(st.sampled_from(kinds), unique=True, max_size=3))
    forbidden = frozenset(draw(st.lists(st.sampled_from(sorted(odds)), max_size=2))) if odds else frozenset()
    locked = dict(draw(st.lists(st.sampled_from(sorted(odds)), max_size=2))) if odds else {}
    locked = {one: post for one, post in locked.items() if (one, post) not in forbidden}
    return odds, people, posts, Terms(tuple(Minimum(*one, draw(st.integers(0, 3))) for one in asked), locked, forbidden)


def allowed_assignments(odds, people, posts, terms):
    """Every assignment that keeps everything but the minimums, as (post per person, sum in millionths, sum of ties)."""
    choices = [[terms.locked[one]] if one in terms.locked else [None, *(p.reference for p in posts)] for one in people]
    for chosen in itertools.product(*choices):
        pairs = [(one, post) for one, post in zip(people, chosen, strict=True) if post is not None]
        crowded = any(chosen.count(post.reference) > post.places for post in posts)
        if crowded or any(pair not in odds or pair in terms.forbidden for pair in pairs):
            continue
        yield chosen, sum(round(odds[pair] * UNIT) for pair in pairs), sum(_tie(*pair) for pair in pairs if pair[0] not in terms.locked)


def _tie(one: str, post: str) -> int:
    return int(tie_keys(post, AS_OF, np.array([hash_text(one)], np.uint64))[0]) >> (64 - TIE_BITS)


def count(chosen, posts, minimum: Minimum) -> int:
    there = {post.reference for post in posts if getattr(post, minimum.kind) == minimum.key}
    return sum(one in there for one in chosen)


def keeping(found, posts, minimums):
    return [one for one in found if all(count(one[0], posts, minimum) >= minimum.least for minimum in minimums)]


def chosen_by(plan):
    return tuple(one.given and one.given.vacancy for one in plan.people)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_no_assignment_is_better_and_what_cannot_be_kept_is_named(case):
    odds, people, posts, terms = case
    every = list(allowed_assignments(*case))
    pairs = table(odds, people, [post.reference for post in posts])
    if not every:  # more people are locked to a vacancy than it has places
        with pytest.raises(LockRefused):
            plan_cohort(pairs, posts, terms)
        return
    possible = keeping(every, posts, terms.minimums)
    if not possible:
        with pytest.raises(MinimumUnmet) as refused:
            plan_cohort(pairs, posts, terms)
        place = terms.minimums.index(refused.value.minimum)
        before = keeping(every, posts, terms.minimums[:place])
        assert refused.value.most == max(count(one[0], posts, refused.value.minimum) for one in before) < refused.value.minimum.least
        return
    plan = plan_cohort(pairs, posts, terms)
    chosen = chosen_by(plan)
    best = max(one[1] for one in possible)
    (own,) = [one for one in possible if one[0] == chosen]
    assert own[1] == best
    assert plan.expected == pytest.approx(best / UNIT, abs=1e-9)
    assert plan.taken == {post.reference: n for post in posts if (n := chosen.count(post.reference))}
    if plan.costs_exact:
        assert own[2] == max(one[2] for one in possible if one[1] == best)


@given(cases())
@settings(max_examples=120, deadline=None)
def test_what_another_place_costs_the_whole(case):
    odds, people, posts, terms = case
    every = list(allowed_assignments(*case))
    possible = keeping(every, posts, terms.minimums) if every else []
    if not possible:
        return
    plan = plan_cohort(table(odds, people, [post.reference for post in posts]), posts, terms)
    best = max(one[1] for one in possible)
    for place, told in enumerate(plan.people):
        if told.candidate in terms.locked:
            continue
        option = told.next_best
        others = {p.reference for p in posts if (told.candidate, p.reference) in odds} - {told.given and told.given.vacancy}
        others = {post for post in others if (told.candidate, post) not in terms.forbidden}
        costs = {post: [best - one[1] for one in possible if one[0][place] == post] for post in others}
        if option is None:
            assert not others
            continue
        real = min(costs[option.vacancy], default=np.inf) / UNIT
        if plan.costs_exact:
            assert option.cost == pytest.approx(real, abs=1e-9)
            assert option.cost == pytest.approx(min((cost for each in costs.values() for cost in each), default=np.inf) / UNIT, abs=1e-9)
        else:
            assert option.cost >= real - 1e-9


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_nobody_gains_by_the_order_of_entry(case, random):
    odds, people, posts, terms = case
    mixed_people, mixed_posts = random.sample(people, len(people)), random.sample(posts, len(posts))
    try:
        first = plan_cohort(table(odds, people, [post.reference for post in posts]), posts, terms)
    except (MinimumUnmet, LockRefused):
        return
    second = plan_cohort(table(odds, mixed_people, [post.reference for post in mixed_posts]), mixed_posts, terms)
    assert {one.candidate: one for one in first.people} == {one.candidate: one for one in second.people}


def test_equal_people_share_the_luck_over_days():
    people, n_first = [f"P-{number}" for number in range(4)], dict.fromkeys(range(4), 0)
    index = CandidateIndex.build([person(one) for one in people], TAXONOMY)
    vacancies = VacancyIndex.build([job("V-1")], TAXONOMY)
    for day in range(40):
        pairs = find_pairs(vacancies, index, SCORER, RULES, AS_OF - timedelta(days=day))
        (winner,) = [row for row, one in enumerate(plan_cohort(pairs, [Post("V-1", 1)]).people) if one.given]
        n_first[winner] += 1
    assert min(n_first.values()) >= 3


def test_the_whole_counts_more_than_the_first_in_line():
    odds = {("P-1", "V-1"): 0.9, ("P-1", "V-2"): 0.8, ("P-2", "V-1"): 0.7}
    plan = plan_cohort(table(odds, ["P-1", "P-2"], ["V-1", "V-2"]), [Post("V-1", 1), Post("V-2", 1)])
    first, second = plan.people
    assert (first.given.vacancy, first.why, first.best.vacancy, first.best.cost) == ("V-2", "best_for_all", "V-1", pytest.approx(0.6))
    assert (second.given.vacancy, second.why, second.next_best) == ("V-1", "only_option", None)
    assert plan.expected == pytest.approx(1.5)


def test_who_gets_no_place_hears_why():
    odds = {("P-1", "V-1"): 0.9, ("P-2", "V-1"): 0.8, ("P-3", "V-1"): 0.7}
    odds |= {("P-5", "V-1"): 0.99}
    terms = Terms(forbidden=frozenset({("P-3", "V-1"), ("P-9", "V-1")}), left_out=frozenset({"P-5"}))
    plan = plan_cohort(table(odds, ["P-1", "P-2", "P-3", "P-4", "P-5"], ["V-1"], review=True), [Post("V-1", 1)], terms)
    assert [one.why for one in plan.people] == ["only_option", "places_taken", "forbidden", "no_option", "left_out"]
    assert [one.review for one in plan.people] == [True, False, False, False, False]
    assert plan.people[1].next_best.cost == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("locked", "why"),
    [({"P-9": "V-1"}, "unknown"), ({"P-1": "V-9"}, "unknown"), ({"P-2": "V-1"}, "rules"), ({"P-3": "V-1"}, "forbidden"),
     ({"P-1": "V-1", "P-4": "V-1"}, "full")],
)  # fmt: skip
def test_a_lock_that_cannot_be_is_refused(locked, why):
    odds = {(one, "V-1"): 0.5 for one in ("P-1", "P-3", "P-4")}
    pairs = table(odds, ["P-1", "P-2", "P-3", "P-4"], ["V-1"])
    with pytest.raises(LockRefused) as refused:
        plan_cohort(pairs, [Post("V-1", 1)], Terms(locked=locked, forbidden=frozenset({("P-3", "V-1")})))
    assert refused.value.why == why


def test_posts_of_another_table_are_refused():
    with pytest.raises(ValueError, match="posts of its pairs"):
        plan_cohort(table({}, ["P-1"], ["V-1"]), [Post("V-2", 1)])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_program_and_the_matching_agree(seed):
    """Where everything fits the matching, HiGHS alone finds the same sum."""
    draw = np.random.default_rng(seed)
    n, m = draw.integers(1, 30), draw.integers(1, 10)
    cells = np.flatnonzero(draw.random(n * m) < 0.4)
    places = draw.integers(0, 5, m)
    groups = tuple(Group(draw.permutation(m) < m // 2, int(draw.integers(0, 4))) for _ in range(draw.integers(0, 2)))
    problem = Problem(int(n), cells // m, cells % m, draw.integers(1, 50, len(cells)) * 1000, places, groups)
    try:
        found = assign(problem)
    except Unreachable:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.cohort_solving.MOST_EDGES", -1)
        other = assign(problem)
    assert _sum(problem, found) == _sum(problem, other)


def _sum(problem: Problem, assigned) -> int:
    assert (np.bincount(assigned[assigned != NOWHERE], minlength=len(problem.places)) <= problem.places).all()
    return int(problem.gain[problem.post == assigned[problem.person]].sum())


@given(SPEC_LISTS, PROFILE_LISTS)
@settings(max_examples=60, deadline=None)
def test_pairs_are_those_of_the_rankings_with_their_very_numbers(specs, profiles):
    people = CandidateIndex.build(profiles, TAXONOMY)
    pairs = find_pairs(VacancyIndex.build(specs, TAXONOMY), people, SCORER, RULES, AS_OF)
    found = {
        (pairs.posts[post], pairs.people[who]): (probability, review)
        for who, post, probability, review in zip(pairs.person, pairs.post, pairs.probability, pairs.review, strict=True)
    }
    ranked = {
        (spec.reference, line.reference): (line.probability, bool(line.reviews))
        for spec in specs
        for line in recommend_candidates(spec, people, SCORER, RULES, AS_OF, len(profiles), explain=False).ranked
    }
    assert found == ranked


@given(SPEC_LISTS, PROFILE_LISTS)
@settings(max_examples=60, deadline=None)
def test_obstacles_are_counted_as_by_hand(specs, profiles):
    index = VacancyIndex.build(specs, TAXONOMY)
    for profile in profiles:
        outcomes = [rule_outcomes(spec, profile, RULES, AS_OF) for spec in specs]
        failing = [{code for code, outcome in one.items() if outcome == FAIL} for one in outcomes]
        counted = {code: (sum(code in one for one in failing), sum(one == {code} for one in failing)) for code in set().union(*failing)}
        worst = sorted(counted.items(), key=lambda one: (-one[1][1], -one[1][0], one[0]))[:3]
        told = find_obstacles(index, CandidateIndex.build([profile], TAXONOMY), RULES, AS_OF)
        assert [(one.code, (one.n_posts, one.n_alone)) for one in told] == worst
        assert all(one.reason.code == one.code for one in told)


def test_the_soonest_day_is_told_and_questions_are_named():
    late = replace(person("P-1"), available_on=AS_OF.replace(year=2027), shifts=None)
    jobs = VacancyIndex.build([job("V-1"), job("V-2", starts_on=AS_OF.replace(month=12))], TAXONOMY)
    (obstacle,) = find_obstacles(jobs, CandidateIndex.build([late], TAXONOMY), RULES, AS_OF)
    assert (obstacle.code, obstacle.n_posts, obstacle.n_alone, obstacle.reason.passes_from) == (
        "not_available_by_start", 2, 2, AS_OF.replace(year=2027),
    )  # fmt: skip
    asked = find_reviews(job("V-1"), CandidateIndex.build([replace(late, available_on=AS_OF)], TAXONOMY), RULES, AS_OF)
    assert [reason.code for reason in asked] == ["shift"]
