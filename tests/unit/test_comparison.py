"""Two sets of deciders compared over a snapshot say what two rankings of everybody, pair by pair, say."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index import CandidateIndex
from matcher.recommender import recommend_candidates
from matcher.ruleset import HealthRule
from matcher.scorer import Weight
from matcher.snapshot.comparison import Side, compare
from matcher.types import DOCUMENT_CODES, DUTY_CODES, HEALTH_LIMITS, SHIFT_CODES
from tests.matcher_world import AS_OF, PROFILE_LISTS, RULES, SCORER, SPECS, TAXONOMY
from tests.unit.test_snapshot import snapshot_of

HEALTH = st.builds(HealthRule, st.frozensets(st.sampled_from(DUTY_CODES), max_size=4), st.frozensets(st.sampled_from(SHIFT_CODES)))
RULE_SETS = st.builds(
    replace,
    st.just(RULES),
    version=st.just("trial"),
    transport_provided_km=st.sampled_from([0.0, 30.0, 500.0]),
    travel_base_minutes=st.sampled_from([0.0, 15.0, 200.0]),
    travel_minutes_per_km=st.sampled_from([0.0, 1.5, 9.0]),
    closed_shifts=st.frozensets(st.sampled_from(SHIFT_CODES)),
    health=st.fixed_dictionaries(dict.fromkeys(HEALTH_LIMITS, HEALTH)),
    always_required=st.frozensets(st.sampled_from(DOCUMENT_CODES)),
)
WEIGHTS = st.fixed_dictionaries({name: st.builds(Weight, st.sampled_from([0.0, 0.7, 2.0]), st.just(0.5)) for name in SCORER.weights})
SCORERS = WEIGHTS.map(lambda weights: replace(SCORER, weights=weights))


def ranked(spec, profiles, side, limit):
    """(rank of everybody shown, how many fit, who is kept out by which rules), by the plain code."""
    everybody = CandidateIndex.build(profiles, TAXONOMY)
    ranking = recommend_candidates(spec, everybody, side.scorer, side.rules, AS_OF, limit, explain=False)
    ranks = {line.reference: rank for rank, line in enumerate(ranking.ranked, 1)}
    return ranks, ranking.n_eligible, {out.reference: {reason.code for reason in out.reasons} for out in ranking.excluded}


def judged(snapshot, found):
    return {snapshot.references[row]: set(found.rules_of(place)) for place, row in enumerate(found.rows.tolist())}


@settings(max_examples=200, deadline=None)
@given(PROFILE_LISTS, SPECS, RULE_SETS, st.just(SCORER) | SCORERS, st.integers(1, 5))
def test_a_comparison_says_what_two_rankings_say(profiles, spec, rules, scorer, limit):
    before, after = Side(SCORER, RULES), Side(scorer, rules)
    snapshot = snapshot_of(profiles)
    impact = compare(snapshot, spec, TAXONOMY, before, after, AS_OF, limit)
    ranks_before, fit_before, out_before = ranked(spec, profiles, before, limit)
    ranks_after, fit_after, out_after = ranked(spec, profiles, after, limit)
    assert (impact.before.n_eligible, impact.after.n_eligible) == (fit_before, fit_after)
    assert judged(snapshot, impact.let_in) == {who: rules for who, rules in out_before.items() if who not in out_after}
    assert judged(snapshot, impact.kept_out) == {who: rules for who, rules in out_after.items() if who not in out_before}
    moved = {snapshot.references[move.row]: (move.before, move.after) for move in impact.moves}
    everybody = ranks_before.keys() | ranks_after.keys()
    ranks = {who: (ranks_before.get(who), ranks_after.get(who)) for who in everybody}
    assert moved == {who: pair for who, pair in ranks.items() if pair[0] != pair[1]}


@settings(max_examples=20, deadline=None)
@given(PROFILE_LISTS, SPECS)
def test_the_same_rules_under_another_name_change_nothing(profiles, spec):
    impact = compare(snapshot_of(profiles), spec, TAXONOMY, Side(SCORER, RULES), Side(SCORER, replace(RULES, version="x")), AS_OF, 3)
    assert (impact.moves, len(impact.let_in.rows), len(impact.kept_out.rows)) == ((), 0, 0)
