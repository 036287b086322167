"""Rankings answered lately: the same question by the same person over the same facts gets the same stored run, and is not computed again.

A ranking depends on the question, the versions of scorer and rules and the state of everybody; an answer is kept with these versions and
the position of the change feed, and told again only where they are still the same: a change of any record is in the next answer. Each look
is an audit event of its own.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

REMEMBERED = 256


class Lately(Generic[T]):
    """The answers to the questions asked last, at most REMEMBERED of them. Safe for threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """The answer to this question, None if it was not asked lately."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def keep(self, key: Hashable, answer: T) -> None:
        """Remember an answer; the one longest not asked for goes."""
        with self._lock:
            self._held[key] = answer
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
