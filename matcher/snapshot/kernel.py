"""The one loop over everybody: from tables that the rules and features filled, the rows that can still be among the best.

Here lives arithmetic on integers and nothing that decides: no rule, no feature, no weight. What a class of people gets from a rule or a
feature stands in the tables (matcher.snapshot.tables); the exact scores of the rows found here are computed by the features themselves
(matcher.snapshot.contest). Compiled by numba, one thread, releases the interpreter lock; `matcher.snapshot.plain` says the same in NumPy.

People are read block by block, so that what is noted of them stays in the processor's cache, and each no further than they can still be
among the best: first the rules, then the most that practice can be worth, then practice, then the skills asked, then the others.
"""

import numpy as np
from numba import njit

from matcher.snapshot.loop import (
    BLOCK,
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
    Tables,
)

ROW, BOUND, ESSENTIAL, DESIRABLE, WISHED = range(5)
"""Lines of the table of the best."""
LIKELY = 256
"""Of a block, how many are looked at first."""
_TOPS, _EVENS, _ONES = np.uint64(0x8080808080808080), np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_SEVEN, _EIGHT, _LAST = np.uint64(7), np.uint64(8), np.uint64(48)


@njit(nogil=True)
def _admit(people: People, tables: Tables, gone: Array, begin: int, way_at: int, rows: Array, bounds: Array) -> tuple[int, int]:
    """Write down everybody of the block that begins there whom no rule keeps out: (how many, how many under review).

    rows and bounds: who they are, and the bound without evidence so far.
    """
    end = min(begin + BLOCK, people.n_rows)
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


@njit(nogil=True)
def _hope(question: Question, trades: Entries, rows: Array, bounds: Array, enough: int) -> int:
    """Keep in front those whose bound comes above `enough` with the most that their occupations may be worth: how many."""
    kept = 0
    for at in range(len(rows)):
        row, bound, most = rows[at], bounds[at], 0
        for entry in range(np.int64(trades.starts[row]), np.int64(trades.starts[row + 1])):
            most = max(most, question.promise[trades.concepts[entry]])
        rows[kept], bounds[kept] = row, bound
        kept += 1 if bound + max(most + question.tables.entry_done, question.tables.entry_most) > enough else 0
    return kept


@njit(nogil=True)
def _practise(question: Question, trades: Entries, rows: Array, practised: Array) -> None:
    """Set practised to what occupations held are worth, of every feature the greatest."""
    tables = question.tables
    greatest = np.zeros(len(tables.growing) + 1, np.int32)
    for at in range(len(rows)):
        total = 0
        for entry in range(np.int64(trades.starts[rows[at]]), np.int64(trades.starts[rows[at] + 1])):
            similarity = question.near[trades.concepts[entry]]
            if similarity == 0:
                continue
            if total == 0:
                greatest[:] = 0
            practice, weight = trades.values[entry] >> 8, trades.values[entry] & 255
            for line in range(len(tables.growing)):
                found = np.int32(np.ceil(similarity * weight * tables.growing[line, practice]))
                total += max(found - greatest[line], 0)
                greatest[line] = max(greatest[line], found)
            total += max(tables.lasting[practice] - greatest[-1], 0)
            greatest[-1] = max(greatest[-1], tables.lasting[practice])
        practised[at] = total + tables.entry_done


@njit(nogil=True)
def _promising(tables: Tables, rows: Array, bounds: Array, practised: Array, enough: int) -> int:
    """Keep in front those whose bound comes above `enough` with their practice: how many."""
    kept = 0
    for at in range(len(rows)):
        row, bound, worth = rows[at], bounds[at], practised[at]
        rows[kept], bounds[kept], practised[kept] = row, bound, worth
        kept += 1 if bound + max(worth, tables.entry_most) > enough else 0
    return kept


@njit(nogil=True)
def _likely_first(rows: Array, bounds: Array, practised: Array) -> None:
    """Bring to the front about as many as LIKELY of those who promise most: the sooner the floor is high, the fewer are looked at."""
    n = len(rows)
    if n <= LIKELY:
        return
    enough = np.partition(bounds[:n] + practised[:n], n - LIKELY)[n - LIKELY]
    front = 0
    for at in range(n):
        if bounds[at] + practised[at] >= enough:
            for noted in (rows, bounds, practised):
                noted[front], noted[at] = noted[at], noted[front]
            front += 1


@njit(nogil=True)
def _fetch(held: Entries, rows: Array) -> int:
    """Touch what people hold. Asked for one after another, each would be waited for; like this the memory fetches many at once."""
    touched = 0
    for row in rows:
        start, end = np.int64(held.starts[row]), np.int64(held.starts[row + 1])
        if end > start:
            touched += held.concepts[start] + held.concepts[end - 1] + held.values[start] + held.values[end - 1]
    return touched


