"""Exact top-k and ties that favour nobody."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.columns import hash_text
from matcher.ranking import tie_keys, top_rows

DAY = date(2026, 11, 22)
SCORES = st.lists(st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, -0.0, 1.0, 1.0]), max_size=60)


@given(SCORES, st.integers(-1, 70), st.integers(0, 5))
def test_top_rows_are_the_head_of_the_fully_sorted_list(scores, limit, seed):
    ties = np.random.default_rng(seed).integers(0, 4, len(scores)).astype(np.uint64)
    ranks = [(float("-inf") if score != score else score, int(tie), row) for row, (score, tie) in enumerate(zip(scores, ties, strict=True))]
    expected = [row for _, _, row in sorted(ranks, key=lambda one: (-one[0], one[1], one[2]))][: max(limit, 0)]
    assert top_rows(np.array(scores), ties, limit).tolist() == expected


def test_among_equals_everybody_comes_first_about_equally_often():
    hashes = np.array([hash_text(f"GOM-{n}") for n in range(5)], np.uint64)
    firsts = [int(np.argmin(tie_keys(f"VAC-{n % 50}", DAY + timedelta(n // 50), hashes))) for n in range(2000)]
    assert np.bincount(firsts, minlength=5).min() > 330


def test_the_same_question_on_the_same_day_has_the_same_answer_and_the_next_day_another():
    hashes = np.array([hash_text(f"GOM-{n}") for n in range(50)], np.uint64)
    today, again, tomorrow = (tie_keys("VAC-1", day, hashes) for day in (DAY, DAY, DAY + timedelta(1)))
    assert np.array_equal(today, again)
    assert not np.array_equal(np.argsort(today), np.argsort(tomorrow))
    assert not np.array_equal(np.argsort(today), np.argsort(hashes))
