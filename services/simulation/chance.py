"""Drawing from tables, many rows at once, the same for the same seed on every machine.

Every block has a generator of its own, made from the seed, what is drawn and the block's number: no block depends on another, on how many
are drawn or on the database.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulation.recipe import Shares

Array = NDArray[Any]
Columns = dict[str, Any]
"""Column → one array of a length all columns share, or a single value for every row. None and NaN mean NULL."""

TRADES, PEOPLE, POSTS, REFERRALS = range(4)
"""What a generator is for: part of its seed."""


def generator(seed: int, purpose: int, block: int = 0) -> np.random.Generator:
    """The generator of one block: Philox, counter-based, seeded by (seed, purpose, block)."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, purpose, block])))


def places_of(shares: Shares) -> tuple[Array, Array]:
    """Values of a table as an object array, and the upper ends of their shares."""
    values = np.empty(len(shares), object)
    values[:] = [value for value, _ in shares]
    return values, np.cumsum([share for _, share in shares])


def positions(draw: np.random.Generator, shares: Shares, n: int) -> Array:
    """Draw n rows of a table: their positions in it."""
    _, ends = places_of(shares)
    return by_share(draw, ends, (n,))


def by_share(draw: np.random.Generator, ends: Array, shape: tuple[int, ...]) -> Array:
    """Draw positions by shares, given as their upper ends (cumulated; the last one is their sum)."""
    found: Array = np.searchsorted(ends, draw.random(shape) * ends[-1], side="right")
    return np.minimum(found, len(ends) - 1)


def codes(draw: np.random.Generator, shares: Shares, n: int) -> Array:
    """Draw n values of a table, as objects."""
    values, _ = places_of(shares)
    return values[positions(draw, shares, n)]


def each(draw: np.random.Generator, shares: Mapping[str, float], n: int) -> Array:
    """Draw every code of a table by itself: bool of shape (n, n_codes)."""
    return draw.random((n, len(shares))) < np.array(list(shares.values()))


def listed(ids: Array, chosen: Array, names: Sequence[str]) -> tuple[Array, Array]:
    """Rows (id, name) where chosen (n, n_names) is True, ordered by id and by the order of the names."""
    rows, places = np.nonzero(chosen)
    return ids[rows], np.array(names, object)[places]


def nullable(values: Array, known: Array) -> Array:
    """The values as objects, None where they are not known."""
    found = np.asarray(values).astype(object)
    found[~known] = None
    return found


def days(day: int, offsets: Array) -> Array:
    """ISO dates as objects; day is the proleptic ordinal that offset 0 means."""
    epoch = np.datetime64("1970-01-01", "D")
    return np.datetime_as_string(epoch + (offsets + day - 719_163).astype("timedelta64[D]")).astype(object)


def first_columns(draws: Array, width: int) -> Array:
    """Positions of the `width` smallest of each row, unordered; all where there are no more."""
    if width >= draws.shape[1]:
        return np.broadcast_to(np.arange(draws.shape[1]), draws.shape)
    return np.argpartition(draws, width, axis=1)[:, :width]


def distinct(pool: Array, weights: Array, counts: Array, draw: np.random.Generator, width: int) -> tuple[Array, Array, Array, Array]:
    """Draw counts[row] different concepts from each row of a pool (−1: nothing stands there), without replacement and by weight.

    Efraimidis & Spirakis (2006): the smallest of Exp(1) / weight win. Returns (row, position from 0, concept, column of the pool), ordered
    by row and position. A row may yield fewer where its pool has fewer different concepts among the `width` it looks at.
    """
    keys = draw.exponential(size=pool.shape) / weights
    keys[pool < 0] = np.inf
    looked = first_columns(keys, width)
    rows = np.repeat(np.arange(len(pool)), looked.shape[1])
    columns = looked.ravel()
    concepts, drawn = pool[rows, columns], keys[rows, columns]
    kept = np.isfinite(drawn)
    rows, columns, concepts, drawn = rows[kept], columns[kept], concepts[kept], drawn[kept]
    order = np.lexsort((drawn, concepts, rows))
    rows, columns, concepts, drawn = rows[order], columns[order], concepts[order], drawn[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (concepts[1:] != concepts[:-1])
    rows, columns, concepts, drawn = rows[new], columns[new], concepts[new], drawn[new]
    order = np.lexsort((drawn, rows))
    rows, columns, concepts = rows[order], columns[order], concepts[order]
    position = ranks(rows)
    kept = position < counts[rows]
    return rows[kept], position[kept], concepts[kept], columns[kept]


def ranks(rows: Array) -> Array:
    """Number of each entry within its row, from 0; rows ascend."""
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.empty(0, np.int64)
    lengths = np.diff(np.r_[starts, len(rows)])
    return np.arange(len(rows)) - np.repeat(starts, lengths)
