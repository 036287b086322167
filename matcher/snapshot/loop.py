"""What the loop over everybody reads and answers: plain tuples of arrays, so that compiled and plain code take the same.

A bound is a fixed-point number (UNIT per log-odds) that is never below the row's score. A packed table entry is `bound << 2 | outcome`.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

BLOCK = 8192
"""Rows that the loop takes at a time: what it notes of them stays in the processor's cache."""
UNIT = 1 << 16
FAIL_FLAG, REVIEW_FLAG = 2, 1
"""The outcome codes FAIL and REVIEW of matcher.verdicts as bits: of several outcomes, or them."""
LOWEST = -(2**31)
WISHED_HERE = 128
"""A wish of so many 255ths is a wish for this work (from a half; matcher.trade_features.WISHED_HERE)."""


class Entries(NamedTuple):
    """What each person holds: concepts and values starts[row] to starts[row + 1]."""

    starts: Array
    concepts: Array
    values: Array


def entries_of(held: Entries, rows: Array) -> tuple[Array, Array]:
    """(place in rows, place in the entries) of everything that these rows hold, in their order."""
    starts = held.starts[rows].astype(np.int64)
    counts = held.starts[rows + 1].astype(np.int64) - starts
    places = np.repeat(np.arange(len(rows)), counts)
    return places, np.arange(len(places)) + np.repeat(starts - np.cumsum(counts) + counts, counts)


class Holdings(NamedTuple):
    """What people hold. Values: of skills level bytes, of wishes weight bytes, of trades `class of practice << 8 | weight byte`."""

    skills: Entries
    wishes: Entries
    trades: Entries


class People(NamedTuple):
    """The coded people: the first row of every way class, and the end; per row one code per further aspect, each a place in the one
    packed table, and a class of leanings.
    """

    n_rows: int
    way_starts: Array
    body: Array
    terms: Array
    papers: Array
    standing: Array
    bans: Array
    leaning: Array


class Asked(NamedTuple):
    """What serves the requirements of one kind, eight of them at a time. lines[eight, concept]: the line of `worth` about a concept, 0 for
    one that serves none of the eight; worth[line, value]: eight bytes in one number, to each requirement its own, in 255ths.
    """

    lines: Array
    worth: Array


class Tables(NamedTuple):
    """What the classes and the sums are worth for one vacancy, int32 bounds; growing: float64, for one 255th of weight.

    way: packed, per way class; packed: per code of the other aspects; leaning_bits: line of `wish` per leaning class; wish[line, wished];
    essential, desirable: per sum of coverage; growing[feature], lasting: per class of practice, in proportion to the similarity and
    whatever it is; of several occupations the greatest counts.
    Where no trade is asked (is_entry) the greatest of these counts: entry or entry_wished (per leaning class), entry_shown (per sum of
    coverage), entry_wish (per wish), and practice + entry_done; entry_most: the most that the first four can be (LOWEST where a trade
    is asked).
    """

    way: Array
    packed: Array
    leaning_bits: Array
    wish: Array
    essential: Array
    desirable: Array
    growing: Array
    lasting: Array
    entry: Array
    entry_wished: Array
    entry_shown: Array
    entry_wish: Array
    entry_done: int
    entry_most: int
    is_entry: bool


class Question(NamedTuple):
    """One vacancy, ready for the loop. near: how near every concept is to the occupations asked (float64, most are 0); promise: the most
    that practice in it can be worth (int32).
    """

    essential: Asked
    desirable: Asked
    wishes: Asked
    near: Array
    promise: Array
    tables: Tables


class Found(NamedTuple):
    """best: int32 (5, n): row, bound, and the exact sums of essential and desirable coverage and the wish, in 255ths.

    Every eligible row that is not in `best` has a bound of at most `floor`; floor is LOWEST when none was left out.
    """

    n_eligible: int
    n_review: int
    floor: int
    best: Array
