"""The loop of `matcher.snapshot.kernel` as plain NumPy over whole columns: for few people, where compiling would cost more than it saves,
and what the compiled loop is held against.
"""

import numpy as np

from matcher.snapshot.loop import (
    FAIL_FLAG,
    LOWEST,
    REVIEW_FLAG,
    WISHED_HERE,
    Array,
    Asked,
    Entries,
    Found,
    Holdings,
    People,
    Question,
)


def scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> Found:
    """Find the rows of the `keep` greatest bounds among those that no rule fails; see `Found` and the compiled twin."""
    tables = question.tables
    way = np.repeat(tables.way, np.diff(people.way_starts))
    packed = [way] + [tables.packed[codes] for codes in people[2:7]]
    flags = np.bitwise_or.reduce(packed)
    eligible = (flags & FAIL_FLAG) == 0
    eligible[gone] = False
    shown = _covered(holdings.skills, question.essential, people.n_rows)
    desired = _covered(holdings.skills, question.desirable, people.n_rows)
    wished = _covered(holdings.wishes, question.wishes, people.n_rows)
    practised = _practised(holdings.trades, question, people.n_rows)
    bounds = np.sum([column >> 2 for column in packed], axis=0)
    bounds += tables.essential[shown] + tables.desirable[desired] + tables.wish[tables.leaning_bits[people.leaning], wished]
    if tables.is_entry:
        fit = np.where(wished >= WISHED_HERE, tables.entry_wished[people.leaning], tables.entry[people.leaning])
        bounds += np.max([fit, tables.entry_shown[shown], tables.entry_wish[wished], practised + tables.entry_done], axis=0)
    else:
        bounds += practised
    rows, floor = np.flatnonzero(eligible), LOWEST
    if len(rows) > keep:
        floor = int(np.partition(bounds[rows], len(rows) - keep)[len(rows) - keep])
        rows = rows[bounds[rows] > floor]
    best = np.stack([rows, bounds[rows], shown[rows], desired[rows], wished[rows]]).astype(np.int32)
    return Found(int(eligible.sum()), int((flags[eligible] & REVIEW_FLAG).sum()), floor, best)


def _covered(held: Entries, asked: Asked, n_rows: int) -> Array:
    total, first = np.zeros(n_rows, np.int32), int(held.starts[0])
    concepts, values = held.concepts[first : int(held.starts[-1])], held.values[first : int(held.starts[-1])]
    worth = asked.worth[:, :, None].view(np.uint8)
    for lines in asked.lines:
        line = lines[concepts]
        hits = np.flatnonzero(line)
        owners = np.searchsorted(held.starts, hits + first, "right") - 1
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(starts):
            total[owners[starts]] += np.maximum.reduceat(worth[line[hits], values[hits]], starts).sum(axis=1, dtype=np.int32)
    return total


def _practised(trades: Entries, question: Question, n_rows: int) -> Array:
    tables = question.tables
    best = np.zeros((len(tables.growing) + 1, n_rows), np.int32)
    first, last = int(trades.starts[0]), int(trades.starts[-1])
    near = question.near[trades.concepts[first:last]]
    entries = np.flatnonzero(near)
    rows = np.searchsorted(trades.starts, entries + first, "right") - 1
    practice, weight = trades.values[first:last][entries] >> 8, trades.values[first:last][entries] & 255
    for line, growing in enumerate(tables.growing):
        np.maximum.at(best[line], rows, np.ceil(near[entries] * weight * growing[practice]).astype(np.int32))
    np.maximum.at(best[-1], rows, tables.lasting[practice])
    total: Array = best.sum(axis=0, dtype=np.int32)
    return total
