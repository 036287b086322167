"""How near two concepts of a taxonomy are. Here lives only the arithmetic that turns evidence into a similarity and a relatedness.

similarity(required, held), in [0, 1]: how far a held concept serves where another of its kind is required.
  same concept                          1
  held is narrower than required        0.95, then 0.9, 0.85 per further step
  held is broader than required         0.65, then 0.45, 0.3
  siblings                              0.45
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
from matcher.hierarchy import served_by_hierarchy

Rows = NDArray[np.int64]
Matrix = NDArray[np.float32]

SKILL_EVIDENCE, SKILL_SHARES = 0.45, (0.5, 0.25, 0.25)
"""How much evidence beside the hierarchy can say of two skills; shares of relations, place and words."""
OCCUPATION_SHARES, OCCUPATION_FULL, OCCUPATION_CURVE = (0.35, 0.2, 0.3, 0.15), 0.9, 2.0
"""Shares of the skills required, the skills held, place and words; from which sum on two occupations are alike; how fast it falls below."""
MOST = 0.99
"""Evidence never says quite that two concepts are the same."""
ISCO_EVIDENCE = (0.0, 0.03, 0.08, 0.25)
"""Taken away of what is missing where the first digits of ISCO-08 codes agree: one, two, three, all four."""
PLACE_FLOOR = 0.15
"""Places nearer than this by chance say nothing."""
OPTIONAL_RELATION, NARROWER_SKILL, BROADER_SKILL = 0.85, 0.8, 0.55
"""How far an occupation's optional skill, a skill below one of its skills, and one above stand for an essential one."""
LIKELY_SKILL = 0.7
"""The most that a skill no relation tells of can be related to an occupation."""
_BLOCK = 256
_DECIMALS = 5


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence as left · rightᵀ, both sparse or both dense; `across` is rightᵀ."""

    left: sparse.csr_matrix | Matrix
    right: sparse.csr_matrix | Matrix
    across: sparse.csr_matrix | Matrix

    @classmethod
    def of(cls, left: sparse.csr_matrix | Matrix, right: sparse.csr_matrix | Matrix) -> "Evidence":
        """Keep both sides ready for rows and for pairs."""
        return cls(left, right, right.T.tocsr() if sparse.issparse(right) else right.T)

    def rows(self, rows: Rows) -> Matrix:
        """Return the values of these rows with all others, (n rows, n)."""
        found = self.left[rows] @ self.across
        return found.toarray() if sparse.issparse(found) else found

    def pairs(self, first: Rows, second: Rows) -> Matrix:
        """Return the value of each pair."""
        if sparse.issparse(self.left):
            return np.asarray(self.left[first].multiply(self.right[second]).sum(axis=1), np.float32).ravel()
        return np.einsum("ij,ij->i", self.left[first], self.right[second])


@dataclass(frozen=True)
class Pillar:
    """The concepts of one kind. codes: (n, 4) digits of ISCO groups, −1 unknown; relations: what `_value` expects of the kind."""

    rows: Rows
    hierarchy: sparse.csr_matrix
    relations: tuple[Evidence, ...]
    place: Evidence
    words: Evidence
    codes: NDArray[np.int32] | None = None
    nearest: dict[int, tuple[NDArray[np.int32], Matrix]] = field(default_factory=dict)

    def all_of(self, rows: Rows) -> Matrix:
        """Return the similarities of local rows (required) with every concept of the kind (held); 1 with itself."""
        evidence = [one.rows(rows) for one in (*self.relations, self.place, self.words)]
        codes = None if self.codes is None else (self.codes[rows][:, None], self.codes[None])
        values = self._value(self.hierarchy[rows].toarray(), evidence, codes)
        values[np.arange(len(rows)), rows] = 1.0
        return values

    def pairs(self, first: Rows, second: Rows) -> Matrix:
        """Return the similarity of each pair (required, held) of local rows."""
        evidence = [one.pairs(first, second) for one in (*self.relations, self.place, self.words)]
        codes = None if self.codes is None else (self.codes[first], self.codes[second])
        values = self._value(np.asarray(self.hierarchy[first, second], np.float32).ravel(), evidence, codes)
        return np.where(first == second, np.float32(1), values)

    def _value(
        self, hierarchy: Matrix, evidence: Sequence[Matrix], codes: tuple[NDArray[np.int32], NDArray[np.int32]] | None
    ) -> Matrix:
        *relations, place, words = evidence
        placed = np.maximum(place - PLACE_FLOOR, 0) / (1 - PLACE_FLOOR)
        if codes is None:
            missing = 1 - SKILL_EVIDENCE * _blend(SKILL_SHARES, (*relations, placed, words))
        else:
            missing = 1 - np.minimum(_blend(OCCUPATION_SHARES, (*relations, placed, words)) / OCCUPATION_FULL, MOST) ** OCCUPATION_CURVE
            missing *= 1 - _same_group(*codes)
        return np.round(1 - (1 - hierarchy) * missing, _DECIMALS).astype(np.float32)


def _blend(shares: Sequence[float], evidence: Sequence[Matrix]) -> Matrix:
    total = np.zeros_like(evidence[0], dtype=np.float32)
    for share, value in zip(shares, evidence, strict=True):
        total += np.float32(share) * value
    return np.clip(total, 0, 1)


def _same_group(first: NDArray[np.int32], second: NDArray[np.int32]) -> Matrix:
    found = np.zeros(np.broadcast_shapes(first.shape[:-1], second.shape[:-1]), np.float32)
    for digits, value in enumerate(ISCO_EVIDENCE):
        found[(first[..., digits] == second[..., digits]) & (first[..., digits] >= 0)] = value
    return found


def _codes(isco: Sequence[str | None]) -> NDArray[np.int32]:
    """(n, 4): the code's first one, two, three and four digits as numbers, −1 where it is shorter."""
    return np.array([[int(code[:n]) if code and len(code) >= n and code.isdigit() else -1 for n in (1, 2, 3, 4)] for code in isco], np.int32).reshape(-1, 4)  # noqa: E501


