"""Texts as weighted character n-grams in sparse rows. Here live counting and weighting; no search, no meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_HASH_BITS = 20
_PART = 10_000
"""Texts counted at a time, so that memory for their windows stays small."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Join the texts, each with a blank before and after its words: (code points, row number of each)."""
    padded = [f" {' '.join(text.split())} " for text in texts]
    lengths = np.fromiter((len(text) for text in padded), np.int64, len(padded))
    joined = "".join(padded).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32), np.repeat(np.arange(len(padded), dtype=np.int32), lengths)


def ngram_counts(texts: Sequence[str], sizes: tuple[int, ...]) -> sparse.csr_matrix:
    """Count n-grams that stay within words (a word's border counts as a blank); shape (n texts, 2**20) float32, columns hashed."""
    if len(texts) <= _PART:
        return _count(texts, sizes)
    parts = [_count(texts[start : start + _PART], sizes) for start in range(0, len(texts), _PART)]
    return sparse.vstack(parts, format="csr")


def _count(texts: Sequence[str], sizes: tuple[int, ...]) -> sparse.csr_matrix:
    points, owners = code_points(texts)
    blank = points == 32
    rows, columns = [], []
    for size in sizes:
        n_windows = len(points) - size + 1
        if n_windows <= 0:
            continue
        valid = owners[:n_windows] == owners[size - 1 :]
        for at in range(1, size - 1):
            valid &= ~blank[at : at + n_windows]
        if size <= 2:
            valid &= ~(blank[:n_windows] & blank[size - 1 :])
        hashed = np.full(n_windows, size, np.uint64)
        for at in range(size):
            hashed = (hashed ^ points[at : at + n_windows]) * _PRIME
            hashed ^= hashed >> np.uint64(29)
        rows.append(owners[:n_windows][valid])
        columns.append((hashed[valid] >> np.uint64(64 - _HASH_BITS)).astype(np.int32))
    shape = (len(texts), 2**_HASH_BITS)
    if not rows:
        return sparse.csr_matrix(shape, dtype=np.float32)
    row, column = np.concatenate(rows), np.concatenate(columns)
    counts = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=shape)
    counts.sum_duplicates()
    return counts


def unit_rows(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale the rows to length 1 (empty rows stay empty), float32; in place where the vectors are float32 already."""
    scaled = vectors.astype(np.float32, copy=False)
    owners = np.repeat(np.arange(scaled.shape[0], dtype=np.int32), np.diff(scaled.indptr))
    sums = np.bincount(owners, weights=scaled.data**2, minlength=scaled.shape[0])
    scaled.data /= np.sqrt(np.maximum(sums, 1e-18)).astype(np.float32)[owners]
    return scaled


def cut_words(text: str, letters: int) -> str:
    """Keep the first letters of every word: what inflected forms share."""
    return " ".join(word[:letters] for word in text.split())


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at texts: n-grams of the given sizes of words cut after `letters` (None: whole words).

    column_of: hashed column → dense column, −1 if no label has it; idf: inverse document frequency over concepts, per dense column.
    """

    sizes: tuple[int, ...]
    letters: int | None
    column_of: NDArray[np.int32]
    idf: NDArray[np.float32]

    @classmethod
    def fit(
        cls, texts: Sequence[str], members: sparse.csr_matrix, sizes: tuple[int, ...], letters: int | None
    ) -> tuple["View", sparse.csr_matrix]:
        """Learn the columns and their rarity; members: (concepts, texts) of ones. Returns the view and the texts' unit vectors."""
        counts = ngram_counts([cut_words(text, letters) for text in texts] if letters else texts, sizes)
        used = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]))
        column_of = np.full(counts.shape[1], -1, np.int32)
        column_of[used] = np.arange(len(used))
        counts = sparse.csr_matrix((counts.data, column_of[counts.indices], counts.indptr), shape=(len(texts), len(used)))
        ones = np.ones(1, np.float32)
        present = sparse.csr_matrix((np.broadcast_to(ones, counts.data.shape), counts.indices, counts.indptr), shape=counts.shape)
        frequency = np.bincount((members @ present).indices, minlength=len(used))
        idf = (np.log((1 + members.shape[0]) / (1 + frequency)) + 1).astype(np.float32)
        view = cls(sizes, letters, column_of, idf)
        return view, view._weigh(counts)

    def vectors(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return unit vectors of new texts; n-grams no label has are left out."""
        counts = ngram_counts([cut_words(text, self.letters) for text in texts] if self.letters else texts, self.sizes)
        columns = self.column_of[counts.indices]
        known = columns >= 0
        starts = np.concatenate(([0], np.cumsum(known)))[counts.indptr]
        return self._weigh(sparse.csr_matrix((counts.data[known], columns[known], starts), shape=(len(texts), len(self.idf))))

    def _weigh(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        counts.data = ((1 + np.log(counts.data)) * self.idf[counts.indices]).astype(np.float32)
        return unit_rows(counts)


def gather(vectors: sparse.csr_matrix, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Return (columns, values, where each row begins) of the chosen rows, one after the other."""
    starts, ends = vectors.indptr[rows], vectors.indptr[rows + 1]
    lengths = (ends - starts).astype(np.int64)
    begins = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], lengths)
    return vectors.indices[flat], vectors.data[flat], begins[:-1]


def sums_by_row(values: NDArray[np.float32], begins: NDArray[np.int64]) -> NDArray[np.float32]:
    """Sum the values of each row of a `gather`; rows without values give 0."""
    if not len(begins):
        return np.zeros(0, np.float32)
    padded = np.append(values, np.float32(0))
    sums = np.add.reduceat(padded, begins)
    ends = np.append(begins[1:], len(values))
    return np.where(ends > begins, sums, 0).astype(np.float32)
