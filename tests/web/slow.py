"""Work that takes as long as a test wants: the comparison of rules stops after a few vacancies until the gate is opened."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services import under_way, whatif

FIRST = 3
"""Vacancies compared before it stops."""


@contextmanager
def slow_what_if(fail: bool = False) -> Iterator[threading.Event]:
    """Gives the gate. fail: the work fails once it is open."""
    gate, compare, lock, done = threading.Event(), whatif.compare, threading.Lock(), [0]

    def slow(*told: Any) -> Any:
        with lock:
            done[0] += 1
            number = done[0]
        if number > FIRST:
            assert gate.wait(30)
            if fail:
                raise ZeroDivisionError
        return compare(*told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whatif, "compare", slow)
        patch.setattr(under_way, "EVERY_SECONDS", 0.05)
        try:
            yield gate
        finally:
            gate.set()
