"""Equal facts as classes: how people, and what they practised, are told apart by some of their facts alone."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def classes(facts: Mapping[str, Array]) -> tuple[Array, dict[str, Array]]:
    """Return (class of every row as uint32, the facts of every class); classes in the order of their facts, the first fact first."""
    columns = list(facts.values())
    code = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        code = code * max(len(values), 1) + place.reshape(-1)
        # Numbered anew at each step, so that the product of many columns stays a small number.
        code = np.unique(code, return_inverse=True)[1].reshape(-1)
    n_classes = int(code.max(initial=-1)) + 1
    example = np.zeros(n_classes, np.int64)
    example[code] = np.arange(len(code))
    return code.astype(np.uint32), {name: column[example] for name, column in facts.items()}


def starts_of(facts: Mapping[str, Array]) -> Array:
    """Return where equal facts begin among classes in the order of their facts, and the end."""
    differs = np.logical_or.reduce([column[1:] != column[:-1] for column in facts.values()])
    n_classes = len(next(iter(facts.values())))
    return np.concatenate([np.zeros(min(n_classes, 1), np.int64), np.flatnonzero(differs) + 1, [n_classes]]).astype(np.int64)
