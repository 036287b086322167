"""How near two concepts of a taxonomy are, as vectors and one sparse matrix. Here lives only the arithmetic of similarity.

similarity(required, held), in [0, 1]:
  same concept                          1
  held is narrower than required        0.95 per step (a MIG welder serves where a welder is asked)
  held is broader than required         0.65, then 0.45, 0.3 (a welder may or may not do TIG)
  siblings                              0.45
  same ISCO unit group / minor group    0.35 / 0.15 (occupations)
  anything else                         0
to which the rest (1 − that) × 0.45 × relatedness is added. Relatedness in [0, 1] comes from shared occupations (skills) or shared skills
(occupations), rare ones counting more, and from shared label words.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.stems import content_words, stem
from matcher.text import clean

_NARROWER = (0.95, 0.9, 0.85)
_BROADER = (0.65, 0.45, 0.3)
_SIBLING = 0.45
_SAME_UNIT, _SAME_MINOR = 0.35, 0.15
_RELATED = 0.45
_LABEL_SHARE = 0.35
_LARGEST_FAMILY = 80
"""Children of larger groups say too little about each other to be called siblings."""
_OPTIONAL_WEIGHT = 0.5
_MINIMUM = 0.05


@dataclass(frozen=True)
class Nearness:
    """relations, words: L2-normalised sparse rows per concept; structure: hierarchy and ISCO part, row = required, column = held."""

    kinds: NDArray[np.bool_]
    relations: sparse.csr_matrix
    words: sparse.csr_matrix
    structure: sparse.csr_matrix
    matrix: sparse.csr_matrix

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
        relations = _relation_vectors(len(kinds), essential, optional)
        words = _word_vectors(labels)
        structure = _structure(len(kinds), broader, isco, is_occupation)
        matrix = _all_pairs(is_occupation, relations, words, structure)
        return cls(is_occupation, relations, words, structure, matrix)

    def relatedness(self, first: int, second: int) -> float:
        """Return the shared-relations and shared-words part alone, in [0, 1]."""
        by_relation = _dot(self.relations, first, second)
        by_words = _dot(self.words, first, second)
        return min(1.0, (1 - _LABEL_SHARE) * by_relation + _LABEL_SHARE * by_words)

    def similarity(self, required: int, held: int) -> float:
        """Return the similarity of two rows; 0 between a skill and an occupation."""
        if required == held:
            return 1.0
        if self.kinds[required] != self.kinds[held]:
            return 0.0
        base = float(self.structure[required, held])
        return base + (1 - base) * _RELATED * self.relatedness(required, held)

    def neighbours(self, row: int, limit: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the best rows (itself first) and their similarities; ties by row."""
        here = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        columns, values = self.matrix.indices[here], self.matrix.data[here]
        order = np.lexsort((columns, -values))[: limit - 1]
        rows = np.concatenate(([row], columns[order])).astype(np.int32)
        return rows, np.concatenate(([1.0], values[order])).astype(np.float32)


def _dot(vectors: sparse.csr_matrix, first: int, second: int) -> float:
    one, two = (slice(vectors.indptr[row], vectors.indptr[row + 1]) for row in (first, second))
    _, left, right = np.intersect1d(vectors.indices[one], vectors.indices[two], assume_unique=True, return_indices=True)
    return float(vectors.data[one][left] @ vectors.data[two][right])


