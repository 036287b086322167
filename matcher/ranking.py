"""Exact top-k with ties that favour nobody.

Order: score, greatest first; equal scores by a hash of (who is asked about, the row, the day), never by id, name or date of entry: over
many vacancies and days everybody among equals comes first equally often, and the same question on the same day gets the same answer.
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.columns import hash_text

Array = NDArray[Any]


def tie_keys(subject: str, as_of: date, row_hashes: Array) -> Array:
    """Return one uint64 per row: the row's own hash mixed with the subject's and the day's."""
    seed = np.uint64(hash_text(f"{subject}/{as_of.isoformat()}"))
    return _mixed(row_hashes.astype(np.uint64) ^ seed)


def _mixed(keys: Array) -> Array:
    """One round of splitmix64 (Steele, Lea & Flood, OOPSLA 2014); unsigned arithmetic wraps on purpose."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Array = keys ^ (keys >> np.uint64(31))
    return mixed


def top_rows(scores: Array, ties: Array, limit: int) -> Array:
    """Return the positions of the `limit` best scores, best first; all when there are fewer, none for a limit of 0 or less.

    scores: float of shape (n,), NaN counts as lowest. ties: uint64 of shape (n,), the lower first among equal scores.
    """
    if limit <= 0 or not len(scores):
        return np.empty(0, np.int64)
    scores = np.where(np.isnan(scores), -np.inf, scores)
    rows = np.arange(len(scores))
    if limit < len(scores):
        bound = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        # Everybody who ties with the last place stands for it; the hash decides.
        rows = np.flatnonzero(scores >= bound)
    order = np.lexsort((ties[rows], -scores[rows]))
    return rows[order][:limit]
