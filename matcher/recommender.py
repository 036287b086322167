"""recommend: select → rules → features → score → rank → explain, the same code in both directions.

One vacancy against all candidates and one person against all vacancies are blocks of pairs of one row or one column. Python loops only over
the few rows shown (and, when asked for, over those excluded, to tell each the reasons).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import ExcludedCandidate, Explanation, RankedCandidate, Ranking
from matcher.audience import EVERYBODY, Audience
from matcher.eligibility import Verdicts, judge
from matcher.explain import explain_cell
from matcher.features import compute_features
from matcher.holdings import ConceptGraph
from matcher.index import CandidateIndex, VacancyIndex
from matcher.pairs import PairBlock
from matcher.ranking import tie_keys, top_rows
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.types import CandidateProfile, VacancySpec
from matcher.verdicts import REVIEW

Array = NDArray[Any]


def recommend_candidates(
    spec: VacancySpec,
    index: CandidateIndex,
    scorer: Scorer,
    rules: RuleSet,
    as_of: date,
    limit: int,
    *,
    explain: bool = True,
    with_excluded: bool = True,
    audience: Audience = EVERYBODY,
) -> Ranking:
    """Rank everybody eligible for a vacancy, the best `limit` of them shown.

    explain: explain each line shown. with_excluded: name everybody whom a rule keeps out, with every failing rule. audience: whom it may
    not see is absent: not ranked, not counted, not named among the excluded.
    """
    block = PairBlock(VacancyIndex.build([spec], index.graph), index, rules, as_of)
    question = _Question(block, scorer, spec.reference, by_candidate=True, without=index.unseen_by(audience))
    return _answer(question, limit, explain=explain, with_excluded=with_excluded)


def recommend_vacancies(
    profile: CandidateProfile,
    index: VacancyIndex,
    scorer: Scorer,
    rules: RuleSet,
    as_of: date,
    limit: int,
    *,
    explain: bool = True,
    with_excluded: bool = True,
    without: Array | None = None,
) -> Ranking:
    """Rank every vacancy a person is eligible for; in the answer `reference` names vacancies. without: rows to leave out of everything."""
    block = PairBlock(index, CandidateIndex.build([profile], index.graph), rules, as_of)
    question = _Question(block, scorer, profile.reference, by_candidate=False, without=without)
    return _answer(question, limit, explain=explain, with_excluded=with_excluded)


def explain_pair(
    spec: VacancySpec, profile: CandidateProfile, taxonomy: ConceptGraph, scorer: Scorer, rules: RuleSet, as_of: date
) -> Explanation:
    """Explain one pair, eligible or not. Places that a gap would win are not computed (there is nobody to pass)."""
    block = PairBlock(VacancyIndex.build([spec], taxonomy), CandidateIndex.build([profile], taxonomy), rules, as_of)
    return explain_cell(judge(block), compute_features(block), scorer, (0, 0))


@dataclass(frozen=True)
class _Question:
    """A block of one row or one column, seen as a list of places. without: places to leave out of everything."""

    block: PairBlock
    scorer: Scorer
    subject: str
    by_candidate: bool
    without: Array | None = None

    @property
    def asked(self) -> Array:
        """True for every place that counts."""
        asked = np.ones(max(self.block.shape) if min(self.block.shape) else 0, bool)
        if self.without is not None:
            asked[self.without] = False
        return asked

    def cell(self, place: int) -> tuple[int, int]:
        """Row and column of a place."""
        return (0, place) if self.by_candidate else (place, 0)

    def reference(self, place: int) -> str:
        """Whose place it is."""
        rows = self.block.candidates.profiles if self.by_candidate else self.block.vacancies.specs
        return rows[place].reference

    @property
    def hashes(self) -> Array:
        """Hash of every place's reference."""
        side = self.block.candidates.columns if self.by_candidate else self.block.vacancies.columns
        return side.tie_hash


def _answer(question: _Question, limit: int, *, explain: bool, with_excluded: bool) -> Ranking:
    verdicts = judge(question.block)
    features = compute_features(question.block)
    scores = question.scorer.score(features).reshape(-1)
    asked = question.asked
    eligible = np.flatnonzero(verdicts.eligible.reshape(-1) & asked)
    ties = tie_keys(question.subject, question.block.as_of, question.hashes[eligible])
    shown = eligible[top_rows(scores[eligible], ties, limit)].tolist()
    ladder = np.sort(scores[eligible]) if explain else None
    probabilities = question.scorer.probability(scores[shown]).tolist()
    ranked = []
    for place, probability in zip(shown, probabilities, strict=True):
        cell = question.cell(place)
        explanation = explain_cell(verdicts, features, question.scorer, cell, ladder) if explain else None
        reviews = verdicts.reasons(*cell, REVIEW)
        ranked.append(RankedCandidate(question.reference(place), float(scores[place]), probability, reviews, explanation))
    return Ranking(
        subject=question.subject,
        as_of=question.block.as_of,
        ranked=tuple(ranked),
        excluded=_excluded(question, verdicts) if with_excluded else (),
        n_eligible=len(eligible),
        n_review=int((verdicts.under_review.reshape(-1) & asked).sum()),
        n_excluded=int(asked.sum()) - len(eligible),
    )


def _excluded(question: _Question, verdicts: Verdicts) -> tuple[ExcludedCandidate, ...]:
    failures, asked = sorted(verdicts.failures().items()), question.asked
    return tuple(
        ExcludedCandidate(question.reference(candidate if question.by_candidate else vacancy), tuple(reasons))
        for (vacancy, candidate), reasons in failures
        if asked[candidate if question.by_candidate else vacancy]
    )
