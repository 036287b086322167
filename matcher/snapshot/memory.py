"""What classes of people got from the rules and features lately, remembered by the facts it depends on: the next vacancy that asks the same
of people (the same place and hours, the same duties) need not ask again.

Exact: the key holds everything that an answer may depend on, because nothing else was there to be read (`matcher.snapshot.tables.Excerpt`).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Arrays = tuple[Array, ...]

MOST_BYTES = 24 << 20
"""Of all remembered arrays of a snapshot together, whatever the number of people."""
MOST_DECIDERS = 4
"""Pairs of scorer and rules told apart: the active ones, and those of a comparison or a replay."""


@dataclass
class Memory:
    """Arrays by what they depend on; what was longest not asked for goes. Nobody may write into them. Safe for threads."""

    most_bytes: int = MOST_BYTES
    n_bytes: int = 0
    held: OrderedDict[Hashable, Arrays] = field(default_factory=OrderedDict)
    deciders: list[Any] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, deciders: Any, key: Hashable, compute: Callable[[], Arrays]) -> Arrays:
        """What was computed for this key under these deciders (compared by value), or compute() now."""
        with self.lock:
            whole = (self._number(deciders), key)
            found = self.held.get(whole)
            if found is not None:
                self.held.move_to_end(whole)
                return found
        found = compute()  # two threads may compute the same: no harm
        with self.lock:
            if whole not in self.held and self._number(deciders) == whole[0]:
                self.held[whole] = found
                self.n_bytes += _size(found)
            while self.n_bytes > self.most_bytes:
                self.n_bytes -= _size(self.held.popitem(last=False)[1])
        return found

    def forget(self) -> None:
        """Forget everything, for measurements of what a question costs that nobody asked before."""
        with self.lock:
            self.held.clear()
            self.n_bytes = 0

    def _number(self, deciders: Any) -> int:
        for number, known in enumerate(self.deciders):
            if known == deciders:
                self.deciders[number] = deciders  # the same objects are equal at once the next time
                return number
        if len(self.deciders) == MOST_DECIDERS:
            self.deciders.clear()
            self.held.clear()
            self.n_bytes = 0
        self.deciders.append(deciders)
        return len(self.deciders) - 1


def _size(arrays: Arrays) -> int:
    return sum(array.nbytes for array in arrays)
