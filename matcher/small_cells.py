"""Counts that tell of one to four people are not told, and cannot be worked out from what is told beside them.

A table has a row per group, a column per stage, and totals; whoever reached a *late* stage reached all early ones. A row with a small
number goes into a *pool*, and with it as many others as it takes for every sum over the pool to be nothing or at least LEAST: all that
can be had by subtraction is such a sum. The first pool is told of no stage at all. Rows that are small at late stages alone are told of
the early ones and make a second pool, which at late stages cannot be told from the first: the sums over both are kept to the measure.

Why that is enough. Let a hidden number be x, of one to four, in a row of the first pool. The pool holds LEAST or more people at that
stage, so somebody of another of its rows is there too; had that person stood in this row, x would be one more and nothing that is told
would differ. In a row of the second pool, let somebody who is there from another row of either pool change places with one of this row
who reached the last early stage and not this late one. There is one: the early number is told, so it is at least LEAST, more than x. Both
reached the same early stages, so again nothing that is told would differ. People only ever change one property, so this holds for several
tables of the same people at once, as long as each divides them by one property. It would not hold for tables by two, or for periods that
overlap; there are none (services/indicators.py).

LEAST is LEAST_PEOPLE below. Told apart from this: the difference of two stages is no group of a table, and may be small.

Method: primary suppression by a threshold, secondary suppression by pooling (Hundepool et al., "Statistical Disclosure Control", ch. 4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PEOPLE = 5
"""The smallest number of people that is told, besides none; of a district that is named (k-anonymity, Sweeney 2002; k = 5 is the
programme's choice)."""

Rows = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Pools:
    """Which rows are not told: whole, and at late stages alone."""

    whole: frozenset[str]
    late: frozenset[str]


def is_small(count: int) -> bool:
    """Whether a number is of one to four people."""
    return 0 < count < LEAST_PEOPLE


def told(count: int) -> int | None:
    """A number that stands alone; None for one to four."""
    return None if is_small(count) else count


def pools_of(rows: Rows, late: int | None = None) -> Pools:
    """What is not told of a table. rows: group → a number per stage; late: the first late stage, None where there is none.

    A stage whose total is small is told of no group at all, and so decides nothing here. Rows are added the smallest first.
    """
    totals = sums_of(rows, rows)
    columns = [place for place, total in enumerate(totals) if total >= LEAST_PEOPLE]
    first_late = len(totals) if late is None else late
    whole = _pool(rows, frozenset(), [place for place in columns if place < first_late], columns)
    later = [place for place in columns if place >= first_late]
    return Pools(whole, _pool(rows, whole, later, later))


def shown_rows(rows: Rows, late: int | None = None) -> dict[str, tuple[int | None, ...]]:
    """The table as it may be told: None for what is not."""
    pools, totals = pools_of(rows, late), sums_of(rows, rows)

    def cell(name: str, place: int) -> int | None:
        hidden = name in pools.whole or (late is not None and place >= late and name in pools.late)
        return None if totals[place] and (hidden or is_small(totals[place])) else rows[name][place]

    return {name: tuple(cell(name, place) for place in range(len(totals))) for name in rows}


def sums_of(rows: Rows, of: Iterable[str]) -> tuple[int, ...]:
    """Stage by stage, over these rows."""
    return tuple(sum(column) for column in zip(*(rows[name] for name in of), strict=True))


def _pool(rows: Rows, before: frozenset[str], judged: Sequence[int], kept: Sequence[int]) -> frozenset[str]:
    """Rows that are small at a judged stage, with others until every sum at the kept stages is nothing or LEAST_PEOPLE.

    before: rows that are in a pool already, and hide those of this one too.
    """
    open_rows = {name: counts for name, counts in rows.items() if name not in before}
    hidden = {name for name, counts in open_rows.items() if any(is_small(counts[place]) for place in judged)}
    if not hidden:
        return frozenset()
    # Nobody at any judged stage: told apart from the pool, that would say that every row of the pool has somebody.
    hidden |= {name for name, counts in open_rows.items() if not any(counts[place] for place in judged)}
    others = sorted(open_rows.keys() - hidden, key=lambda name: (*(rows[name][place] for place in kept), name))
    while others and any(is_small(sums_of(rows, hidden | before)[place]) for place in kept):
        hidden.add(others.pop(0))
    return frozenset(hidden)
