"""LabelMatcher: fast fuzzy search among many labels. Here live fitting and searching; what a label means stands elsewhere.

It is given nothing but label texts and which of them are synonyms, in any language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.ngrams import ngram_counts

_SIZES = (2, 3, 4, 5)
_CHUNK = 512
_POOL = 0.3


@dataclass(frozen=True, slots=True)
class LabelMatcher:
    """Labels as weighted n-gram vectors.

    columns: the n-gram columns in use; idf per column; vectors: (labels, columns) L2-normalised; concept_rows: concept number per label.
    """

    columns: NDArray[np.int64]
    idf: NDArray[np.float32]
    vectors_t: sparse.csr_matrix
    concept_rows: NDArray[np.int64]
    n_concepts: int

    @classmethod
    def fit(cls, labels: Sequence[str], concept_ids: Sequence[str]) -> "LabelMatcher":
        """Learn from label texts and their concept ids (the same id means synonyms)."""
        counts = ngram_counts([label.lower() for label in labels], _SIZES)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        columns = np.flatnonzero(frequency)
        idf = (np.log((1 + len(labels)) / (1 + frequency[columns])) + 1).astype(np.float32)
        vectors = _weigh(counts[:, columns], idf)
        numbers = {concept: number for number, concept in enumerate(dict.fromkeys(concept_ids))}
        concept_rows = np.fromiter((numbers[concept] for concept in concept_ids), np.int64, len(concept_ids))
        return cls(columns, idf, vectors.T.tocsr(), concept_rows, len(numbers))

    def search(self, queries: Sequence[str], limit: int = 10) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return (label rows (n, limit), −1 padded, best first; scores (n, limit))."""
        rows = np.full((len(queries), limit), -1, np.int64)
        scores = np.zeros((len(queries), limit), np.float32)
        for start in range(0, len(queries), _CHUNK):
            chunk = [query.lower() for query in queries[start : start + _CHUNK]]
            vectors = _weigh(ngram_counts(chunk, _SIZES)[:, self.columns], self.idf)
            found = (vectors @ self.vectors_t).tocsr()
            for at in range(len(chunk)):
                here = slice(found.indptr[at], found.indptr[at + 1])
                indices, values = found.indices[here], found.data[here]
                if len(values) > limit:
                    kept = np.argpartition(-values, limit - 1)[:limit]
                    indices, values = indices[kept], values[kept]
                order = np.lexsort((indices, -values))
                rows[start + at, : len(order)] = indices[order]
                scores[start + at, : len(order)] = values[order]
        return rows, scores


def _weigh(counts: sparse.csr_matrix, idf: NDArray[np.float32]) -> sparse.csr_matrix:
    weighted = counts.tocsr(copy=True)
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(weighted.indptr))
    return weighted.astype(np.float32)
