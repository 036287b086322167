"""LabelMatcher: fast fuzzy search among many labels. Here live fitting and searching; what a label means stands elsewhere.

It is given nothing but label texts and which of them are synonyms, in any language. The score of a concept for a query is a weighted sum
of similarities that each look at something else:
  label      cosine of character n-grams (2–5, within words, inverse document frequency over concepts) with the concept's best label
  pool       the mean of its three best labels: agreement of synonyms, half of it counted against concepts with few labels
  centroid   cosine with the sum of all its labels: words spread over several synonyms
  stem       cosine of words cut after five letters: inflected forms, no noise from endings
  covered    the share of the label's weight that the query has: a query may say more than a label, less often less
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.ngrams import View, gather, sums_by_row, unit_rows

_SIZES = (2, 3, 4, 5)
_STEM_SIZES, _STEM_LETTERS = (3, 4, 5, 6, 7), 5
_WEIGHTS = {"label": 1.0, "pool": 0.5, "centroid": 0.4, "stem": 0.8, "covered": 0.5}
"""Set by hand on all six MELO tasks together, rounded; each part alone raised the mean, and every task but one or two."""
_MANY_LABELS = 0.02
"""Taken off per natural logarithm of a concept's number of labels: more labels, more chances to look near."""
_TOTAL = sum(_WEIGHTS.values())
_CHUNK = 256
_MOST_CONCEPTS, _FEWEST_CONCEPTS = 60, 25
_LABELS_PER_CONCEPT = 5
"""How many concepts are scored in full, by the limit asked for, and how many proposed labels that takes."""
_COMMON, _MOST_COMMON = 0.04, 1500
"""N-grams in a larger share, or a larger number, of labels propose no candidates (they count in the score): they are most of the work."""
_WORDS = re.compile(r"\w+")
_Row = tuple[NDArray[np.int64], NDArray[np.float32]]


