"""What classes got is remembered by everything it depends on, by no more bytes than allowed, and a rule cannot read past that."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.index import VacancyIndex
from matcher.scorer import Weight
from matcher.snapshot.aspects import PER_ROW, PRACTICE_ASKS, REACH, WAY
from matcher.snapshot.contest import find_best
from matcher.snapshot.memory import Memory
from matcher.snapshot.tables import Judges
from tests.matcher_world import AS_OF, AUDIENCES, PROFILE_LISTS, RULES, SCORER, SPECS, TAXONOMY, job, person
from tests.unit.test_snapshot import BOTH, snapshot_of

OTHER_SCORER = replace(SCORER, weights=SCORER.weights | {"commute": Weight(2.5, 0.1), "recency": Weight(0.1, 0.9)})
OTHER_RULES = replace(RULES, version="other", transport_provided_km=3.0, closed_shifts=frozenset({"day"}))
DAYS = st.sampled_from([AS_OF, AS_OF.replace(year=2031)])
ASKED = st.tuples(SPECS, st.sampled_from([SCORER, OTHER_SCORER]), st.sampled_from([RULES, OTHER_RULES]), DAYS, AUDIENCES)


def told(found):
    return found.rows.tolist(), found.scores.tolist(), found.n_eligible, found.n_review, found.n_excluded


@settings(max_examples=60, deadline=None)
@given(PROFILE_LISTS, st.lists(ASKED, min_size=2, max_size=6))
def test_an_answer_does_not_depend_on_what_was_asked_before(profiles, questions):
    snapshot = snapshot_of(profiles)
    for spec, scorer, rules, day, audience in questions + questions[::-1]:
        remembering = find_best(snapshot, spec, TAXONOMY, scorer, rules, day, 5, audience=audience)
        assert told(remembering) == told(find_best(replace(snapshot), spec, TAXONOMY, scorer, rules, day, 5, audience=audience))


def test_the_same_place_and_hours_are_asked_about_once():
    snapshot = snapshot_of([person("A"), person("B")])
    find_best(snapshot, job(), TAXONOMY, **BOTH, limit=1)
    n_known = len(snapshot.memory.held)
    find_best(snapshot, job("VAC-2", title="another"), TAXONOMY, **BOTH, limit=1)
    assert len(snapshot.memory.held) == n_known
    find_best(snapshot, job("VAC-3", housing_provided=True), TAXONOMY, **BOTH, limit=1)
    assert len(snapshot.memory.held) == n_known + 1


def test_what_an_aspect_does_not_ask_of_a_vacancy_cannot_be_read():
    judges = Judges(VacancyIndex.build([job()], TAXONOMY), **BOTH)
    for asks in (*(aspect.asks for aspect in (REACH, WAY, *PER_ROW)), PRACTICE_ASKS):
        block = judges.imagine(1, asks)
        assert set(vars(block.vacancy)) == set(vars(block.vacancies.columns)) == set(asks)
        assert not hasattr(block.vacancies, "specs")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=60))
def test_a_memory_never_holds_more_than_it_may_and_never_lies(asked):
    memory = Memory(most_bytes=400)
    for number, deciders in asked:
        (found,) = memory.find((deciders, "x"), number, lambda n=number, d=deciders: (np.full(n, d, np.int64),))
        assert found.tolist() == [deciders] * number
        assert memory.n_bytes == sum(arrays[0].nbytes for arrays in memory.held.values()) <= memory.most_bytes


def test_many_deciders_are_not_told_apart_for_ever():
    memory = Memory()
    for number in range(20):
        (found,) = memory.find((number, number), "key", lambda n=number: (np.array([n]),))
        assert found.tolist() == [number]
        assert len(memory.deciders) <= 4
