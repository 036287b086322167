"""The one loop over everybody: from tables that the rules and features filled, the rows that can still be among the best.

Here lives arithmetic on integers and nothing that decides: no rule, no feature, no weight. What a class of people gets from a rule or a
feature stands in the tables (matcher.snapshot.tables); the exact scores of the rows found here are computed by the features themselves
(matcher.snapshot.contest). Compiled by numba, one thread, releases the interpreter lock; `matcher.snapshot.plain` says the same in NumPy.

Rows are read block by block. Whoever no rule keeps out gets a seat, and evidence is added up by seat: what is added up stays in the
processor's cache, and a block in which nobody gets a seat is not read at all.
"""

import numpy as np
from numba import njit

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
)

ROW, BOUND, ESSENTIAL, DESIRABLE, WISHED = range(5)
"""Lines of the table of the best."""
CROWDED = 8
"""One seat in so many places makes a block crowded."""
LONG_LIST = 64
"""Entries from which a list is searched for its first row rather than read from its beginning."""


@njit(nogil=True, cache=True)
def _admit(
    people: People, tables: Tables, gone: Array, block: int, way_at: int, seat: Array, rows: Array, bounds: Array
) -> tuple[int, int]:
    """Seat everybody of the block whom no rule keeps out: (how many, how many under review).

    seat[place in the block]: number of the seat from 1, 0 for nobody; rows and bounds: by seat, the bound without evidence so far.
    """
    begin, end = block << BLOCK_BITS, min((block + 1) << BLOCK_BITS, people.n_rows)
    seat[:] = 0
    seated, n_review, next_gone = 0, 0, np.searchsorted(gone, begin)
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
            # Everybody is written into the next seat and only some keep it: a jump that cannot be foretold costs more than the writing.
            stays = 0 if flags & FAIL_FLAG else 1
            if next_gone < len(gone) and gone[next_gone] == row:
                stays = 0
            rows[seated + 1] = row
            bounds[seated + 1] = (way >> 2) + (body >> 2) + (terms >> 2) + (papers >> 2) + (standing >> 2) + (bans >> 2)
            seated += stays
            n_review += stays * (flags & REVIEW_FLAG)
            seat[row - begin] = seated * stays
    return seated, n_review


@njit(nogil=True, cache=True)
def _cover(postings: Postings, asked: Asked, block: int, reach: tuple[int, int], seat: Array, best: Array, total: Array) -> None:
    """Set total[seat] to the sum, over what is asked, of the best worth. reach: the first and last place in the block that has a seat."""
    total[:] = 0
    # Where many have seats, whoever has none writes into seat 0, which nobody reads: cheaper than a jump that cannot be foretold.
    crowded = len(total) * CROWDED > reach[1] - reach[0]
    for group in range(len(asked.starts) - 1):
        best[:] = 0
        for near in range(asked.starts[group], asked.starts[group + 1]):
            concept = asked.concepts[near]
            start, end = np.int64(postings.offsets[block, concept]), np.int64(postings.offsets[block, concept + 1])
            worth = asked.worth[near]
            if end - start > LONG_LIST:
                start += np.searchsorted(postings.rows[start:end], reach[0])
            for entry in range(start, end):
                place = postings.rows[entry]
                if place > reach[1]:
                    break
                at = seat[place]
                if crowded or at:
                    best[at] = max(best[at], worth[postings.values[entry]])
        total += best


@njit(nogil=True, cache=True)
def _practised(postings: Postings, question: Question, block: int, seat: Array, greatest: Array, total: Array) -> None:
    """Set total[seat] to what the occupations held are worth: of every feature the greatest."""
    greatest[:] = 0
    growing, lasting = question.tables.growing, question.tables.lasting
    asked = question.occupations
    for near in range(len(asked.concepts)):
        concept, similarity = asked.concepts[near], asked.worth[near, 0]
        for entry in range(np.int64(postings.offsets[block, concept]), np.int64(postings.offsets[block, concept + 1])):
            at = seat[postings.rows[entry]]
            if at:
                practice, weight = postings.values[entry] >> 8, postings.values[entry] & 255
                for line in range(len(growing)):
                    greatest[line, at] = max(greatest[line, at], np.int32(np.ceil(similarity * weight * growing[line, practice])))
                greatest[-1, at] = max(greatest[-1, at], lasting[practice])
    total[:] = 0
    for line in range(len(greatest)):
        total += greatest[line]


