"""Which labels a text might mean: the nearest by n-grams, with the features of each pair. No decision lives here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.label_evidence import Query, pair_features
from matcher.labelbook import LabelBook

N_CONCEPTS = 14
"""Concepts compared word by word for each text, each with its best label."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of query number and label row, with their features (n pairs, len(FEATURES)); grouped by query, nearest first."""

    query: NDArray[np.int64]
    label: NDArray[np.int64]
    features: NDArray[np.float32]


def find(book: LabelBook, queries: Sequence[Query]) -> Found:
    """Return the candidate pairs of prepared queries."""
    rows, scores = book.matcher.search([query.folded for query in queries], N_CONCEPTS)
    real = (rows >= 0) & (scores > 0)
    query = np.nonzero(real)[0]
    label = rows[real]
    score = scores[real]
    gap = scores[query, 0] - score
    return Found(query, label, pair_features(book, queries, query, label, score, gap))
