"""Calls of several threads made as one: whoever comes while a batch is worked at goes with the next batch.

For work whose price is the transaction and not the question: many readers who wait for the same lock and the same disk then wait once. Each
of them goes on only when the batch they were in is durable.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(eq=False)
class _Waiting(Generic[Q, A]):
    question: Q
    answer: list[A] = field(default_factory=list)
    error: BaseException | None = None


class Together(Generic[Q, A]):
    """One kind of question, whose work all who ask hand over alike. Safe for threads."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting[Q, A]] = []
        self._at_work = False
        self._changed = threading.Condition()

    def ask(self, question: Q, work: Callable[[Sequence[Q]], Sequence[A]]) -> A:
        """The answer, after at most the batch that is worked at now and one's own.

        work(questions) gives their answers in the same order; what it raises is raised to everybody of the batch.
        """
        mine: _Waiting[Q, A] = _Waiting(question)
        with self._changed:
            self._waiting.append(mine)
            while self._at_work and not mine.answer and mine.error is None:
                self._changed.wait()
            batch: list[_Waiting[Q, A]] = []
            if not mine.answer and mine.error is None:  # nobody is at work: then it is me, for all who wait
                batch, self._waiting, self._at_work = self._waiting, [], True
        if batch:
            self._answer(batch, work)
        if mine.error is not None:
            raise mine.error
        return mine.answer[0]

    def _answer(self, batch: Sequence[_Waiting[Q, A]], work: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        try:
            answers = work([one.question for one in batch])
            for one, answer in zip(batch, answers, strict=True):
                one.answer.append(answer)
        except BaseException as error:  # noqa: BLE001  (each of the batch raises it)
            for one in batch:
                one.answer.clear()
                one.error = error
        finally:
            with self._changed:
                self._at_work = False
                self._changed.notify_all()
