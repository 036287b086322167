"""What it would cost the whole to have one person elsewhere, for every pair at once, without solving again.

Around the best assignment every other one is a chain of moves. Posts are the nodes of a network, with one more for being without a place;
an arc is the cheapest way to move one person from one post to the other, or to let a place become empty. Whoever goes to another post sets
off the cheapest chain that ends where they came from (the residual network of a minimum cost flow: Ahuja, Magnanti & Orlin, 1993, ch. 9).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import floyd_warshall

from matcher.cohort_solving import NOWHERE, Problem

Array = NDArray[Any]

MOST_POSTS = 2_500
"""Posts up to which the network is walked (its time grows with the cube: ten seconds at 2,000)."""


def costs_of_moving(problem: Problem, assigned: Array) -> Array:
    """Return for each pair how much smaller the sum of gains becomes when this person must have this post; 0 for the pairs assigned.

    assigned: the best assignment, post per person. problem.gain may be coarser than what was assigned by. Infinite: no chain keeps the
    minimums; NaN: too many posts to tell. Exact, but where groups share posts: there it is what it costs at most.
    """
    n_posts = len(problem.places)
    if n_posts > MOST_POSTS:
        return np.full(len(problem.person), np.nan)
    network = _Network(problem, assigned)
    between = floyd_warshall(network.matrix())
    have = np.where(assigned == NOWHERE, n_posts, assigned)
    costs = network.value[problem.person] - problem.gain + between[problem.post, have[problem.person]]
    costs[problem.post == assigned[problem.person]] = 0
    found: Array = np.maximum(costs, 0)
    return found


class _Network:
    """Arcs between posts; node n_posts is being without a place, those after it let a group exchange its empty places."""

    def __init__(self, problem: Problem, assigned: Array) -> None:
        self.problem, self.assigned, self.nowhere = problem, assigned, len(problem.places)
        self.taken = np.bincount(assigned[assigned != NOWHERE], minlength=self.nowhere)
        self.value = np.zeros(problem.n_people)
        have = problem.post == assigned[problem.person]
        self.value[problem.person[have]] = problem.gain[have]

    def matrix(self) -> Any:
        """The cheapest arc between any two nodes. Sparse, because a dense matrix takes an arc that costs nothing for none."""
        arcs = [self._moves(), self._pushed_out(), *self._emptied()]
        starts, ends, costs = (np.concatenate([arc[part] for arc in arcs]) for part in range(3))
        order = np.lexsort((costs, ends, starts))
        starts, ends, costs = starts[order], ends[order], costs[order]
        first = np.ones(len(order), bool)
        first[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
        n_nodes = self.nowhere + 1 + len(self.problem.groups)
        return sparse.csr_array((costs[first], (starts[first], ends[first])), shape=(n_nodes, n_nodes))

    def _moves(self) -> tuple[Array, Array, Array]:
        """Somebody goes from what they have to another post."""
        problem = self.problem
        have = self.assigned[problem.person]
        other = np.flatnonzero(have != problem.post)
        start = np.where(have[other] == NOWHERE, self.nowhere, have[other])
        return start, problem.post[other], self.value[problem.person[other]] - problem.gain[other]

    def _pushed_out(self) -> tuple[Array, Array, Array]:
        """Somebody loses their place."""
        placed = np.flatnonzero(self.assigned != NOWHERE)
        return self.assigned[placed], np.full(len(placed), self.nowhere), self.value[placed]

    def _emptied(self) -> list[tuple[Array, Array, Array]]:
        """A free place is taken; a place becomes empty: wherever no minimum forbids, else only in exchange within the group."""
        free = np.flatnonzero(self.taken < self.problem.places)
        may_empty = np.ones(self.nowhere, bool)
        arcs = [_free_of_charge(free, self.nowhere)]
        for group in self.problem.groups:
            if int(self.taken[group.members].sum()) <= group.least:
                may_empty[group.members] = False
        if self.problem.group_of is not None:
            for number, group in enumerate(self.problem.groups):
                members, node = np.flatnonzero(group.members), self.nowhere + 1 + number
                arcs += [_free_of_charge(np.intersect1d(free, members), node), _free_of_charge(node, members)]
        return [*arcs, _free_of_charge(self.nowhere, np.flatnonzero(may_empty))]


def _free_of_charge(starts: Any, ends: Any) -> tuple[Array, Array, Array]:
    starts, ends = np.broadcast_arrays(starts, ends)
    return starts, ends, np.zeros(len(starts))
