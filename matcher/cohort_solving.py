"""The assignment itself: the greatest sum of gains with one place each, finite places and minimums, to the last unit of gain.

Places are made single and matched with people by SciPy's sparse assignment (Jonker & Volgenant's algorithm). A minimum stands in the same
problem: of the places of a group only so many may stay empty, and only so many fillers exist. Groups that share posts have no such form;
then HiGHS says how many people each post gets, and the matching says who. Gains are whole numbers below 2⁵³, so that sums of them in
floating point are exact. Here must not live: what a gain is made of, and what is told about the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

Array = NDArray[Any]

NOWHERE = -1
"""Stands for the post of somebody without a place."""
MOST_EDGES = 40_000_000
"""Pairs of a person and a single place up to which they are matched; a pair takes about 40 bytes. Beyond that HiGHS decides alone."""
WHOLE = 1e-6
"""How far from a whole number an answer of HiGHS may lie and still be one."""
TOLERANCES = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, slots=True)
class Group:
    """At least `least` people go to these posts (bool per post)."""

    members: Array
    least: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Pairs that may be assigned. person, post: rows of each pair, each pair at most once; gain: of each pair, a whole number from 1 up;
    places: per post, from 0 up.
    """

    n_people: int
    person: Array
    post: Array
    gain: Array
    places: Array
    groups: tuple[Group, ...] = field(default=())

    @property
    def capacity(self) -> Array:
        """How many people each post could get at most: its places, or fewer where fewer may go there."""
        return np.minimum(self.places, np.bincount(self.post, minlength=len(self.places)))

    @property
    def group_of(self) -> Array | None:
        """Number of each post's group, −1 for none; None where a post belongs to several."""
        owners = np.array([group.members for group in self.groups], bool).reshape(len(self.groups), len(self.places))
        if (owners.sum(axis=0) > 1).any():
            return None
        return np.where(owners.any(axis=0), owners.argmax(axis=0) if len(owners) else 0, NOWHERE)


class Unreachable(ValueError):  # noqa: N818  (reads as a fact)
    """A minimum cannot be kept. place: which one; most: how many people it can get with the ones before it kept."""

    def __init__(self, place: int, most: int) -> None:
        self.place, self.most = place, most
        super().__init__(f"minimum {place} can get {most} people at most")


def assign(problem: Problem) -> Array:
    """Return the post of each person, NOWHERE for none: the greatest sum of gains under everything that the problem says.

    Raises Unreachable for the first minimum that cannot be kept beside those before it.
    """
    if problem.groups:
        freely = assign(replace(problem, groups=()))
        if all(int(group.members[freely[freely != NOWHERE]].sum()) >= group.least for group in problem.groups):
            return freely  # the best without minimums keeps them: nothing better can keep them
    groups = problem.group_of
    if groups is not None and (found := _match(problem, groups)) is not None:
        return found
    taken = _by_program(problem, problem.gain / problem.gain.max(initial=1))
    if taken is None:
        raise _first_unreachable(problem)
    filled = np.bincount(problem.post[taken], minlength=len(problem.places))
    exact = Problem(problem.n_people, problem.person, problem.post, problem.gain, filled, _each_full(filled))
    everybody = np.full(problem.n_people, NOWHERE)
    everybody[problem.person[taken]] = problem.post[taken]
    found = _match(exact, np.where(filled > 0, np.cumsum(filled > 0) - 1, NOWHERE))
    return everybody if found is None else found


def _each_full(filled: Array) -> tuple[Group, ...]:
    return tuple(Group(np.arange(len(filled)) == post, int(filled[post])) for post in np.flatnonzero(filled))


def _match(problem: Problem, group_of: Array) -> Array | None:
    """The best matching; None where it would take too many pairs. Raises Unreachable."""
    capacity = problem.capacity
    spare = _fillers(problem, capacity)
    # A post that nobody can be crowded out of is an offer that stands: it takes part as what a person has without any other place.
    offers = (capacity == np.bincount(problem.post, minlength=len(capacity))) & (group_of == NOWHERE)
    standing, best = _standing(problem, offers)
    extra = problem.gain - best[problem.person]
    contested = np.flatnonzero(~offers[problem.post] & ((extra > 0) | (group_of[problem.post] != NOWHERE)))
    kept = contested[np.argsort(problem.post[contested], kind="stable")]
    capacity = np.where(offers, 0, capacity)
    counts = np.bincount(problem.post[kept], minlength=len(capacity))
    if int((capacity * counts).sum()) + _filler_edges(capacity, group_of, spare) > MOST_EDGES:
        return None
    places = np.repeat(np.arange(len(capacity)), capacity)
    costs = _costs(problem, kept, extra[kept], places, counts, group_of[places], spare)
    try:
        rows, columns = min_weight_full_bipartite_matching(costs) if len(places) else (np.empty(0, int), np.empty(0, int))
    except ValueError as error:
        raise _first_unreachable(problem) from error
    real = columns < problem.n_people
    standing[columns[real]] = places[rows[real]]
    return standing


