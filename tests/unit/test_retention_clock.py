"""The retention clock to the day, and facts that stay only in company."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import CANDIDATE_STATUSES
from services.retention_clock import ANONYMISE, ERASE, NOTICE, Kept, NextStep, RetentionRules, kept_facts, next_step

RULES = RetentionRules.load()
CHANGED = date(2026, 3, 1)
N_DAYS = {"closed": (180, 30, 1095), "active": (730, 60, 1095), "paused": (730, 60, 1095), "placed": (730, 60, 1095)}


def test_every_status_has_one_period():
    assert Counter(status for period in RULES.periods for status in period.statuses) == Counter(CANDIDATE_STATUSES)


@pytest.mark.parametrize("status", CANDIDATE_STATUSES)
def test_each_step_counts_from_the_one_before(status):
    to_notice, to_anonymise, to_erase = N_DAYS[status]
    first = next_step(RULES, Kept(status, CHANGED))
    assert (first.step, first.on, first.counted_from) == (NOTICE, CHANGED + timedelta(days=to_notice), CHANGED)
    noticed_on = first.on + timedelta(days=5)  # later than it might have been: the whole time for an objection still follows
    second = next_step(RULES, Kept(status, CHANGED, [(NOTICE, CHANGED, noticed_on)]))
    assert (second.step, second.on) == (ANONYMISE, noticed_on + timedelta(days=to_anonymise))
    done = [(NOTICE, CHANGED, noticed_on), (ANONYMISE, CHANGED, second.on)]
    third = next_step(RULES, Kept(status, second.on, done))
    assert (third.step, third.on, third.counted_from) == (ERASE, second.on + timedelta(days=to_erase), CHANGED)
    assert next_step(RULES, Kept(status, third.on, [*done, (ERASE, CHANGED, third.on)])) is None


def test_whoever_comes_back_after_a_notice_starts_the_clock_anew():
    came_back = date(2028, 5, 1)
    step = next_step(RULES, Kept("active", came_back, [(NOTICE, CHANGED, date(2028, 4, 1))]))
    assert step == NextStep(NOTICE, came_back + timedelta(days=730), "no_contact", came_back)


FACTS = st.tuples(st.sampled_from([None, 1980, 1990]), st.sampled_from(["f", "m"]), st.sampled_from([None, "higher"]), st.just("gomel"))


@given(st.lists(FACTS, max_size=30), st.integers(1, 6))
def test_every_fact_that_stays_is_shared_by_k(people, k):
    kept = kept_facts(people, [], k)
    shared = Counter(kept)
    for before, after in zip(people, kept, strict=True):
        assert all(value is None or value == was for was, value in zip(before, after, strict=True))
        assert not any(after) or shared[after] >= k


def test_those_anonymised_before_count_as_company():
    person = (1980, "f", "higher", "gomel")
    assert kept_facts([person], [person] * 4, 5) == [person]
    assert kept_facts([person], [person] * 3, 5) == [(None, None, None, None)]
    assert kept_facts([person], [(None, None, None, "gomel")] * 4, 5) == [(None, None, None, "gomel")]
    assert kept_facts([], [], 5) == []