@dataclass(frozen=True)
class Nearness:
    """Both pillars ready to compare. local: row → row within its pillar; expected: (occupations, skills) told by relations and hierarchy."""

    is_occupation: NDArray[np.bool_]
    local: Rows
    skills: Pillar
    occupations: Pillar
    expected: sparse.csr_matrix

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
        words = word_vectors(labels, is_occupation)
        skill_words, occupation_words = words[at_skill], words[at_occupation]
        rare = sparse.diags(rarity(held))
        relations = unit_rows((held @ rare).tocsr())
        skill_places, occupation_places = space(relations, skill_words, occupation_words)
        skill_hierarchy = hierarchy[at_skill][:, at_skill].tocsr()
        expected = _expected(held, skill_hierarchy)
        needed = held.copy()
        needed.data = (needed.data == 1).astype(np.float32)
        needed.eliminate_zeros()
        needed = _shares((needed @ rare).tocsr())
        by_occupation = held.T.tocsr()
        by_occupation = unit_rows((by_occupation @ sparse.diags(rarity(by_occupation))).tocsr())
        skills = Pillar(
            at_skill, skill_hierarchy, (Evidence.of(by_occupation, by_occupation),), Evidence.of(skill_places, skill_places),
            Evidence.of(skill_words, skill_words),
        )  # fmt: skip
        occupations = Pillar(
            at_occupation, hierarchy[at_occupation][:, at_occupation].tocsr(),
            (Evidence.of(needed, expected), Evidence.of(expected, needed)), Evidence.of(occupation_places, occupation_places),
            Evidence.of(occupation_words, occupation_words), _codes([isco[row] for row in at_occupation]),
        )  # fmt: skip
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
        """Return the best rows (itself first) and their similarities; ties by row. Computed for a block of rows when first asked for."""
        pillar, at = self._pillar(row), int(self.local[row])
        if at not in pillar.nearest:
            start = at - at % _BLOCK
            block = np.arange(start, min(start + _BLOCK, len(pillar.rows)))
            for one, values in zip(block.tolist(), pillar.all_of(block), strict=True):
                pillar.nearest[one] = _largest(values, one, limit, pillar.rows)
        return pillar.nearest[at]

    def relatedness(self, occupations: Rows, skills: Rows) -> Matrix:
        """Return for each pair of an occupation row and a skill row how far the skill belongs there, in [0, 1]."""
        at_occupation, at_skill = self.local[occupations], self.local[skills]
        told = np.asarray(self.expected[at_occupation, at_skill], np.float32).ravel()
        place = np.einsum("ij,ij->i", self.occupations.place.left[at_occupation], self.skills.place.left[at_skill])
        likely = LIKELY_SKILL * np.clip(place, 0, 1)
        return np.where(told >= OPTIONAL_RELATION, told, 1 - (1 - told) * (1 - likely)).astype(np.float32)


def _largest(values: Matrix, itself: int, limit: int, rows: Rows) -> tuple[NDArray[np.int32], Matrix]:
    values[itself] = 2.0
    chosen = np.argpartition(-values, limit)[:limit] if len(values) > limit else np.arange(len(values))
    chosen = chosen[values[chosen] > 0]
    chosen = chosen[np.lexsort((chosen, -values[chosen]))]
    return rows[chosen].astype(np.int32), np.minimum(values[chosen], 1)


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
    for value, weight in ((0.95, NARROWER_SKILL), (0.65, BROADER_SKILL)):
        steps = hierarchy.copy()
        steps.data = np.isclose(steps.data, value).astype(np.float32)
        steps.eliminate_zeros()
        reached = (named @ steps).tocsr()
        reached.data = np.full(len(reached.data), weight, np.float32)
        expected = expected.maximum(reached)
    return expected.tocsr()


def _shares(needed: sparse.csr_matrix) -> sparse.csr_matrix:
    totals = np.asarray(needed.sum(axis=1)).ravel()
    return (sparse.diags(1 / np.maximum(totals, 1e-9)) @ needed).tocsr().astype(np.float32)
