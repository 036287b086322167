"""Questions that come while others are answered are answered together: each once, each with its own answer, none for ever waiting."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.together import Together


def test_whoever_comes_meanwhile_goes_with_the_next_batch():
    together, batches, first_in, go_on = Together(), [], threading.Event(), threading.Event()

    def work(questions):
        batches.append(sorted(questions))
        if len(batches) == 1:
            first_in.set()
            assert go_on.wait(30)
        return [question * 10 for question in questions]

    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(together.ask, 0, work)
        assert first_in.wait(30)
        others = [threads.submit(together.ask, number, work) for number in range(1, 9)]
        while len(together._waiting) < 8:
            pass
        go_on.set()
        assert first.result(30) == 0
        assert [other.result(30) for other in others] == [number * 10 for number in range(1, 9)]
    assert batches == [[0], list(range(1, 9))]


def test_a_failure_is_everybodys_of_the_batch_and_of_nobody_after():
    together = Together()
    with pytest.raises(ZeroDivisionError):
        together.ask(1, lambda _questions: [1 // 0])
    assert together.ask(2, lambda questions: questions) == 2


def negated(numbers):
    return [-number for number in numbers]


def test_many_threads_get_each_their_own_answer():
    together = Together()
    with ThreadPoolExecutor(16) as threads:
        asked = list(
            threads.map(lambda number: together.ask(number, lambda questions: [-question for question in questions]), range(2_000))
        )
    assert asked == [-number for number in range(2_000)]
