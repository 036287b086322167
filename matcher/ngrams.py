"""Words as weighted character n-grams in sparse rows. Here live counting and weighting; no search, no meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_HASH_BITS = 20
_PART = 10_000
"""Texts counted at a time, so that memory for their windows stays small."""
_UNKNOWN = 0.5
"""What an n-gram weighs that no known word has, as a share of the mean: a word made of such is like none."""
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
    rows, columns = _occurrences(texts, sizes)
    counts = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(texts), 2**_HASH_BITS))
    counts.sum_duplicates()
    return counts


def _occurrences(texts: Sequence[str], sizes: tuple[int, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (text, hashed n-gram) of everything that occurs, once for each time."""
    points, owners = code_points(texts)
    blank = points == 32
    rows, columns = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
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
    return np.concatenate(rows), np.concatenate(columns)


def row_lengths(vectors: sparse.csr_matrix) -> NDArray[np.float32]:
    """Return the Euclidean length of every row."""
    owners = np.repeat(np.arange(vectors.shape[0], dtype=np.int32), np.diff(vectors.indptr))
    sums = np.bincount(owners, weights=vectors.data.astype(np.float64) ** 2, minlength=vectors.shape[0])
    return np.sqrt(sums).astype(np.float32)


def scale_rows(vectors: sparse.csr_matrix, factors: NDArray[np.floating]) -> sparse.csr_matrix:
    """Multiply every row by its factor, float32; in place where the vectors are float32 already."""
    scaled = vectors.astype(np.float32, copy=False)
    scaled.data *= np.repeat(factors.astype(np.float32), np.diff(scaled.indptr))
    return scaled


def unit_rows(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale the rows to length 1 (empty rows stay empty), float32; in place where the vectors are float32 already."""
    return scale_rows(vectors, 1 / np.maximum(row_lengths(vectors), 1e-9))


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at words: their n-grams of the given sizes.

    column_of: hashed column → dense column, −1 if no known word has it; weight: how much an n-gram tells, per dense column;
    strange: how much one tells that no known word has.
    """

    sizes: tuple[int, ...]
    column_of: NDArray[np.int32]
    weight: NDArray[np.float32]
    strange: float

    @classmethod
    def of(cls, sizes: tuple[int, ...], column_of: NDArray[np.int32], weight: NDArray[np.float32]) -> "View":
        """Return the view of known n-grams with these weights."""
        return cls(sizes, column_of, weight, _UNKNOWN * float(weight.mean()) if len(weight) else 0.0)

    @classmethod
    def begin(cls, words: Sequence[str], sizes: tuple[int, ...]) -> tuple["View", sparse.csr_matrix]:
        """Return the view with all weights 1, and the words' n-gram counts in its columns."""
        counts = ngram_counts(words, sizes)
        used = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]))
        column_of = np.full(counts.shape[1], -1, np.int32)
        column_of[used] = np.arange(len(used))
        counts = sparse.csr_matrix((counts.data, column_of[counts.indices], counts.indptr), shape=(len(words), len(used)))
        return cls.of(sizes, column_of, np.ones(len(used), np.float32)), counts

    def vectors(self, words: Sequence[str]) -> tuple[sparse.csr_matrix, NDArray[np.float32]]:
        """Return (the words' vectors, shorter than 1 by the n-grams that no known word has; their lengths before, with those)."""
        n_words, n_known = len(words), len(self.weight)
        rows, hashed = _occurrences(words, self.sizes)
        columns = self.column_of[hashed]
        known = columns >= 0
        # Sorted and counted here: SciPy's own way from pairs to rows costs more for a few words than all the rest.
        pairs, times = np.unique(rows[known] * np.int64(n_known) + columns[known], return_counts=True)
        row, column = np.divmod(pairs, max(1, n_known))
        values = (1 + np.log(times.astype(np.float32))) * self.weight[column]
        squares = np.bincount(row, values.astype(np.float64) ** 2, minlength=n_words)
        unknown = np.bincount(rows[~known], minlength=n_words) * self.strange**2
        lengths = np.sqrt(squares + unknown).astype(np.float32)
        values /= np.maximum(lengths, 1e-9)[row]
        ends = np.zeros(n_words + 1, np.int32)
        np.cumsum(np.bincount(row, minlength=n_words), out=ends[1:])
        return sparse.csr_matrix((values, column.astype(np.int32), ends), shape=(n_words, n_known)), lengths

    def weigh(self, counts: sparse.csr_matrix) -> tuple[sparse.csr_matrix, NDArray[np.float32]]:
        """Turn counts of known n-grams, in place, into unit vectors; return them and their lengths before."""
        counts.data = (1 + np.log(counts.data)) * self.weight[counts.indices]
        lengths = row_lengths(counts)
        return scale_rows(counts, 1 / np.maximum(lengths, 1e-9)), lengths


def keep(vectors: sparse.csr_matrix, wanted: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Leave out, in place, the entries that are not wanted."""
    vectors.data[~wanted] = 0
    vectors.eliminate_zeros()
    return vectors


def gather(vectors: sparse.csr_matrix, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64]]:
    """Return (columns, values, where each row begins and, last, where all end) of the chosen rows, one after the other."""
    starts = vectors.indptr[rows].astype(np.int64)
    lengths = vectors.indptr[rows + 1] - starts
    begins = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.arange(begins[-1]) + np.repeat(starts - begins[:-1], lengths)
    return vectors.indices[flat], vectors.data[flat], begins


def sums_by_row(values: NDArray[np.float32], begins: NDArray[np.int64]) -> NDArray[np.float32]:
    """Sum the values of each row of a `gather`; rows without values give 0."""
    if len(begins) < 2:
        return np.zeros(0, np.float32)
    sums = np.add.reduceat(np.append(values, np.float32(0)), begins[:-1])
    return np.where(begins[1:] > begins[:-1], sums, 0).astype(np.float32)