def _fillers(problem: Problem, capacity: Array) -> list[int]:
    """How many places of each group may stay empty. Raises Unreachable where more are asked for than could ever come."""
    spare = [int(capacity[group.members].sum()) - group.least for group in problem.groups]
    if any(left < 0 for left in spare) or sum(group.least for group in problem.groups) > problem.n_people:
        raise _first_unreachable(problem)
    return spare


def _standing(problem: Problem, offers: Array) -> tuple[Array, Array]:
    """The best post that everybody can have for the asking (NOWHERE for none), and its gain (0)."""
    open_pairs = np.flatnonzero(offers[problem.post])
    order = open_pairs[np.lexsort((problem.gain[open_pairs], problem.person[open_pairs]))]  # the last of each person is the best
    post, gain = np.full(problem.n_people, NOWHERE), np.zeros(problem.n_people, np.int64)
    post[problem.person[order]], gain[problem.person[order]] = problem.post[order], problem.gain[order]
    return post, gain


def _filler_edges(capacity: Array, group_of: Array, spare: Sequence[int]) -> int:
    return int(capacity.sum()) + sum(int(capacity[group_of == number].sum()) * left for number, left in enumerate(spare))


def _costs(problem: Problem, kept: Array, extra: Array, places: Array, counts: Array, group_of: Array, spare: Sequence[int]) -> Any:
    """Single places × (people, then fillers): what is lost against a gain that nobody has. Every number is 1 or more: 0 means no pair."""
    # A minimum may take somebody from a better place, so an extra gain may lie below zero.
    top = int(extra.max(initial=0)) + 1
    sizes = counts[places]
    starts = np.cumsum(counts) - counts
    entry = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(starts[places], sizes)
    rows, columns, data = [np.repeat(np.arange(len(places)), sizes)], [problem.person[kept][entry]], [top - extra[entry]]
    n_columns = problem.n_people
    alone = np.flatnonzero(group_of == NOWHERE)
    rows, columns = [*rows, alone], [*columns, n_columns + np.arange(len(alone))]
    n_columns += len(alone)
    for number, left in enumerate(spare):
        members = np.flatnonzero(group_of == number)
        rows.append(np.repeat(members, left))
        columns.append(n_columns + np.tile(np.arange(left), len(members)))
        n_columns += left
    data.append(np.full(sum(map(len, rows[1:])), top))
    return sparse.csr_array(
        (np.concatenate(data).astype(np.float64), (np.concatenate(rows), np.concatenate(columns))), shape=(len(places), n_columns)
    )


def _by_program(problem: Problem, worth: Array) -> Array | None:
    """Which pairs HiGHS takes (bool); None when the minimums cannot be kept. Whole where the relaxed answer is, else by branching."""
    pairs = np.arange(len(problem.person))
    if not len(pairs):
        return None if any(group.least for group in problem.groups) else np.zeros(0, bool)
    ones = np.ones(len(pairs))
    rows = [
        sparse.csr_array((ones, (problem.person, pairs)), shape=(problem.n_people, len(pairs))),
        sparse.csr_array((ones, (problem.post, pairs)), shape=(len(problem.places), len(pairs))),
        *(sparse.csr_array(-group.members[problem.post].astype(float).reshape(1, -1)) for group in problem.groups),
    ]
    bounds = np.concatenate([np.ones(problem.n_people), problem.places, [-group.least for group in problem.groups]])
    asked: dict[str, Any] = {"A_ub": sparse.vstack(rows, format="csr"), "b_ub": bounds, "bounds": (0, 1)}
    found = linprog(-worth, **asked, method="highs-ds", options=TOLERANCES)
    if found.status == 0 and np.abs(found.x - np.rint(found.x)).max() > WHOLE:
        found = linprog(-worth, **asked, method="highs", integrality=1, options={"mip_rel_gap": 0})
    return None if found.status != 0 else found.x > 0.5


def _first_unreachable(problem: Problem) -> Unreachable:
    """The first minimum that cannot be kept beside those before it, and the most that it can get."""
    for place, group in enumerate(problem.groups):
        before = replace(problem, groups=problem.groups[:place])
        taken = _by_program(before, group.members[problem.post].astype(float))
        most = 0 if taken is None else int(group.members[problem.post[taken]].sum())
        if most < group.least:
            return Unreachable(place, most)
    raise ArithmeticError("no assignment was found, yet every minimum can be kept")