@njit(nogil=True, cache=True)
def _of_evidence(tables: Tables, leaning: int, shown: int, desired: int, wished: int, practised: int) -> int:
    """The bound of all that skills, wishes and occupations say of one person."""
    bound: int = tables.essential[shown] + tables.desirable[desired] + tables.wish[tables.leaning_bits[leaning], wished]
    if not tables.is_entry:
        return bound + practised
    fit = tables.entry_wished[leaning] if wished >= WISHED_HERE else tables.entry[leaning]
    best: int = max(max(fit, tables.entry_shown[shown]), max(tables.entry_wish[wished], practised + tables.entry_done))
    return bound + best


@njit(nogil=True, cache=True)
def _cut(best: Array, count: int, keep: int) -> tuple[int, int]:
    """Keep those above the keep-th greatest bound: (how many stay, that bound). Many equal ones may all go: they are at the floor."""
    floor = np.partition(best[BOUND, :count], count - keep)[count - keep]
    kept = 0
    for place in range(count):
        if best[BOUND, place] > floor:
            best[:, kept] = best[:, place]
            kept += 1
    return kept, floor


@njit(nogil=True, cache=True)
def scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> Found:
    """Find the rows of the greatest bounds among those that no rule fails; see `Found`.

    gone: rows to leave out of everything, ascending. keep: how many bounds to be sure of, 1 or more.
    """
    tables = question.tables
    best = np.empty((5, max(4 * keep, 1024)), np.int32)
    seat, rows, bounds = np.zeros(BLOCK, np.uint16), np.zeros(BLOCK + 1, np.int32), np.zeros(BLOCK + 1, np.int32)
    sums, greatest = np.zeros((4, BLOCK + 1), np.int32), np.zeros(BLOCK + 1, np.uint8)
    by_feature = np.zeros((len(tables.growing) + 1, BLOCK + 1), np.int32)
    count, n_eligible, n_review, floor, way_at = 0, 0, 0, LOWEST, 0
    for block in range((people.n_rows + BLOCK - 1) >> BLOCK_BITS):
        begin = block << BLOCK_BITS
        while people.way_starts[way_at + 1] <= begin:
            way_at += 1
        seated, reviewed = _admit(people, tables, gone, block, way_at, seat, rows, bounds)
        if not seated:
            continue
        n_eligible, n_review, top = n_eligible + seated, n_review + reviewed, seated + 1
        shown, desired, wished, practised = sums[0, :top], sums[1, :top], sums[2, :top], sums[3, :top]
        reach = (rows[1] - begin, rows[seated] - begin)
        _cover(holdings.skills, question.essential, block, reach, seat, greatest[:top], shown)
        _cover(holdings.skills, question.desirable, block, reach, seat, greatest[:top], desired)
        _cover(holdings.wishes, question.wishes, block, reach, seat, greatest[:top], wished)
        _practised(holdings.practices, question, block, seat, by_feature[:, :top], practised)
        for at in range(1, top):
            row = rows[at]
            bound = bounds[at] + _of_evidence(tables, people.leaning[row], shown[at], desired[at], wished[at], practised[at])
            if bound > floor:
                best[ROW, count], best[BOUND, count] = row, bound
                best[ESSENTIAL, count], best[DESIRABLE, count], best[WISHED, count] = shown[at], desired[at], wished[at]
                count += 1
                if count == best.shape[1]:
                    count, floor = _cut(best, count, keep)
    return Found(n_eligible, n_review, floor, best[:, :count])
