"""The one loop over everybody: from tables that the rules and features filled, the rows that can still be among the best.

Here lives arithmetic on integers and nothing that decides: no rule, no feature, no weight. What a class of people gets from a rule or a
feature stands in the tables (matcher.snapshot.tables); the exact scores of the rows found here are computed by the features themselves
(matcher.snapshot.contest). Compiled by numba, one thread, releases the interpreter lock; `matcher.snapshot.plain` says the same in NumPy.

Rows are read block by block, so that what is added up stays in the processor's cache; of a block in which the rules keep everybody out no
evidence is read, and of others only that between the first and the last who stay.
"""

import numpy as np
from numba import njit

from matcher.held import LEVELS
from matcher.snapshot.postings import (
    BLOCK,
    BLOCK_BITS,
    FAIL_FLAG,
    LOWEST,
    REVIEW_FLAG,
    WISHED_HERE,
    Array,
    Asked,
    Found,
    Holdings,
    People,
    Postings,
    Question,
    Tables,
    Trades,
)

ROW, BOUND, ESSENTIAL, DESIRABLE, WISHED = range(5)
"""Lines of the table of the best."""
LONG_LIST = 64
"""Entries from which a list is searched for its first and last row rather than read from end to end."""


@njit(nogil=True, cache=True)
def _admit(people: People, tables: Tables, gone: Array, block: int, way_at: int, rows: Array, bounds: Array) -> tuple[int, int]:
    """Write down everybody of the block whom no rule keeps out: (how many, how many under review).

    rows and bounds: who they are, and the bound without evidence so far.
    """
    begin, end = block << BLOCK_BITS, min((block + 1) << BLOCK_BITS, people.n_rows)
    count, n_review, next_gone = 0, 0, np.searchsorted(gone, begin)
    while way_at < len(tables.way) and people.way_starts[way_at] < end:
        way = tables.way[way_at]
        start, stop = max(people.way_starts[way_at], begin), min(people.way_starts[way_at + 1], end)
        way_at += 1
        if way & FAIL_FLAG:
            continue
        for row in range(start, stop):
            body, terms = tables.packed[people.body[row]], tables.packed[people.terms[row]]
            papers, standing = tables.packed[people.papers[row]], tables.packed[people.standing[row]]
            bans = tables.packed[people.bans[row]]
            flags = way | body | terms | papers | standing | bans
            while next_gone < len(gone) and gone[next_gone] < row:
                next_gone += 1
            # Everybody is written down and only some stay: a jump that cannot be foretold costs more than the writing.
            stays = 0 if flags & FAIL_FLAG else 1
            if next_gone < len(gone) and gone[next_gone] == row:
                stays = 0
            rows[count] = row
            bounds[count] = (way >> 2) + (body >> 2) + (terms >> 2) + (papers >> 2) + (standing >> 2) + (bans >> 2)
            count += stays
            n_review += stays * (flags & REVIEW_FLAG)
    return count, n_review


@njit(nogil=True, cache=True)
def _cover(postings: Postings, asked: Asked, block: int, reach: tuple[int, int], best: Array, total: Array) -> None:
    """Set total[place in the block] to the sum, over what is asked, of the best worth; right within reach, the first and last place of it.

    Whoever was not admitted is added up too: cheaper than asking at every entry whether somebody was.
    """
    first, last = reach
    within, nearest = total[first : last + 1], best[first : last + 1]
    within[:] = 0
    for group in range(len(asked.starts) - 1):
        nearest[:] = 0
        for near in range(asked.starts[group], asked.starts[group + 1]):
            concept = asked.concepts[near]
            start, end = np.int64(postings.offsets[block, concept]), np.int64(postings.offsets[block, concept + 1])
            worth = asked.worth[near]
            if end - start > LONG_LIST:
                end = start + np.searchsorted(postings.rows[start:end], last, "right")
                start += np.searchsorted(postings.rows[start:end], first)
            for entry in range(start, end):
                place = postings.rows[entry]
                best[place] = max(best[place], worth[postings.values[entry]])
        for at in range(len(within)):
            within[at] += nearest[at]


@njit(nogil=True, cache=True)
def _weigh(tables: Tables, leaning: Array, rows: Array, begin: int, sums: Array, bounds: Array, fits: Array) -> None:
    """Add to bounds[at] what the sums of skills and wishes are worth; where no trade is asked, set fits[at] to the best that they make of
    the fit, which competes with practice.
    """
    for at in range(len(rows)):
        shown, desired, wished = sums[0, rows[at] - begin], sums[1, rows[at] - begin], sums[2, rows[at] - begin]
        leans = leaning[rows[at]]
        bounds[at] += tables.essential[shown] + tables.desirable[desired] + tables.wish[tables.leaning_bits[leans], wished]
        if tables.is_entry:
            fit = tables.entry_wished[leans] if wished >= WISHED_HERE else tables.entry[leans]
            fits[at] = max(fit, tables.entry_shown[shown], tables.entry_wish[wished])


