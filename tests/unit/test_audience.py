"""Being in the programme is itself secret: a ranking for an audience is the ranking as if nobody else were there."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from matcher.audience import EVERYBODY, Audience, sees
from matcher.candidate_table import CandidateTable
from matcher.index import CandidateIndex, VacancyIndex
from matcher.recommender import recommend_candidates
from matcher.snapshot import kernel, plain
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.contest import find_best
from matcher.snapshot.crowd import Crowd
from matcher.snapshot.files import StoredSnapshot, open_snapshot, save_snapshot
from matcher.snapshot.loop import BLOCK
from matcher.snapshot.shards import Contest, best_of_part, gather, part_of, spans
from matcher.snapshot.tables import Judges, question_of
from tests.matcher_world import AS_OF, AUDIENCES, PROFILE_LISTS, PROFILES, RULES, SCORER, SPECS, TAXONOMY, job, person
from tests.unit.test_snapshot import BOTH, by_pairs, many


def seen_by(audience, profiles):
    return [profile for profile in profiles if sees(audience, profile)]


def counts(found):
    return found.n_eligible, found.n_review, found.n_excluded


def told(ranking):
    return [(line.reference, line.score, line.explanation) for line in ranking.ranked], counts(ranking), ranking.excluded


@pytest.mark.parametrize(
    ("facts", "audience", "seen"),
    [
        ({"consent": "granted", "organisation": 1}, Audience(2), True),
        ({"consent": "granted"}, Audience(None), True),
        ({"consent": "limited", "organisation": 1}, Audience(1), True),
        ({"consent": "limited", "organisation": 1}, Audience(2), False),
        ({"consent": "limited", "organisation": 1}, Audience(None), False),
        ({"consent": "limited", "organisation": 1}, EVERYBODY, True),
        ({"consent": "limited", "organisation": 1, "shared_with": frozenset({2})}, Audience(2), True),
        ({"consent": "withheld", "organisation": 1}, Audience(1), True),
        ({"consent": "withheld", "organisation": 1}, Audience(2), False),
        ({"consent": "limited"}, Audience(None), False),
        ({"consent": "limited"}, Audience(1), False),
    ],
)
def test_who_sees_whom(facts, audience, seen):
    somebody = person("A", **facts)
    assert sees(audience, somebody) is seen
    crowd = Crowd.build([somebody], TAXONOMY)
    best = crowd.find_best(job(), **BOTH, limit=1, audience=audience)
    assert best.n_eligible + best.n_excluded == int(seen)
    assert crowd.find_excluded(job(), **BOTH, limit=1, audience=audience) == (("A",) if seen and facts["consent"] == "withheld" else ())


@settings(max_examples=100, deadline=None)
@given(PROFILE_LISTS, SPECS, AUDIENCES, st.integers(1, 5))
def test_an_index_ranks_for_an_audience_as_if_nobody_else_were_there(profiles, spec, audience, limit):
    found = recommend_candidates(spec, CandidateIndex.build(profiles, TAXONOMY), **BOTH, limit=limit, audience=audience)
    alone = recommend_candidates(spec, CandidateIndex.build(seen_by(audience, profiles), TAXONOMY), **BOTH, limit=limit)
    assert told(found) == told(alone)


@settings(max_examples=100, deadline=None)
@given(PROFILE_LISTS, PROFILE_LISTS, SPECS, AUDIENCES, st.integers(1, 5), st.data())
def test_a_crowd_with_changes_ranks_for_an_audience_as_if_nobody_else_were_there(before, changed, spec, audience, limit, data):
    removed = data.draw(st.lists(st.sampled_from([p.reference for p in before]), max_size=2)) if before else []
    away = {p.reference for p in changed} | set(removed)
    now = [p for p in before if p.reference not in away] + changed
    crowd = Crowd.build(before, TAXONOMY).with_changes(changed, removed)
    best = crowd.find_best(spec, **BOTH, limit=limit, audience=audience)
    seen = seen_by(audience, now)
    assert (list(zip(best.references, best.scores, strict=True)), counts(best)) == by_pairs(seen, spec, limit)
    alone = recommend_candidates(spec, CandidateIndex.build(seen, TAXONOMY), **BOTH, limit=0, explain=False)
    excluded = crowd.find_excluded(spec, **BOTH, limit=50, audience=audience)
    assert sorted(excluded) == sorted(out.reference for out in alone.excluded)


@settings(max_examples=8, deadline=None, phases=[Phase.generate])  # too slow to shrink
@given(st.lists(PROFILES, min_size=3, max_size=12), SPECS, AUDIENCES, st.integers(1, 40))
def test_compiled_loop_and_parts_leave_out_the_same_people(profiles, spec, audience, limit):
    table = many(profiles, BLOCK + 2_000)
    snapshot = build_snapshot(table, TAXONOMY)
    question = question_of(snapshot, Judges(VacancyIndex.build([spec], TAXONOMY), **BOTH, audience=audience))
    holdings, nobody = snapshot.holdings, np.empty(0, np.int64)
    slow, fast = (loop(snapshot.people, holdings, question, nobody, len(snapshot)) for loop in (plain.scan, kernel.scan))
    assert slow[:2] == fast[:2]
    assert sorted(slow.best.T.tolist()) == sorted(fast.best.T.tolist())
    hidden = {number for number, profile in enumerate(profiles) if not sees(audience, profile)}
    numbers = (number for number in range(len(table)) if number % len(profiles) in hidden)
    hidden_rows = [row for number in numbers if (row := snapshot.find_row(table.references[number])) is not None]
    assert not set(slow.best[0].tolist()) & set(hidden_rows)
    whole = find_best(snapshot, spec, TAXONOMY, **BOTH, limit=limit, audience=audience)
    assert whole.n_eligible + whole.n_excluded == len(table) - len(hidden_rows)
    without = find_best(snapshot, spec, TAXONOMY, **BOTH, limit=limit, gone=np.sort(np.array(hidden_rows, np.int64)))
    assert (whole.rows.tolist(), whole.scores.tolist(), counts(whole)) == (without.rows.tolist(), without.scores.tolist(), counts(without))
    contest, cut = Contest(SCORER, RULES, AS_OF, limit, nobody, audience), spans(len(snapshot), 2)
    parts = [(span, best_of_part(part_of(snapshot, span), span, [spec], TAXONOMY, contest)[0]) for span in cut]
    gathered = gather(parts, snapshot.tie_hash, spec.reference, AS_OF, limit)
    assert (gathered.rows.tolist(), gathered.scores.tolist(), counts(gathered)) == (
        whole.rows.tolist(),
        whole.scores.tolist(),
        counts(whole),
    )


def test_a_snapshot_on_disk_knows_who_may_see_whom(tmp_path):
    people = [person("A", consent="limited", organisation=1), person("B", consent="limited", organisation=2, shared_with=frozenset({1}))]
    save_snapshot(StoredSnapshot(build_snapshot(CandidateTable.of(people, TAXONOMY.row_of), TAXONOMY), 1), tmp_path / "people")
    crowd = Crowd.of(open_snapshot(tmp_path / "people", TAXONOMY.version).snapshot, TAXONOMY)
    assert set(crowd.find_best(job(), **BOTH, limit=5, audience=Audience(1)).references) == {"A", "B"}
    assert crowd.find_best(job(), **BOTH, limit=5, audience=Audience(2)).references == ("B",)
    assert crowd.find_best(job(), **BOTH, limit=5, audience=Audience(3)).references == ()


def test_people_of_many_organisations_cost_no_further_questions():
    """Who may see somebody is no fact that a rule is asked about: the standing is asked about once for all of them."""
    people = [person(str(n), consent="limited", organisation=n + 1) for n in range(50)]
    snapshot = build_snapshot(CandidateTable.of(people, TAXONOMY.row_of), TAXONOMY)
    assert len(snapshot.standing_starts) - 1 == 1
    shared = build_snapshot(CandidateTable.of([person(str(n), organisation=n + 1) for n in range(50)], TAXONOMY.row_of), TAXONOMY)
    assert len(shared.standing_sizes) == 1
