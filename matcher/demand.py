"""Skills that vacancies ask for against skills that people have: how many places want each, and how many people could fill them.

Whoever has the skill itself, or something that serves in its place, shows it: similarity × level of SHOWN or more, as for a gap. Here live
counts alone; whose counts may be told to whom is for the services to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.attitudes import ATTITUDES
from matcher.gaps import SHOWN
from matcher.held import LEVELS, HeldConcepts
from matcher.holdings import ConceptGraph, near_concepts
from matcher.types import VacancySpec

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people, and how many of them somebody may see one by one."""

    n_people: int
    n_seen: int


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """One skill. places: of vacancies that ask it as essential; have: who shows the skill itself; near: also by what serves for it."""

    concept: str
    places: int
    n_vacancies: int
    have: Heads
    near: Heads


def find_demand(
    asked: Iterable[tuple[VacancySpec, int]], skills: HeldConcepts, counted: Array, seen: Array, graph: ConceptGraph
) -> tuple[SkillDemand, ...]:
    """Every skill that these vacancies ask as essential, those that want the most places first; attitudes are asked when one meets.

    asked: vacancies with their places. counted, seen: bool per person: who is counted at all, whom the asker may see.
    """
    places: dict[str, int] = {}
    vacancies: dict[str, int] = {}
    for spec, n_places in asked:
        named = {key for requirement in spec.requirements if requirement.essential for key in requirement.concepts}
        for key in named - ATTITUDES:
            if key in graph.row_of:
                places[key], vacancies[key] = places.get(key, 0) + n_places, vacancies.get(key, 0) + 1
    by_concept = np.argsort(skills.concept, kind="stable")
    holders = _Holders(skills.concept[by_concept], skills.person_row[by_concept], skills.worth[by_concept], counted, seen)
    found = []
    for key in sorted(places, key=lambda key: (-places[key], key)):
        own = {graph.row_of[key]: 1.0}
        found.append(SkillDemand(key, places[key], vacancies[key], holders.heads(own), holders.heads(near_concepts([key], graph))))
    return tuple(found)


@dataclass(frozen=True)
class _Holders:
    """Entries of everybody in the order of their concepts."""

    concept: Array
    person_row: Array
    worth: Array
    counted: Array
    seen: Array

    def heads(self, near: dict[int, float]) -> Heads:
        """Who shows a skill by any of these concepts, of those who are counted."""
        shows = np.zeros(len(self.counted), bool)
        for row, similarity in near.items():
            span = slice(*np.searchsorted(self.concept, [row, row + 1]))
            enough = np.rint(np.float32(similarity).astype(np.float64) * self.worth[span]) / LEVELS >= SHOWN
            shows[self.person_row[span][enough]] = True
        shows &= self.counted
        return Heads(int(shows.sum()), int((shows & self.seen).sum()))
