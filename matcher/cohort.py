"""The best assignment of a whole intake to places: who goes where so that the most people are still at work after three months.

    maximise   Σ probability of still being employed after 3 months, over the pairs assigned
    such that  nobody goes where a rule forbids, one place each, no post gets more than its places, every minimum and every lock is kept

Ranking post by post gives the best people to whoever is asked first. This is the classical assignment problem instead (Kuhn 1955, "The
Hungarian method"); it is solved to the last millionth of a probability (matcher.cohort_solving), and what differs by less is a tie. Ties
are broken by a hash of vacancy, person and day, never by reference, name or order of entry. Pairs under review may be assigned, and are
marked: a question to be clarified first is no reason to lose a place. A plan is a proposal: nobody is sent anywhere by it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.cohort_costs import costs_of_moving
from matcher.cohort_pairs import Pairs
from matcher.cohort_solving import NOWHERE, Group, Problem, Unreachable, assign

Array = NDArray[Any]

UNIT = 1_000_000
"""Probabilities are compared in whole millionths: nobody foretells a life more exactly."""
TIE_BITS = 12
MOST_PEOPLE = 100_000
"""Above, gains with their ties would not be whole in floating point."""


@dataclass(frozen=True, slots=True)
class Post:
    """A vacancy as a plan sees it. places: free ones; province, host (the employer): what minimums may speak of, None: unknown."""

    reference: str
    places: int
    province: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least so many people of the plan work in a province, or at a host. kind: "province" or "host"; key: which."""

    kind: str
    key: str
    least: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan has to keep. locked: person → vacancy, decided by a human; left_out: people without a place; forbidden: pairs (person,
    vacancy) that shall not be.
    """

    minimums: tuple[Minimum, ...] = ()
    locked: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    forbidden: frozenset[tuple[str, str]] = frozenset()


class MinimumUnmet(ValueError):  # noqa: N818  (reads as a fact)
    """A minimum that cannot be kept beside those before it; most: how many people it could get at most."""

    def __init__(self, minimum: Minimum, most: int) -> None:
        self.minimum, self.most = minimum, most
        super().__init__(f"{minimum.kind} {minimum.key}: {minimum.least} asked for, {most} at most")


class LockRefused(ValueError):  # noqa: N818
    """A locked pair that cannot be. why: "unknown" (no such person or vacancy here), "rules" (one forbids it), "forbidden" (the terms
    forbid it too), "full" (more are locked to the vacancy than it has places).
    """

    def __init__(self, candidate: str, vacancy: str, why: str) -> None:
        self.candidate, self.vacancy, self.why = candidate, vacancy, why
        super().__init__(f"{candidate} cannot be locked to {vacancy}: {why}")


@dataclass(frozen=True, slots=True)
class Option:
    """A post that a person could have. cost: how much smaller the whole expectation becomes if they do, in people; 0 for the one they have.

    Infinite: no plan that keeps the minimums has it; None: not told.
    """

    vacancy: str
    probability: float
    cost: float | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the plan says of one person. given: None where there is no place for them; n_options: posts that no rule keeps them out of.

    best: their own best post; next_best: the other post that would cost the whole least. why: "locked", "only_option", "best_option" (their
    own best), "best_for_all" (their best post is worth more to others), or, without a place, "places_taken", "left_out",
    "forbidden" (the terms leave none), "no_option" (the rules do). review: a question stands before this pair.
    """

    candidate: str
    given: Option | None
    why: str
    review: bool
    n_options: int
    best: Option | None
    next_best: Option | None


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """Everybody, in the order given, and what is expected: the sum of the probabilities, in people. taken: places used per vacancy.

    costs_exact: False where costs are upper bounds, because minimums of provinces and of hosts share vacancies.
    """

    people: tuple[Assigned, ...]
    expected: float
    taken: Mapping[str, int]
    costs_exact: bool


def plan_cohort(pairs: Pairs, posts: Sequence[Post], terms: Terms | None = None, found: Callable[[], None] = lambda: None) -> CohortPlan:
    """Find the best assignment. posts: those of `pairs`, in its order; found: called when only the costs of moves are still to be found.

    Raises MinimumUnmet, LockRefused, ValueError (more than MOST_PEOPLE people, or other posts than those of the pairs).
    """
    terms = terms or Terms()
    if len(pairs.people) > MOST_PEOPLE or tuple(post.reference for post in posts) != pairs.posts:
        raise ValueError(f"a plan is for at most {MOST_PEOPLE} people and the posts of its pairs")
    case = _Case(pairs, posts, terms)
    assigned = case.solve()
    found()
    costs = np.full(len(pairs.person), np.nan)
    costs[case.open_pairs] = costs_of_moving(case.coarse, case.free_only(assigned)) / UNIT
    return _Teller(case, assigned, costs).plan()


