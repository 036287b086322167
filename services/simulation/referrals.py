"""Who was referred where in the simulated country, and what came of it.

Experts refer people whom no rule keeps out, preferring pairs that their scorer likes, but not only the best: with a preference too strong
there would be nothing to learn from. Features are computed by the matcher on the stored people and vacancies, as for any ranking.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from matcher.eligibility import judge
from matcher.features import FEATURES, compute_features
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.taxonomy import Taxonomy
from models.queries.candidate_stream import stream_candidates_for_index
from models.queries.vacancies import stream_vacancies_for_index
from services.profiles import to_profile
from services.simulation.chance import REFERRALS, Columns, generator
from services.simulation.truth import draw_results, true_model
from services.vacancy_records import to_spec

Array = NDArray[Any]

PEOPLE_AT_ONCE, POSTS_AT_ONCE, EACH = 500, 400, 4
"""People and vacancies that one round of referrals looks at, and most referrals of one person in it."""
PREFERENCE = 0.7
"""Log-odds of being chosen per unit of the expert's score."""
FRUITLESS_ROUNDS = 6
"""Rounds without a new pair after which there is nobody left to refer."""


@dataclass(frozen=True)
class Referrals:
    """Pairs with their features: candidate and vacancy numbers, (n, n_features) with NaN for unknown."""

    candidate_ids: Array
    vacancy_ids: Array
    features: Array

    def __len__(self) -> int:
        return len(self.candidate_ids)


@dataclass(frozen=True)
class Deciding:
    """What decides over pairs: the taxonomy, the rules, the scorer the experts go by, and the day."""

    taxonomy: Taxonomy
    rules: RuleSet
    expert: Scorer
    day: date


def refer(session: Session, deciding: Deciding, size: tuple[int, int], seed: int, wanted: int) -> Iterator[Referrals]:
    """Refer people round by round until `wanted` different pairs are found or nobody new is; size: people and vacancies there are."""
    n_people, n_posts = size
    seen: set[tuple[int, int]] = set()
    fruitless, number = 0, 0
    while min(size) and len(seen) < wanted and fruitless < FRUITLESS_ROUNDS:
        draw = generator(seed, REFERRALS, number)
        people = np.sort(draw.choice(n_people, min(n_people, PEOPLE_AT_ONCE), replace=False)) + 1
        posts = np.sort(draw.choice(n_posts, min(n_posts, POSTS_AT_ONCE), replace=False)) + 1
        found = _round(session, deciding, people.tolist(), posts.tolist(), draw)
        pairs = list(zip(found.candidate_ids.tolist(), found.vacancy_ids.tolist(), strict=True))
        new = [place for place, pair in enumerate(pairs) if pair not in seen][: wanted - len(seen)]
        seen |= {pairs[place] for place in new}
        fruitless, number = (0 if new else fruitless + 1), number + 1
        if new:
            yield Referrals(found.candidate_ids[new], found.vacancy_ids[new], found.features[new])


def _round(session: Session, deciding: Deciding, people: Sequence[int], posts: Sequence[int], draw: np.random.Generator) -> Referrals:
    """Up to EACH referrals of each of these people to these vacancies."""
    cases = list(stream_candidates_for_index(session, ids=people))
    vacancies = [(v.id, to_spec(v)) for v in stream_vacancies_for_index(session, ids=posts, only_open=True)]
    candidates = CandidateIndex.build([to_profile(case) for case in cases], deciding.taxonomy)
    block = PairBlock(VacancyIndex.build([spec for _, spec in vacancies], deciding.taxonomy), candidates, deciding.rules, deciding.day)
    candidate_rows, vacancy_rows, features = choose(block, deciding.expert, draw, EACH)
    ids = np.array([case.id for case in cases], np.int64), np.array([number for number, _ in vacancies], np.int64)
    return Referrals(ids[0][candidate_rows], ids[1][vacancy_rows], features)


def choose(block: PairBlock, expert: Scorer, draw: np.random.Generator, each: int) -> tuple[Array, Array, Array]:
    """Up to `each` referrals of every candidate of a block to its vacancies, only where no rule fails.

    Returns candidate rows, vacancy rows and features (n, n_features). The Gumbel noise makes it a draw without replacement in which one
    unit of the expert's score changes the odds of being chosen by e to the PREFERENCE.
    """
    if not all(block.shape):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, len(FEATURES)))
    features = compute_features(block)
    liking = PREFERENCE * expert.score(features) + draw.gumbel(size=block.shape)
    liking = np.where(judge(block).eligible, liking, -np.inf)
    chosen = np.argsort(-liking, axis=0, kind="stable")[:each]
    candidates = np.broadcast_to(np.arange(block.shape[1]), chosen.shape)
    kept = np.isfinite(np.take_along_axis(liking, chosen, axis=0))
    rows = candidates[kept], chosen[kept]
    return *rows, features[:, rows[1], rows[0]].T


def outcomes(referrals: Referrals, first_id: int, day: date, seed: int) -> Columns:
    """What came of referrals made on a day, drawn from the true model, as rows numbered from first_id."""
    model = true_model()
    draw = generator(seed, REFERRALS, (1 << 31) + first_id)
    result, reason = draw_results(model.probability(model.score(referrals.features.T)), draw)
    return {
        "id": np.arange(first_id, first_id + len(referrals)), "candidate_id": referrals.candidate_ids,
        "vacancy_id": referrals.vacancy_ids, "referred_on": day.isoformat(), "result": result, "reason_code": reason,
    }  # fmt: skip
