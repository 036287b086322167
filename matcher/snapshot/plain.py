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
    entries_of,
)


def scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> Found:
    """Find the rows of the `keep` greatest bounds among those that no rule fails; see `Found` and the compiled twin."""
    tables = question.tables
    way = np.repeat(tables.way, np.diff(people.way_starts))
    packed = [way] + [tables.packed[codes] for codes in people[2:7]]
    flags = np.bitwise_or.reduce(packed)
    eligible = (flags & FAIL_FLAG) == 0
    eligible[gone] = False
    rows = np.flatnonzero(eligible)
    shown = _covered(holdings.skills, question.essential, rows)
    desired = _covered(holdings.skills, question.desirable, rows)
    wished = _covered(holdings.wishes, question.wishes, rows)
    practised, leaning = _practised(holdings.trades, question, rows), people.leaning[rows]
    bounds = np.sum([column[rows] >> 2 for column in packed], axis=0)
    bounds += tables.essential[shown] + tables.desirable[desired] + tables.wish[tables.leaning_bits[leaning], wished]
    if tables.is_entry:
        fit = np.where(wished >= WISHED_HERE, tables.entry_wished[leaning], tables.entry[leaning])
        bounds += np.max([fit, tables.entry_shown[shown], tables.entry_wish[wished], practised + tables.entry_done], axis=0)
    else:
        bounds += practised
    best, floor = np.stack([rows, bounds, shown, desired, wished]).astype(np.int32), LOWEST
    if len(rows) > keep:
        floor = int(np.partition(bounds, len(rows) - keep)[len(rows) - keep])
        best = best[:, bounds > floor]
    return Found(len(rows), int((flags[rows] & REVIEW_FLAG).sum()), floor, best)


def _covered(held: Entries, asked: Asked, rows: Array) -> Array:
    total, (places, entries) = np.zeros(len(rows), np.int32), entries_of(held, rows)
    concepts, values = held.concepts[entries], held.values[entries]
    worth = asked.worth[:, :, None].view(np.uint8)
    for lines in asked.lines:
        line = lines[concepts]
        hits = np.flatnonzero(line)
        starts = np.flatnonzero(np.diff(places[hits], prepend=-1))
        if len(starts):
            total[places[hits[starts]]] += np.maximum.reduceat(worth[line[hits], values[hits]], starts).sum(axis=1, dtype=np.int32)
    return total


def _practised(trades: Entries, question: Question, rows: Array) -> Array:
    tables, (places, entries) = question.tables, entries_of(trades, rows)
    near = question.near[trades.concepts[entries]]
    places, entries, near = places[near > 0], entries[near > 0], near[near > 0]
    practice, weight = trades.values[entries] >> 8, trades.values[entries] & 255
    best = np.zeros((len(tables.growing) + 1, len(rows)), np.int32)
    for line, growing in enumerate(tables.growing):
        np.maximum.at(best[line], places, np.ceil(near * weight * growing[practice]).astype(np.int32))
    np.maximum.at(best[-1], places, tables.lasting[practice])
    total: Array = best.sum(axis=0, dtype=np.int32)
    return total
