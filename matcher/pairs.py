"""A block of pairs: some vacancies × some candidates, with what several rules and features need of both sides at once.

Every array has the shape (n_vacancies, n_candidates) or broadcasts to it. "Who for this vacancy" is a block of one row, "which vacancies
for this person" a block of one column, one explained pair a block of one cell: the same functions serve all three.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.columns import UNKNOWN, UNKNOWN_PLACE, CandidateColumns, VacancyColumns
from matcher.index import Callings, CandidateIndex, Leanings, VacancyIndex
from matcher.relations import NearEntries, Needs, Relation, join
from matcher.ruleset import RuleSet

Array = NDArray[Any]
T = TypeVar("T")

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""
YES, NO, MAYBE = 1, 0, -1


class PairBlock:
    """Vacancies × candidates on one day under one set of rules. Raises ValueError when the two sides know different taxonomies."""

    def __init__(self, vacancies: VacancyIndex, candidates: CandidateIndex, rules: RuleSet, as_of: date) -> None:
        if vacancies.graph.version != candidates.graph.version:
            raise ValueError(f"the sides were built on different taxonomies ({vacancies.graph.version}, {candidates.graph.version})")
        self.vacancies, self.candidates, self.rules, self.as_of = vacancies, candidates, rules, as_of
        self.shape = (len(vacancies), len(candidates))
        self._computed: dict[Any, Any] = {}

    @cached_property
    def vacancy(self) -> VacancyColumns:
        """Columns of the vacancies, shaped (n_vacancies, 1)."""
        return self.vacancies.columns.shaped(-1, 1)

    @cached_property
    def calling(self) -> Callings:
        """What kind of work the vacancies are, shaped (n_vacancies, 1)."""
        return self.vacancies.callings.shaped(-1, 1)

    @cached_property
    def candidate(self) -> CandidateColumns:
        """Columns of the candidates, shaped (1, n_candidates)."""
        return self.candidates.columns.shaped(1, -1)

    @cached_property
    def leaning(self) -> Leanings:
        """What kind of work the candidates lean to, shaped (1, n_candidates)."""
        return self.candidates.leanings.shaped(1, -1)

    @cached_property
    def km(self) -> Array:
        """Straight-line kilometres between home and work (haversine); NaN where a place has no coordinates."""
        lat_v, lon_v = _radians(self.vacancy.latitude_e6), _radians(self.vacancy.longitude_e6)
        lat_c, lon_c = _radians(self.candidate.latitude_e6), _radians(self.candidate.longitude_e6)
        across = np.sin((lat_c - lat_v) / 2) ** 2
        along = np.cos(lat_v) * np.cos(lat_c) * np.sin((lon_c - lon_v) / 2) ** 2
        km: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(across + along, 0.0, 1.0)))
        return km

    @cached_property
    def moves(self) -> Array:
        """Whether the person would move into the employer's housing: YES, NO or MAYBE (housing is there, the need is unknown), int8."""
        needed = np.where(self.candidate.housing_needed == UNKNOWN, MAYBE, self.candidate.housing_needed)
        return np.where(self.vacancy.housing_provided, needed, NO).astype(np.int8)

    @cached_property
    def near_occupations(self) -> NearEntries:
        """Occupations held that are near an occupation asked; slots are pairs that have an occupation (see `per_vacancy`)."""
        return self.join(self.vacancies.occupations, self.candidates.occupations)

    @cached_property
    def wished(self) -> Array:
        """How near the person's nearest wish comes to what the vacancy is, in whole 255ths (see `in_whole_255ths`)."""
        wishes = self.candidates.wishes
        near = self.join(self.vacancies.wishes, wishes)
        return self.best(self.vacancies.wishes, near, in_whole_255ths(near.similarity, wishes.values["weight"][near.holding]))

    def covered(self, needs: Needs) -> Array:
        """How far skills cover requirements: the best similarity × level of each, in whole 255ths, added up per pair."""
        skills = self.candidates.skills
        near = self.join(needs, skills)
        return self.by_vacancy(needs.owner, self.best(needs, near, in_whole_255ths(near.similarity, skills.values["level"][near.holding])))

    def once(self, compute: Callable[["PairBlock"], T]) -> T:
        """Return compute(self), computed only the first time."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        return self._computed[compute]  # type: ignore[no-any-return]

    def join(self, needs: Needs, holdings: Relation) -> NearEntries:
        """Join one kind of need with one kind of holding."""
        return join(needs, holdings, self.shape[1])

    def best(self, needs: Needs, near: NearEntries, values: Array) -> Array:
        """Return the best value per group and candidate, shape (n_groups, n_candidates)."""
        return near.best(values).reshape(len(needs.owner), self.shape[1])

    def by_vacancy(self, owner: Array, values: Array) -> Array:
        """Add up rows of (n_groups, n_candidates) per vacancy, in group order, so that both directions round alike."""
        total = np.zeros(self.shape)
        if self.shape[0] == 1:
            for row in values:
                total[0] += row
        else:
            np.add.at(total, owner, values)
        return total


def in_whole_255ths(similarity: Array, level: Array) -> Array:
    """Return similarity × level, rounded to whole 255ths; level is a byte. Whole numbers add up to the same in any order."""
    rounded: Array = np.rint(similarity * level)
    return rounded


def _radians(degrees_e6: Array) -> Array:
    return np.radians(np.where(degrees_e6 == UNKNOWN_PLACE, np.nan, degrees_e6 / 1e6))
