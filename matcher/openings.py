"""Every vacancy as it is now: an index and the vacancies changed since, ranked as one for a person.

Immutable: a change makes a new `Openings` that shares the index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.answers import RankedCandidate, Ranking
from matcher.columns import hash_text
from matcher.holdings import ConceptGraph
from matcher.index import CandidateIndex, VacancyIndex
from matcher.openers import Lacking, find_lacking
from matcher.pairs import PairBlock
from matcher.ranking import tie_keys
from matcher.recommender import recommend_vacancies
from matcher.ruleset import RuleSet
from matcher.scorer import Scorer
from matcher.types import CandidateProfile, VacancySpec

Array = NDArray[Any]


@dataclass(frozen=True)
class Openings:
    """All vacancies. changed: those newer than the index; gone: rows of the index to leave out, ascending."""

    index: VacancyIndex = field(repr=False)
    changed: VacancyIndex = field(repr=False)
    gone: Array = field(repr=False)

    @classmethod
    def build(cls, specs: Sequence[VacancySpec], graph: ConceptGraph) -> "Openings":
        """Vacancies without changes."""
        return cls(VacancyIndex.build(specs, graph), VacancyIndex.build([], graph), np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.index) - len(self.gone) + len(self.changed)

    @property
    def specs(self) -> tuple[VacancySpec, ...]:
        """Every vacancy."""
        away = set(self.gone.tolist())
        return tuple(spec for row, spec in enumerate(self.index.specs) if row not in away) + self.changed.specs

    def spec(self, reference: str) -> VacancySpec:
        """One vacancy. Raises KeyError if there is none."""
        index = self.changed if reference in self.changed.row_of else self.index
        return index.specs[index.row_of[reference]]

    def with_changes(self, specs: Sequence[VacancySpec], removed: Iterable[str] = ()) -> "Openings":
        """Return all vacancies with these in place of those of the same reference, or added, and `removed` gone."""
        removed = list(removed)
        away = {spec.reference for spec in specs} | set(removed)
        rows = [self.index.row_of[reference] for reference in away if reference in self.index.row_of]
        gone = np.union1d(self.gone, np.array(rows, np.int64))
        return replace(self, changed=self.changed.with_changes(specs, removed), gone=gone)

    def lacking(self, profile: CandidateProfile, rules: RuleSet, as_of: date) -> list[Lacking]:
        """What a person lacks for each vacancy that nothing else keeps from them; see `matcher.openers.find_lacking`."""
        person = CandidateIndex.build([profile], self.index.graph)
        parts = ((self.index, self.gone), (self.changed, None))
        return [one for index, without in parts for one in find_lacking(PairBlock(index, person, rules, as_of), without)]

    def rank(
        self,
        profile: CandidateProfile,
        scorer: Scorer,
        rules: RuleSet,
        as_of: date,
        limit: int,
        *,
        explain: bool = True,
        with_excluded: bool = True,
    ) -> Ranking:
        """Rank every vacancy for a person; see `matcher.recommender.recommend_vacancies`."""
        parts = [
            recommend_vacancies(profile, index, scorer, rules, as_of, limit, explain=False, with_excluded=with_excluded, without=without)
            for index, without in ((self.index, self.gone), (self.changed, None))
        ]
        lines = [line for part in parts for line in part.ranked]
        lines = sorted(lines, key=lambda line: (-line.score, _tie(profile.reference, as_of, line)))[:limit]
        if explain and lines:
            shown = VacancyIndex.build([self.spec(line.reference) for line in lines], self.index.graph)
            lines = list(recommend_vacancies(profile, shown, scorer, rules, as_of, limit, with_excluded=False).ranked)
        return Ranking(
            subject=profile.reference,
            as_of=as_of,
            ranked=tuple(lines),
            excluded=tuple(out for part in parts for out in part.excluded),
            n_eligible=sum(part.n_eligible for part in parts),
            n_review=sum(part.n_review for part in parts),
            n_excluded=sum(part.n_excluded for part in parts),
        )


def _tie(subject: str, as_of: date, line: RankedCandidate) -> int:
    return int(tie_keys(subject, as_of, np.array([hash_text(line.reference)], np.uint64))[0])
