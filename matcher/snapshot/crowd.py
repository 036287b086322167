"""Everybody as they are now: a snapshot and the people changed since, ranked as one.

Immutable: a change makes a new `Crowd` that shares the snapshot. Changed people are few and ranked by the plain code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audience import EVERYBODY, Audience
from matcher.candidate_table import CandidateTable
from matcher.holdings import ConceptGraph
from matcher.index import CandidateIndex, VacancyIndex
from matcher.ranking import tie_keys, top_rows
from matcher.recommender import recommend_candidates
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.snapshot.build import build_snapshot
from matcher.snapshot.contest import BestRows, find_best, find_excluded
from matcher.snapshot.layout import CandidateSnapshot
from matcher.snapshot.tables import Judges
from matcher.types import CandidateProfile, VacancySpec

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Best:
    """The best people for a vacancy, best first, by reference, with their scores; the counts are of all whom the audience may know."""

    references: tuple[str, ...]
    scores: tuple[float, ...]
    n_eligible: int
    n_review: int
    n_excluded: int


@dataclass(frozen=True)
class Crowd:
    """Everybody who may be ranked. changed: people whose facts are newer than the snapshot; gone: rows of the snapshot to leave out."""

    graph: ConceptGraph = field(repr=False)
    snapshot: CandidateSnapshot = field(repr=False)
    changed: CandidateIndex = field(repr=False)
    gone: Array = field(repr=False)

    @classmethod
    def of(cls, snapshot: CandidateSnapshot, graph: ConceptGraph) -> "Crowd":
        """A snapshot without changes."""
        return cls(graph, snapshot, CandidateIndex.build([], graph), np.empty(0, np.int64))

    @classmethod
    def build(cls, profiles: Sequence[CandidateProfile], graph: ConceptGraph) -> "Crowd":
        """People as values."""
        return cls.of(build_snapshot(CandidateTable.of(profiles, graph.row_of), graph), graph)

    def __len__(self) -> int:
        return len(self.snapshot) - len(self.gone) + len(self.changed)

    @cached_property
    def n_changes(self) -> int:
        """How far this is from its snapshot."""
        return len(self.gone) + len(self.changed)

    def with_changes(self, profiles: Sequence[CandidateProfile], removed: Iterable[str] = ()) -> "Crowd":
        """Return everybody with these people in place of those of the same reference, or added, and `removed` gone."""
        away = {profile.reference for profile in profiles} | set(removed)
        rows = [row for reference in away if (row := self.snapshot.find_row(reference)) is not None]
        gone = np.union1d(self.gone, np.array(rows, np.int64))
        return replace(self, changed=self.changed.with_changes(profiles, removed), gone=gone)

    def find_excluded(
        self, spec: VacancySpec, scorer: Scorer, rules: RuleSet, as_of: date, limit: int, audience: Audience = EVERYBODY
    ) -> tuple[str, ...]:
        """References of people whom some rule keeps out of a vacancy, at most `limit`: the changed ones, then the nearest to eligible."""
        news = recommend_candidates(spec, self.changed, scorer, rules, as_of, 0, explain=False, audience=audience)
        judges = Judges(VacancyIndex.build([spec], self.graph), scorer, rules, as_of, audience)
        rows = find_excluded(self.snapshot, judges, limit, self.gone)
        return (*(out.reference for out in news.excluded), *(self.snapshot.references[row] for row in rows.tolist()))[:limit]

    def find_best(self, spec: VacancySpec, scorer: Scorer, rules: RuleSet, as_of: date, limit: int, audience: Audience = EVERYBODY) -> Best:
        """Rank everybody of whom the audience may know for a vacancy: exact, ties as everywhere."""
        kept = find_best(self.snapshot, spec, self.graph, scorer, rules, as_of, limit, self.gone, audience)
        return self.with_news(kept, spec, scorer, rules, as_of, limit, audience)

    def with_news(
        self, kept: BestRows, spec: VacancySpec, scorer: Scorer, rules: RuleSet, as_of: date, limit: int, audience: Audience = EVERYBODY
    ) -> Best:
        """Bring the best of the snapshot (but for those gone) and the changed people together; `kept` was found for the same audience."""
        if not len(self.changed):
            names = tuple(self.snapshot.references[row] for row in kept.rows.tolist())
            return Best(names, tuple(kept.scores.tolist()), kept.n_eligible, kept.n_review, kept.n_excluded)
        asked: dict[str, Any] = {"explain": False, "with_excluded": False, "audience": audience}
        news = recommend_candidates(spec, self.changed, scorer, rules, as_of, limit, **asked)
        references = [self.snapshot.references[row] for row in kept.rows.tolist()] + [line.reference for line in news.ranked]
        scores = np.concatenate([kept.scores, np.array([line.score for line in news.ranked], np.float64)])
        rows = [self.changed.row_of[line.reference] for line in news.ranked]
        hashes = np.concatenate([self.snapshot.tie_hash[kept.rows], self.changed.columns.tie_hash[rows]])
        order = top_rows(scores, tie_keys(spec.reference, as_of, hashes), limit).tolist()
        return Best(
            references=tuple(references[place] for place in order),
            scores=tuple(scores[order].tolist()),
            n_eligible=kept.n_eligible + news.n_eligible,
            n_review=kept.n_review + news.n_review,
            n_excluded=kept.n_excluded + news.n_excluded,
        )
