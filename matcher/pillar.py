"""The concepts of one kind, the evidence about them, and how evidence becomes similarity.

Here live the constants of the scale that `matcher.nearness` describes. What the evidence is made of is the affair of
`matcher.concept_vectors` and `matcher.hierarchy`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Rows = NDArray[np.int64]
Matrix = NDArray[np.float32]
Vectors = Any
"""A sparse.csr_matrix or a Matrix."""

SKILL_EVIDENCE, SKILL_SHARES = 0.45, (0.5, 0.25, 0.25)
"""How much evidence beside the hierarchy can say of two skills; shares of relations, place and words."""
OCCUPATION_SHARES, OCCUPATION_FULL, OCCUPATION_CURVE = (0.35, 0.2, 0.25, 0.2), 0.87, 1.8
"""Shares of the skills required, the skills held, place and words; from which sum on two occupations are alike; how fast it falls below."""
MOST = 0.99
"""Evidence never says quite that two concepts are the same."""
ISCO_EVIDENCE = (0.0, 0.03, 0.08, 0.25)
"""Taken away of what is missing where the first digits of ISCO-08 codes agree: one, two, three, all four."""
LIKELY_AMONG_NEAREST, SMALLEST = 0.15, 1e-5
"""Neighbours are first looked for above the one; below the other there are none."""
_BLOCK = 64
DECIMALS = 6


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence as left · rightᵀ, both sparse or both dense; `across` is rightᵀ."""

    left: Vectors
    right: Vectors
    across: Vectors

    @classmethod
    def of(cls, left: Vectors, right: Vectors) -> "Evidence":
        """Keep both sides ready for rows and for pairs."""
        return cls(left, right, right.T.tocsr() if sparse.issparse(right) else right.T)

    def rows(self, rows: Rows) -> Matrix:
        """Return the values of these rows with all others, (n rows, n)."""
        found = self.left[rows] @ self.across
        return np.asarray(found.toarray() if sparse.issparse(found) else found, np.float32)

    def pairs(self, first: Rows, second: Rows) -> Matrix:
        """Return the value of each pair."""
        if sparse.issparse(self.left):
            return np.asarray(self.left[first].multiply(self.right[second]).sum(axis=1), np.float32).ravel()
        return np.asarray(np.einsum("ij,ij->i", self.left[first], self.right[second]), np.float32)


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

    def neighbours(self, at: int, limit: int) -> tuple[NDArray[np.int32], Matrix]:
        """Return the best rows (itself first) and their similarities; ties by row. Computed for a block of rows when first asked for."""
        if at not in self.nearest:
            start = at - at % _BLOCK
            block = np.arange(start, min(start + _BLOCK, len(self.rows)))
            for one, values in zip(block.tolist(), self.all_of(block), strict=True):
                self.nearest[one] = _largest(values, one, limit, self.rows)
        return self.nearest[at]

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
        values = self._value(told_pairs(self.hierarchy, first, second), evidence, codes)
        return np.where(first == second, np.float32(1), np.round(values, DECIMALS))

    def _value(self, hierarchy: Matrix, evidence: Sequence[Matrix], codes: tuple[NDArray[np.int32], NDArray[np.int32]] | None) -> Matrix:
        *relations, place, words = evidence
        # Places are a little near by chance: only a large nearness counts in full (power 1.5).
        placed = np.maximum(place, 0)
        placed *= np.sqrt(placed)
        if codes is None:
            missing = 1 - SKILL_EVIDENCE * _blend(SKILL_SHARES, (*relations, placed, words))
        else:
            missing = 1 - np.minimum(_blend(OCCUPATION_SHARES, (*relations, placed, words)) / OCCUPATION_FULL, MOST) ** OCCUPATION_CURVE
            missing *= 1 - _same_group(*codes)
        return (1 - (1 - hierarchy) * missing).astype(np.float32)


def told_pairs(values: sparse.csr_matrix, rows: Rows, columns: Rows) -> Matrix:
    """The values of these pairs; scipy answers with an empty matrix where nothing is told at all."""
    found = values[rows, columns]
    return np.asarray(found.toarray() if sparse.issparse(found) else found, np.float32).ravel()


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


def _largest(values: Matrix, itself: int, limit: int, rows: Rows) -> tuple[NDArray[np.int32], Matrix]:
    values[itself] = 2.0
    for floor in (LIKELY_AMONG_NEAREST, SMALLEST):
        chosen = np.flatnonzero(values > floor)
        if len(chosen) >= limit:
            chosen = chosen[np.argpartition(-values[chosen], limit - 1)[:limit]]
            break
    told = np.minimum(np.round(values[chosen], DECIMALS), 1 + (chosen == itself))
    order = np.lexsort((chosen, -told))
    return rows[chosen[order]].astype(np.int32), np.minimum(told[order], 1).astype(np.float32)