def _normal(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class LabelMatcher:
    """Fitted labels. vectors, stems: one row per label; centroids: one per concept; proposals: rare n-grams → labels, transposed."""

    view: View
    stem_view: View
    vectors: sparse.csr_matrix
    stems: sparse.csr_matrix
    centroids: sparse.csr_matrix
    proposals: sparse.csr_matrix
    rare: NDArray[np.bool_]
    concept_of: NDArray[np.int64]
    penalty: NDArray[np.float32]

    @classmethod
    def fit(cls, labels: Sequence[str], concept_ids: Sequence[str]) -> "LabelMatcher":
        """Learn from label texts and their concept ids (the same id means synonyms)."""
        if len(labels) != len(concept_ids):
            raise ValueError(f"{len(labels)} labels, but {len(concept_ids)} concept ids")
        texts = [_normal(label) for label in labels]
        numbers: dict[str, int] = {}
        concept_of = np.fromiter((numbers.setdefault(concept, len(numbers)) for concept in concept_ids), np.int64, len(labels))
        ones = np.ones(len(labels), np.float32)
        members = sparse.csr_matrix((ones, (concept_of, np.arange(len(labels)))), shape=(max(1, len(numbers)), len(labels)))
        view, vectors = View.fit(texts, members, _SIZES, None)
        stem_view, stems = View.fit(texts, members, _STEM_SIZES, _STEM_LETTERS)
        centroids = unit_rows(members @ vectors)
        rare = np.bincount(vectors.indices, minlength=vectors.shape[1]) <= np.clip(_COMMON * len(labels), 50, _MOST_COMMON)
        penalty = (_MANY_LABELS * np.log(np.maximum(1, np.diff(members.indptr)))).astype(np.float32)
        return cls(view, stem_view, vectors, stems, centroids, _only(vectors, rare).T.tocsr(), rare, concept_of, penalty)

    def search(self, queries: Sequence[str], limit: int = 10) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return (label rows (n, limit), −1 padded, best first; scores (n, limit) in about [0, 1]).

        The best label of each concept comes first, in the order of the concepts' scores; further labels of the same concepts follow.
        """
        rows = np.full((len(queries), limit), -1, np.int64)
        scores = np.zeros((len(queries), limit), np.float32)
        n_concepts = min(_MOST_CONCEPTS, max(_FEWEST_CONCEPTS, limit))
        for start in range(0, len(queries), _CHUNK):
            texts = [_normal(query) for query in queries[start : start + _CHUNK]]
            vectors, stems = self.view.vectors(texts), self.stem_view.vectors(texts)
            nearest = self._propose(vectors, n_concepts * _LABELS_PER_CONCEPT)
            scratch = np.zeros(vectors.shape[1], np.float32), np.zeros(stems.shape[1], np.float32)
            for at, labels in enumerate(nearest):
                if len(labels):
                    found, values = self._order(_row(vectors, at), _row(stems, at), labels, scratch, (n_concepts, limit))
                    rows[start + at, : len(found)] = found
                    scores[start + at, : len(found)] = values
        return rows, scores

    def _propose(self, vectors: sparse.csr_matrix, n_labels: int) -> list[NDArray[np.int64]]:
        """Return the nearest labels of each query by its rare n-grams; by all of them where it has no rare ones."""
        kept = _only(vectors, self.rare)
        bare = np.flatnonzero((np.diff(kept.indptr) == 0) & (np.diff(vectors.indptr) > 0))
        found = [_top(row, n_labels) for row in _rows(kept @ self.proposals)]
        if len(bare):
            for at, row in zip(bare, _rows((vectors[bare] @ self.vectors.T).tocsr()), strict=True):
                found[at] = _top(row, n_labels)
        return found

    def _order(
        self,
        vector: _Row,
        stem_vector: _Row,
        labels: NDArray[np.int64],
        scratch: tuple[NDArray[np.float32], NDArray[np.float32]],
        sizes: tuple[int, int],
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Score the proposed labels of one query: (label rows, scores), best label of each concept first."""
        query, stem_query = scratch
        n_concepts, limit = sizes
        query[vector[0]] = vector[1]
        stem_query[stem_vector[0]] = stem_vector[1]
        columns, values, begins = gather(self.vectors, labels)
        label_cosine = sums_by_row(query[columns] * values, begins)
        order = np.lexsort((labels, -label_cosine))
        labels, label_cosine = labels[order], label_cosine[order]
        concepts, first, owner = np.unique(self.concept_of[labels], return_index=True, return_inverse=True)
        pool = _pooled(label_cosine, owner, len(concepts))
        base = label_cosine[first] + _WEIGHTS["pool"] * pool
        kept = np.lexsort((concepts, -base))[:n_concepts]
        best = labels[first[kept]]
        score = base[kept] - self.penalty[concepts[kept]]
        columns, values, begins = gather(self.vectors, best)
        score += _WEIGHTS["covered"] * sums_by_row((query[columns] > 0) * values**2, begins)
        columns, values, begins = gather(self.centroids, concepts[kept])
        score += _WEIGHTS["centroid"] * sums_by_row(query[columns] * values, begins)
        columns, values, begins = gather(self.stems, best)
        score += _WEIGHTS["stem"] * sums_by_row(stem_query[columns] * values, begins)
        query[vector[0]] = 0
        stem_query[stem_vector[0]] = 0
        ranked = np.lexsort((concepts[kept], -score))[:limit]
        found, value = best[ranked], score[ranked] / _TOTAL
        if len(found) < limit:
            others = np.delete(labels, first[kept])[: limit - len(found)]
            found = np.concatenate((found, others))
            value = np.concatenate((value, np.zeros(len(others), np.float32)))
        return found, value


def _pooled(cosine: NDArray[np.float32], owner: NDArray[np.int64], n_concepts: int) -> NDArray[np.float32]:
    """Mean of each concept's three best labels, half of it with missing labels counted as 0. cosine: best first."""
    by_owner = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[by_owner], np.arange(n_concepts))
    place = np.empty(len(owner), np.int64)
    place[by_owner] = np.arange(len(owner)) - starts[owner[by_owner]]
    total = np.bincount(owner, weights=np.where(place < 3, cosine, 0), minlength=n_concepts)
    count = np.minimum(3, np.bincount(owner, minlength=n_concepts))
    return (0.5 * total / count + 0.5 * total / 3).astype(np.float32)


def _only(vectors: sparse.csr_matrix, columns: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Return the vectors with the other columns left empty."""
    kept = columns[vectors.indices]
    starts = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))[vectors.indptr]
    return sparse.csr_matrix((vectors.data[kept], vectors.indices[kept], starts), shape=vectors.shape)


def _row(vectors: sparse.csr_matrix, at: int) -> _Row:
    here = slice(vectors.indptr[at], vectors.indptr[at + 1])
    return vectors.indices[here], vectors.data[here]


def _rows(found: sparse.csr_matrix) -> list[_Row]:
    return [_row(found, at) for at in range(found.shape[0])]


def _top(row: _Row, limit: int) -> NDArray[np.int64]:
    labels, values = row
    if len(values) > limit:
        labels = labels[np.argpartition(-values, limit - 1)[:limit]]
    return labels.astype(np.int64)
