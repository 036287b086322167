"""Character n-grams of many texts at once, as sparse rows. Here live only counting and weighting; no search, no meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_HASH_BITS = 20
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def code_points(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Join the texts, each with a blank before and after its words: (code points, row number of each)."""
    padded = [f" {' '.join(text.split())} " for text in texts]
    lengths = np.fromiter((len(text) for text in padded), np.int64, len(padded))
    joined = "".join(padded).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32), np.repeat(np.arange(len(padded)), lengths)


def ngram_counts(texts: Sequence[str], sizes: tuple[int, ...]) -> sparse.csr_matrix:
    """Count n-grams that stay within words (a word's border counts as a blank); shape (n texts, 2**20) float32, columns hashed."""
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
        columns.append((hashed[valid] >> np.uint64(64 - _HASH_BITS)).astype(np.int64))
    if not rows:
        return sparse.csr_matrix((len(texts), 2**_HASH_BITS), dtype=np.float32)
    row, column = np.concatenate(rows), np.concatenate(columns)
    ones = np.ones(len(row), np.float32)
    counts = sparse.csr_matrix((ones, (row, column)), shape=(len(texts), 2**_HASH_BITS))
    counts.sum_duplicates()
    return counts
