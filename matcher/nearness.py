"""How near two concepts of a taxonomy are. Here lives only the arithmetic that turns evidence into a similarity and a relatedness.

similarity(required, held), in [0, 1]: how far a held concept serves where another of its kind is required.
  same concept                          1
  held is narrower than required        0.95, then 0.9, 0.85 per further step
  held is broader than required         0.65, then 0.45, 0.3
  siblings                              0.5
Each further evidence takes away a part of what is missing to 1:
  skills        up to 0.45: the same occupations, a near place in the space of occupations and skills, the same label words
  occupations   how much of one's essential skills the other contains (rare ones count more), a near place, the same label words,
                and the ISCO-08 unit, minor or sub-major group: two trades that share most of their skills are near, whatever their codes
relatedness(occupation, skill), in [0, 1]: 1 essential, 0.85 optional, else how likely the skill stands in the occupation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.concept_vectors import OPTIONAL_WEIGHT, rarity, space, unit_rows, word_vectors
from matcher.hierarchy import BROADER, NARROWER, served_by_hierarchy
from matcher.pillar import DECIMALS, Evidence, Matrix, Pillar, Rows, told_pairs

OPTIONAL_RELATION, NARROWER_SKILL, BROADER_SKILL = 0.85, 0.8, 0.55
"""How far an occupation's optional skill, a skill below one of its skills, and one above stand for an essential one."""
LIKELY_SKILL = 0.7
"""The most that a skill no relation tells of can be related to an occupation."""
REMEMBERED_OCCUPATIONS = 512


@dataclass(frozen=True)
class Nearness:
    """Both pillars ready to compare.

    local: row → row within its pillar; expected: (occupations, skills) as relations and hierarchy tell; belonging: what was asked before.
    """

    is_occupation: NDArray[np.bool_]
    local: Rows
    skills: Pillar
    occupations: Pillar
    expected: sparse.csr_matrix
    belonging: dict[int, Matrix] = field(default_factory=dict)

    @classmethod
    def compute(
        cls,
        *,
        kinds: Sequence[str],
        isco: Sequence[str | None],
        labels: Sequence[Sequence[str]],
        broader: Sequence[tuple[int, int]],
        essential: Sequence[tuple[int, int]],
        optional: Sequence[tuple[int, int]],
    ) -> "Nearness":
        """Compute from row numbers: broader (narrower row, broader row), essential and optional (occupation row, skill row)."""
        is_occupation = np.array([kind == "occupation" for kind in kinds], bool)
        at_skill, at_occupation = np.flatnonzero(~is_occupation), np.flatnonzero(is_occupation)
        local = np.zeros(len(kinds), np.int64)
        local[at_skill], local[at_occupation] = np.arange(len(at_skill)), np.arange(len(at_occupation))
        held = _held(local, (len(at_occupation), len(at_skill)), essential, optional)
        hierarchy = served_by_hierarchy(len(kinds), broader)
        expected = _expected(held, hierarchy[at_skill][:, at_skill].tocsr())
        needed = _needed(held)
        by_occupation = held.T.tocsr()
        by_occupation = unit_rows((by_occupation @ sparse.diags(rarity(by_occupation))).tocsr())
        words = word_vectors(labels, is_occupation)
        by_skill = unit_rows((held @ sparse.diags(rarity(held))).tocsr())
        skill_places, occupation_places = space(by_skill, words[at_skill], words[at_occupation])
        skills = _pillar(at_skill, hierarchy, words, skill_places, [(by_occupation, by_occupation)])
        codes = _codes([isco[row] for row in at_occupation.tolist()])
        occupations = _pillar(at_occupation, hierarchy, words, occupation_places, [(needed, expected), (expected, needed)], codes)
        return cls(is_occupation, local, skills, occupations, expected)

    def _pillar(self, row: int) -> Pillar:
        return self.occupations if self.is_occupation[row] else self.skills

    def similarity(self, required: int, held: int) -> float:
        """Return the similarity of two rows; 0 between a skill and an occupation."""
        if self.is_occupation[required] != self.is_occupation[held]:
            return 0.0
        return float(self._pillar(required).pairs(self.local[[required]], self.local[[held]])[0])

    def similarities(self, required: Rows, held: Rows) -> Matrix:
        """Return the similarity of each pair of rows at once, shape (n,)."""
        values = np.zeros(len(required), np.float32)
        for pillar, kind in ((self.skills, False), (self.occupations, True)):
            alike = (self.is_occupation[required] == kind) & (self.is_occupation[held] == kind)
            values[alike] = pillar.pairs(self.local[required[alike]], self.local[held[alike]])
        return values

    def neighbours(self, row: int, limit: int) -> tuple[NDArray[np.int32], Matrix]:
        """Return the best rows of the same kind (itself first) and their similarities; ties by row. One limit per Nearness."""
        return self._pillar(row).neighbours(int(self.local[row]), limit)

    def relatedness(self, occupations: Rows, skills: Rows) -> Matrix:
        """Return for each pair of an occupation row and a skill row how far the skill belongs there, in [0, 1]."""
        at_occupation, at_skill = self.local[occupations], self.local[skills]
        place = np.einsum("ij,ij->i", self.occupations.place.left[at_occupation], self.skills.place.left[at_skill])
        return _belonging(told_pairs(self.expected, at_occupation, at_skill), place)

    def belongs(self, occupation: int, skill: int) -> float:
        """Return the relatedness of one occupation row and one skill row; an occupation's skills are remembered together."""
        if occupation not in self.belonging:
            if len(self.belonging) >= REMEMBERED_OCCUPATIONS:
                self.belonging.clear()
            at = self.local[[occupation]]
            place = self.skills.place.left @ self.occupations.place.left[at[0]]
            self.belonging[occupation] = _belonging(self.expected[at].toarray().ravel(), place)
        return float(self.belonging[occupation][self.local[skill]])


