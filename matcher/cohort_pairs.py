"""Everybody of an intake × every post: who may go where, how likely they are to stay, and what keeps those out who may go nowhere.

Rules and features are those of every ranking. One vacancy at a time is judged against all; features are computed only for those whom no
rule keeps out: ten million pairs take about as long as two thousand rankings of five thousand people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import Reason
from matcher.columns import hash_text
from matcher.eligibility import RULES, judge
from matcher.features import compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.ranking import tie_keys
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.types import VacancySpec
from matcher.verdicts import FAIL, REVIEW

Array = NDArray[Any]
Done = Callable[[int, int], object]

NAMED = 3
"""Obstacles told of one person."""
LOOKED_AT = 50
"""Posts among which the one is looked for where an obstacle would fall first."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that no rule forbids, by vacancy and then by person. person, post: rows; probability: of being employed after 3 months;
    review: some rule could not be decided; tie: hash of vacancy, person and day.

    people, posts: references; person_key, post_key: hashes that put rows into an order that favours nobody.
    """

    people: tuple[str, ...]
    posts: tuple[str, ...]
    person: Array
    post: Array
    probability: Array
    review: Array
    tie: Array
    person_key: Array
    post_key: Array

    def find(self, person: int, post: int) -> int | None:
        """Place of a pair, None where a rule forbids it."""
        start, end = np.searchsorted(self.post, (post, post + 1))
        place = int(start + np.searchsorted(self.person[start:end], person))
        return place if place < end and self.person[place] == person else None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that keeps a person out of posts. n_posts: of how many; n_alone: of how many it alone; reason: as told of the post (of
    the first LOOKED_AT) where it would pass soonest.
    """

    code: str
    n_posts: int
    n_alone: int
    reason: Reason


def find_pairs(
    vacancies: VacancyIndex, people: CandidateIndex, scorer: Scorer, rules: RuleSet, as_of: date, done: Done = lambda *_: None
) -> Pairs:
    """Judge and score every pair. done: called with vacancies done and vacancies in all.

    Raises ValueError when the sides know different taxonomies.
    """
    person, probability, review, tie = [], [], [], []
    for n_done, spec in enumerate(vacancies.specs, 1):
        vacancy = VacancyIndex.build([spec], vacancies.graph)
        verdicts = judge(PairBlock(vacancy, people, rules, as_of))
        rows = np.flatnonzero(verdicts.eligible[0])
        features = compute_features(PairBlock(vacancy, people.take(rows), rules, as_of))
        person.append(rows)
        probability.append(scorer.probability(scorer.score(features)[0]))
        review.append(verdicts.under_review[0, rows])
        tie.append(tie_keys(spec.reference, as_of, people.columns.tie_hash[rows]))
        done(n_done, len(vacancies.specs))
    return Pairs(
        people=tuple(profile.reference for profile in people.profiles),
        posts=tuple(spec.reference for spec in vacancies.specs),
        person=_joined(person, np.int64),
        post=np.repeat(np.arange(len(person)), [len(rows) for rows in person]),
        probability=_joined(probability, np.float64),
        review=_joined(review, np.bool_),
        tie=_joined(tie, np.uint64),
        person_key=tie_keys("people", as_of, people.columns.tie_hash),
        post_key=tie_keys("vacancies", as_of, np.array([hash_text(spec.reference) for spec in vacancies.specs], np.uint64)),
    )


def find_obstacles(vacancies: VacancyIndex, person: CandidateIndex, rules: RuleSet, as_of: date) -> tuple[Obstacle, ...]:
    """Return what keeps one person out of these posts: what opens most of them by itself first, then what stands before most."""
    verdicts = judge(PairBlock(vacancies, person, rules, as_of))
    fails = {rule: codes[:, 0] == FAIL for rule, codes in verdicts.codes.items() if (codes[:, 0] == FAIL).any()}
    together = np.sum(list(fails.values()), axis=0) if fails else np.zeros(len(vacancies))
    counted = [(rule, failing, failing & (together == 1)) for rule, failing in fails.items()]
    worst = sorted(counted, key=lambda one: (-one[2].sum(), -one[1].sum(), RULES[one[0]].code))[:NAMED]
    found = []
    for rule, failing, alone in worst:
        posts = np.flatnonzero(alone if alone.any() else failing)[:LOOKED_AT].tolist()
        reason = min((verdicts.reason_of(rule, post, 0, FAIL) for post in posts), key=_soonest)
        found.append(Obstacle(RULES[rule].code, int(failing.sum()), int(alone.sum()), reason))
    return tuple(found)


def find_reviews(spec: VacancySpec, person: CandidateIndex, rules: RuleSet, as_of: date) -> tuple[Reason, ...]:
    """Return what must be clarified before one person goes to one post."""
    return judge(PairBlock(VacancyIndex.build([spec], person.graph), person, rules, as_of)).reasons(0, 0, REVIEW)


def _soonest(reason: Reason) -> tuple[bool, date]:
    return reason.passes_from is None, reason.passes_from or date.max


def _joined(parts: Sequence[Array], dtype: Any) -> Array:
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)