def _normalised(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    norms = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    scale = sparse.diags(1 / np.maximum(norms, 1e-9))
    normalised = (scale @ vectors).tocsr().astype(np.float32)
    normalised.sort_indices()
    return normalised


def _relation_vectors(n: int, essential: Sequence[tuple[int, int]], optional: Sequence[tuple[int, int]]) -> sparse.csr_matrix:
    pairs = np.array([*essential, *optional], np.int64).reshape(-1, 2)
    strength = np.concatenate((np.ones(len(essential)), np.full(len(optional), _OPTIONAL_WEIGHT)))
    between = sparse.csr_matrix((strength, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    both = (between + between.T).tocsr()
    degree = np.maximum(1, np.diff(both.indptr))
    rarity = np.log1p(n / degree) / np.log1p(n)
    return _normalised((both @ sparse.diags(rarity)).tocsr())


def _word_vectors(labels: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    numbers: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, texts in enumerate(labels):
        weight: dict[int, float] = defaultdict(float)
        for text in texts:
            for word in content_words(clean(text)):
                weight[numbers.setdefault(stem(word), len(numbers))] += 1 / len(texts)
        rows.extend([row] * len(weight))
        columns.extend(weight)
        values.extend(weight.values())
    vectors = sparse.csr_matrix((np.sqrt(values), (rows, columns)), shape=(len(labels), max(1, len(numbers))))
    frequency = np.bincount(vectors.indices, minlength=vectors.shape[1])
    return _normalised((vectors @ sparse.diags(np.log((1 + len(labels)) / (1 + frequency)))).tocsr())


class _Best:
    """The largest value proposed for each (required, held) pair of different rows."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, int], float] = {}

    def propose(self, required: int, held: int, value: float) -> None:
        if required != held and value > self.values.get((required, held), 0.0):
            self.values[required, held] = value

    def propose_family(self, family: Sequence[int], value: float) -> None:
        for one in family:
            for other in family:
                self.propose(one, other, value)

    def matrix(self, n: int) -> sparse.csr_matrix:
        pairs = np.array(list(self.values), np.int64).reshape(-1, 2)
        return sparse.csr_matrix((list(self.values.values()), (pairs[:, 0], pairs[:, 1])), shape=(n, n), dtype=np.float32)


def _structure(
    n: int, broader: Sequence[tuple[int, int]], isco: Sequence[str | None], is_occupation: NDArray[np.bool_]
) -> sparse.csr_matrix:
    best = _Best()
    parents: dict[int, list[int]] = defaultdict(list)
    children: dict[int, list[int]] = defaultdict(list)
    for below, above in broader:
        parents[below].append(above)
        children[above].append(below)
    for row in range(n):
        frontier = [row]
        for narrower, wider in zip(_NARROWER, _BROADER, strict=True):
            frontier = [above for at in frontier for above in parents[at]]
            for above in frontier:
                best.propose(above, row, narrower)
                best.propose(row, above, wider)
    for family in children.values():
        if len(family) <= _LARGEST_FAMILY:
            best.propose_family(family, _SIBLING)
    for digits, value in ((4, _SAME_UNIT), (3, _SAME_MINOR)):
        for group in _isco_groups(isco, is_occupation, digits):
            best.propose_family(group, value)
    return best.matrix(n)


def _isco_groups(isco: Sequence[str | None], is_occupation: NDArray[np.bool_], digits: int) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row, code in enumerate(isco):
        if code and is_occupation[row]:
            groups[code[:digits]].append(row)
    return list(groups.values())


def _all_pairs(
    is_occupation: NDArray[np.bool_], relations: sparse.csr_matrix, words: sparse.csr_matrix, structure: sparse.csr_matrix
) -> sparse.csr_matrix:
    blocks = []
    for start in range(0, relations.shape[0], 1024):
        rows = slice(start, start + 1024)
        related = (1 - _LABEL_SHARE) * (relations[rows] @ relations.T) + _LABEL_SHARE * (words[rows] @ words.T)
        related = related.tocoo()
        keep = (
            (is_occupation[related.row + start] == is_occupation[related.col])
            & (related.row + start != related.col)
            & (related.data > _MINIMUM)
        )
        part = sparse.csr_matrix(
            (np.minimum(related.data[keep], 1) * _RELATED, (related.row[keep], related.col[keep])), shape=related.shape
        )
        base = structure[rows]
        blocks.append((base + part - base.multiply(part)).tocsr())
    return sparse.vstack(blocks).tocsr().astype(np.float32)