def _belonging(told: Matrix, place: Matrix) -> Matrix:
    likely = LIKELY_SKILL * np.clip(place, 0, 1)
    return np.round(np.where(told >= OPTIONAL_RELATION, told, 1 - (1 - told) * (1 - likely)), DECIMALS).astype(np.float32)


def _held(
    local: Rows, shape: tuple[int, int], essential: Sequence[tuple[int, int]], optional: Sequence[tuple[int, int]]
) -> sparse.csr_matrix:
    """(occupations, skills): 1 essential, OPTIONAL_WEIGHT optional; essential wins where both are told."""
    found = sparse.csr_matrix(shape, dtype=np.float32)
    for pairs, weight in ((essential, 1.0), (optional, OPTIONAL_WEIGHT)):
        at = local[np.array(pairs, np.int64).reshape(-1, 2)]
        told = sparse.csr_matrix((np.full(len(at), weight, np.float32), (at[:, 0], at[:, 1])), shape=shape)
        told.data = np.minimum(told.data, weight)
        found = found.maximum(told)
    return found.tocsr()


def _expected(held: sparse.csr_matrix, hierarchy: sparse.csr_matrix) -> sparse.csr_matrix:
    """(occupations, skills): 1 essential, less for optional ones and for skills directly below or above one of the occupation's."""
    direct, named = held.copy(), held.copy()
    direct.data = np.where(direct.data == 1, 1, OPTIONAL_RELATION).astype(np.float32)
    named.data[:] = 1
    expected = direct
    for value, weight in ((NARROWER[0], NARROWER_SKILL), (BROADER[0], BROADER_SKILL)):
        steps = hierarchy.copy()
        steps.data = np.isclose(steps.data, value).astype(np.float32)
        steps.eliminate_zeros()
        reached = (named @ steps).tocsr()
        reached.data = np.full(len(reached.data), weight, np.float32)
        expected = expected.maximum(reached)
    return expected.tocsr()


def _needed(held: sparse.csr_matrix) -> sparse.csr_matrix:
    """(occupations, skills): the share of each essential skill in what the occupation needs; rows sum to 1."""
    needed = held.copy()
    needed.data = (needed.data == 1).astype(np.float32)
    needed.eliminate_zeros()
    needed = (needed @ sparse.diags(rarity(held))).tocsr()
    totals = np.asarray(needed.sum(axis=1)).ravel()
    return (sparse.diags(1 / np.maximum(totals, 1e-9)) @ needed).tocsr().astype(np.float32)


def _pillar(
    rows: Rows,
    hierarchy: sparse.csr_matrix,
    words: sparse.csr_matrix,
    places: Matrix,
    relations: Sequence[tuple[sparse.csr_matrix, sparse.csr_matrix]],
    codes: NDArray[np.int32] | None = None,
) -> Pillar:
    evidence = tuple(Evidence.of(left, right) for left, right in relations)
    own_words = words[rows]
    return Pillar(rows, hierarchy[rows][:, rows].tocsr(), evidence, Evidence.of(places, places), Evidence.of(own_words, own_words), codes)


def _codes(isco: Sequence[str | None]) -> NDArray[np.int32]:
    """(n, 4): the code's first one, two, three and four digits as numbers, −1 where it is shorter."""
    known = [code if code and code.isdecimal() else "" for code in isco]
    prefixes = [[int(code[:n]) if len(code) >= n else -1 for n in (1, 2, 3, 4)] for code in known]
    return np.array(prefixes, np.int32).reshape(-1, 4)