class _Case:
    """A question put into rows: locked people are out of the problem, and so are their places."""

    def __init__(self, pairs: Pairs, posts: Sequence[Post], terms: Terms) -> None:
        self.pairs, self.terms, self.n_people = pairs, terms, len(pairs.people)
        self.places = np.array([post.places for post in posts], np.int64).reshape(-1)
        self.whole = np.rint(pairs.probability * UNIT).astype(np.int64)
        self.person_row = {reference: row for row, reference in enumerate(pairs.people)}
        self.post_row = {reference: row for row, reference in enumerate(pairs.posts)}
        self.allowed = np.ones(len(pairs.person), bool)
        for candidate, vacancy in terms.forbidden:
            person, post = self.person_row.get(candidate), self.post_row.get(vacancy)
            pair = None if person is None or post is None else pairs.find(person, post)
            if pair is not None:
                self.allowed[pair] = False
        left_out = np.array([reference in terms.left_out for reference in pairs.people], bool)
        self.allowed &= ~left_out[pairs.person]
        self.locked = self._locked()
        is_locked = np.zeros(self.n_people, bool)
        is_locked[list(self.locked)] = True
        self.open_pairs = np.flatnonzero(self.allowed & ~is_locked[pairs.person] & (self.whole > 0))
        self.groups = tuple(self._group(minimum, posts) for minimum in terms.minimums)
        self.coarse = self._problem(self.whole[self.open_pairs])

    def _locked(self) -> dict[int, int]:
        """Pair of each locked person, by row. Takes their places."""
        found: dict[int, int] = {}
        for candidate, vacancy in self.terms.locked.items():
            person, post = self.person_row.get(candidate), self.post_row.get(vacancy)
            if person is None or post is None:
                raise LockRefused(candidate, vacancy, "unknown")
            pair = self.pairs.find(person, post)
            if pair is None or not self.allowed[pair]:
                raise LockRefused(candidate, vacancy, "rules" if pair is None else "forbidden")
            if not self.places[post]:
                raise LockRefused(candidate, vacancy, "full")
            found[person] = pair
            self.places[post] -= 1
        return found

    def _group(self, minimum: Minimum, posts: Sequence[Post]) -> Group:
        members = np.array([getattr(post, minimum.kind) == minimum.key for post in posts], bool)
        n_locked = sum(bool(members[self.pairs.post[pair]]) for pair in self.locked.values())
        return Group(members, max(minimum.least - n_locked, 0))

    def _problem(self, gain: Array) -> Problem:
        pairs = self.open_pairs
        return Problem(self.n_people, self.pairs.person[pairs], self.pairs.post[pairs], gain, self.places, self.groups)

    def solve(self) -> Array:
        """Post of each person, NOWHERE for none. Rows are put into an order of hashes first, in case even the hashes of pairs tie."""
        pairs, tie_unit = self.open_pairs, 1 << (TIE_BITS + self.n_people.bit_length())
        gain = self.whole[pairs] * tie_unit + (self.pairs.tie[pairs] >> np.uint64(64 - TIE_BITS)).astype(np.int64)
        people, posts = np.argsort(self.pairs.person_key), np.argsort(self.pairs.post_key)
        new_person, new_post = np.argsort(people), np.argsort(posts)
        person, post = new_person[self.pairs.person[pairs]], new_post[self.pairs.post[pairs]]
        order = np.lexsort((person, post))
        groups = tuple(Group(group.members[posts], group.least) for group in self.groups)
        try:
            found = assign(Problem(self.n_people, person[order], post[order], gain[order], self.places[posts], groups))
        except Unreachable as error:
            asked = self.terms.minimums[error.place]
            n_locked = asked.least - self.groups[error.place].least
            raise MinimumUnmet(asked, error.most + n_locked) from error
        given = np.append(posts, NOWHERE)[found][new_person]  # NOWHERE is the last place
        for row, pair in self.locked.items():
            given[row] = self.pairs.post[pair]
        return given

    def free_only(self, assigned: Array) -> Array:
        """The assignment without the locked people."""
        free = assigned.copy()
        free[list(self.locked)] = NOWHERE
        return free


class _Teller:
    """Puts the rows of a solution into words of the domain."""

    def __init__(self, case: _Case, assigned: Array, costs: Array) -> None:
        self.case, self.assigned, self.costs = case, assigned, costs
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(case.pairs.person, minlength=case.n_people))])
        # Of each person: the pair that costs least first, then the more probable, then by hash.
        self.order = np.lexsort((case.pairs.tie, -case.whole, np.nan_to_num(costs, nan=0.0, posinf=np.inf), case.pairs.person))

    def plan(self) -> CohortPlan:
        people = tuple(self._told(row) for row in range(self.case.n_people))
        taken = np.bincount(self.assigned[self.assigned != NOWHERE], minlength=len(self.case.pairs.posts)).tolist()
        expected = sum(one.given.probability for one in people if one.given)
        used = {reference: count for reference, count in zip(self.case.pairs.posts, taken, strict=True) if count}
        return CohortPlan(people, expected, used, self.case.coarse.group_of is not None)

    def _told(self, row: int) -> Assigned:
        case, own = self.case, self.order[self.starts[row] : self.starts[row + 1]]
        allowed = own[case.allowed[own]]
        post = int(self.assigned[row])
        given = next((pair for pair in own.tolist() if case.pairs.post[pair] == post), None) if post != NOWHERE else None
        best = allowed[np.lexsort((case.pairs.tie[allowed], -case.whole[allowed]))][:1].tolist()
        others = [pair for pair in allowed.tolist() if pair != given][:1]
        return Assigned(
            candidate=case.pairs.people[row],
            given=None if given is None else self._option(given, 0.0),
            why=self._why(row, given, allowed, len(own)),
            review=given is not None and bool(case.pairs.review[given]),
            n_options=len(own),
            best=self._option(best[0], 0.0 if best[0] == given else None) if best else None,
            next_best=self._option(others[0], None) if others else None,
        )

    def _option(self, pair: int, cost: float | None) -> Option:
        told = float(self.costs[pair])
        known = cost if cost is not None else None if np.isnan(told) else told
        return Option(self.case.pairs.posts[self.case.pairs.post[pair]], float(self.case.pairs.probability[pair]), known)

    def _why(self, row: int, given: int | None, allowed: Array, n_options: int) -> str:
        if given is None:
            if self.case.pairs.people[row] in self.case.terms.left_out:
                return "left_out"
            return "places_taken" if len(allowed) else "forbidden" if n_options else "no_option"
        if row in self.case.locked:
            return "locked"
        if len(allowed) == 1:
            return "only_option"
        return "best_option" if self.case.whole[given] == self.case.whole[allowed].max() else "best_for_all"