@njit(nogil=True, cache=True)
def _practise(trades: Trades, near: Array, growing: Array, lasting: Array, rows: Array, promising: Array, worth: Array) -> None:
    """Set worth[at] to what the occupations of promising people are worth, of every feature the greatest; to 0 for the others."""
    greatest = np.zeros(len(growing) + 1, np.int32)
    for at in range(len(rows)):
        total = 0
        if promising[at]:
            for entry in range(np.int64(trades.starts[rows[at]]), np.int64(trades.starts[rows[at] + 1])):
                similarity = near[trades.concepts[entry]]
                if similarity == 0:
                    continue
                if total == 0:
                    greatest[:] = 0
                practice, weight = trades.values[entry] >> 8, trades.values[entry] & 255
                for line in range(len(growing)):
                    found = np.int32(np.ceil(similarity * weight * growing[line, practice]))
                    total += max(found - greatest[line], 0)
                    greatest[line] = max(greatest[line], found)
                total += max(lasting[practice] - greatest[-1], 0)
                greatest[-1] = max(greatest[-1], lasting[practice])
        worth[at] = total


@njit(nogil=True, cache=True)
def _most_practised(growing: Array, lasting: Array) -> int:
    """Return the most that occupations can be worth to anybody."""
    if not len(lasting):
        return 0
    most = float(max(lasting.max(), 0))
    for line in range(len(growing)):
        most += np.ceil(max(LEVELS * growing[line].max(), 0.0))
    return int(most)


@njit(nogil=True, cache=True)
def _cut(best: Array, count: int, keep: int) -> tuple[int, int]:
    """Keep those above the keep-th greatest bound: (how many stay, that bound). Many equal ones may all go: they are at the floor."""
    floor = np.partition(best[BOUND, :count], count - keep)[count - keep]
    kept = 0
    for place in range(count):
        if best[BOUND, place] > floor:
            for line in range(len(best)):
                best[line, kept] = best[line, place]
            kept += 1
    return kept, floor


def scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> Found:
    """Find the rows of the greatest bounds among those that no rule fails; see `Found`.

    gone: rows to leave out of everything, ascending. keep: how many bounds to be sure of, 1 or more.
    """
    n_asked = max(len(question.essential.starts), len(question.desirable.starts)) - 1
    sums = np.zeros((3, BLOCK), np.uint16 if n_asked * LEVELS < 1 << 16 else np.int32)
    return Found(*_scan(people, holdings, question, gone, keep, sums))


@njit(nogil=True, cache=True)
def _scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int, sums: Array) -> tuple[int, int, int, Array]:
    tables, trades, near = question.tables, holdings.trades, question.near
    best = np.empty((5, max(4 * keep, 1024)), np.int32)
    rows, bounds, fits, practised = np.zeros((4, BLOCK), np.int32)
    nearest, promising = np.zeros(BLOCK, np.uint8), np.zeros(BLOCK, np.bool_)
    count, n_eligible, n_review, floor, way_at = 0, 0, 0, LOWEST, 0
    most = _most_practised(tables.growing, tables.lasting) + tables.entry_done
    for block in range((people.n_rows + BLOCK - 1) >> BLOCK_BITS):
        begin = block << BLOCK_BITS
        while people.way_starts[way_at + 1] <= begin:
            way_at += 1
        admitted, reviewed = _admit(people, tables, gone, block, way_at, rows, bounds)
        if not admitted:
            continue
        n_eligible, n_review = n_eligible + admitted, n_review + reviewed
        reach = (rows[0] - begin, rows[admitted - 1] - begin)
        _cover(holdings.skills, question.essential, block, reach, nearest, sums[0])
        _cover(holdings.skills, question.desirable, block, reach, nearest, sums[1])
        _cover(holdings.wishes, question.wishes, block, reach, nearest, sums[2])
        _weigh(tables, people.leaning, rows[:admitted], begin, sums, bounds, fits)
        for at in range(admitted):  # whom not even the best practice would bring among the best, need not be asked for it
            promising[at] = bounds[at] + max(fits[at], most) > floor
        _practise(trades, near, tables.growing, tables.lasting, rows[:admitted], promising, practised)
        for at in range(admitted):
            bound = bounds[at] + max(fits[at], practised[at] + tables.entry_done)
            if bound > floor:
                place = rows[at] - begin
                best[ROW, count], best[BOUND, count] = rows[at], bound
                best[ESSENTIAL, count], best[DESIRABLE, count], best[WISHED, count] = sums[0, place], sums[1, place], sums[2, place]
                count += 1
                if count == best.shape[1]:
                    count, floor = _cut(best, count, keep)
    if count > keep:
        count, floor = _cut(best, count, keep)
    return n_eligible, n_review, floor, best[:, :count]