@njit(nogil=True)
def _greater(one: np.uint64, other: np.uint64) -> np.uint64:
    """Return the greater of each of eight bytes (a comparison of all at once: Warren, Hacker's Delight, 2-18)."""
    no_less = ((one & ~other) | (~(one ^ other) & ((one | _TOPS) - (other & ~_TOPS)))) & _TOPS
    mask = no_less | (no_less - (no_less >> _SEVEN))
    return other ^ ((one ^ other) & mask)


@njit(nogil=True)
def _covered(held: Entries, asked: Asked, row: int) -> int:
    """Return the sum, over what is asked, of the best worth of what somebody holds, in 255ths."""
    total = 0
    for eight in range(len(asked.lines)):
        lines, best = asked.lines[eight], np.uint64(0)
        for entry in range(np.int64(held.starts[row]), np.int64(held.starts[row + 1])):
            line = lines[held.concepts[entry]]
            if line:
                best = _greater(best, asked.worth[line, held.values[entry]])
        pairs = (best & _EVENS) + (best >> _EIGHT & _EVENS)
        total += int(pairs * _ONES >> _LAST)
    return total


@njit(nogil=True)
def _fit(tables: Tables, leans: int, shown: int, wished: int) -> int:
    """Return the best that skills and wishes make of the fit where no trade is asked; it competes with practice."""
    leaning = tables.entry_wished[leans] if wished >= WISHED_HERE else tables.entry[leans]
    best: int = max(leaning, tables.entry_shown[shown], tables.entry_wish[wished])
    return best


@njit(nogil=True)
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


@njit(nogil=True)
def _most(tables: Tables) -> tuple[int, int, int]:
    """The most that all skills and wishes can be worth to anybody, that desirable skills and wishes can, and that wishes can."""
    wishes = tables.wish.max()
    desires = tables.desirable.max() + wishes
    return tables.essential.max() + desires, desires, wishes


@njit(nogil=True)
def _judge(
    leaning: Array,
    holdings: Holdings,
    question: Question,
    rows: Array,
    bounds: Array,
    practised: Array,
    most: tuple[int, int, int],
    best: Array,
    count: int,
    floor: int,
) -> tuple[int, int]:
    """Read what these people hold, as far as they can still come above the floor: (how many are in `best` now, the floor now). most: of
    `_most`, found once for all blocks.
    """
    tables = question.tables
    skills, desires, wishes = most
    for at in range(len(rows)):
        row, bound, fit = rows[at], bounds[at], max(practised[at], tables.entry_most)
        if bound + fit + skills <= floor:
            continue
        shown = _covered(holdings.skills, question.essential, row)
        bound += tables.essential[shown]
        if bound + fit + desires <= floor:
            continue
        desired = _covered(holdings.skills, question.desirable, row)
        bound += tables.desirable[desired]
        if bound + fit + wishes <= floor:
            continue
        wished, leans = _covered(holdings.wishes, question.wishes, row), leaning[row]
        bound += tables.wish[tables.leaning_bits[leans], wished]
        bound += max(practised[at], _fit(tables, leans, shown, wished)) if tables.is_entry else practised[at]
        if bound > floor:
            best[ROW, count], best[BOUND, count] = row, bound
            best[ESSENTIAL, count], best[DESIRABLE, count], best[WISHED, count] = shown, desired, wished
            count += 1
            if count == best.shape[1]:
                count, floor = _cut(best, count, count // 2)
    return count, floor


def scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> Found:
    """Find the rows of the greatest bounds among those that no rule fails; see `Found`.

    gone: rows to leave out of everything, ascending. keep: how many bounds to be sure of, 1 or more.
    """
    return Found(*_scan(people, holdings, question, gone, keep))


@njit(nogil=True, cache=True)  # what it calls is part of what is kept
def _scan(people: People, holdings: Holdings, question: Question, gone: Array, keep: int) -> tuple[int, int, int, Array]:
    best = np.empty((5, 2 * keep), np.int32)
    rows, bounds, practised = np.zeros((3, BLOCK), np.int32)
    most = _most(question.tables)
    count, n_eligible, n_review, floor, way_at = 0, 0, 0, LOWEST, 0
    for begin in range(0, people.n_rows, BLOCK):
        while people.way_starts[way_at + 1] <= begin:
            way_at += 1
        n, reviewed = _admit(people, question.tables, gone, begin, way_at, rows, bounds)
        n_eligible, n_review = n_eligible + n, n_review + reviewed
        n = _hope(question, holdings.trades, rows[:n], bounds, floor - most[0])
        _practise(question, holdings.trades, rows[:n], practised)
        n = _promising(question.tables, rows[:n], bounds, practised, floor - most[0])
        _likely_first(rows[:n], bounds, practised)
        _fetch(holdings.skills, rows[:n])
        count, floor = _judge(people.leaning, holdings, question, rows[:n], bounds, practised, most, best, count, floor)
    if count > keep:
        count, floor = _cut(best, count, keep)
    return n_eligible, n_review, floor, best[:, :count]
