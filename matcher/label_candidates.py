"""Which labels a text might mean: the nearest by n-grams, with the features of each pair. No decision lives here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.label_evidence import FEATURES, Query, pair_features
from matcher.labelbook import LabelBook

N_LABELS = 60
N_CONCEPTS = 12
_PER_CONCEPT = 2


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of query number and label row, with their features (n pairs, len(FEATURES))."""

    query: NDArray[np.int64]
    label: NDArray[np.int64]
    features: NDArray[np.float32]


def find(book: LabelBook, queries: Sequence[Query], *, hidden: Sequence[tuple[str, int]] | None = None) -> Found:
    """Return the candidate pairs of prepared queries. hidden: per query, a plain label and a concept row that must not be found."""
    rows, scores = book.matcher.search([query.folded for query in queries], N_LABELS)
    pair_query: list[int] = []
    pair_label: list[int] = []
    cosine: list[float] = []
    support: list[float] = []
    for at, (labels, values) in enumerate(zip(rows.tolist(), scores.tolist(), strict=True)):
        taken: dict[int, list[int]] = {}
        for label, value in zip(labels, values, strict=True):
            if label < 0 or value <= 0.02:
                break
            concept = int(book.owner[label])
            if hidden and (book.plains[label] == hidden[at][0] or concept == hidden[at][1]):
                continue
            places = taken.setdefault(concept, [])
            if len(places) < _PER_CONCEPT and (places or len(taken) <= N_CONCEPTS):
                places.append(len(pair_query))
                pair_query.append(at)
                pair_label.append(label)
                cosine.append(value)
                support.append(0.0)
        for places in taken.values():
            total = sum(cosine[place] for place in places) / _PER_CONCEPT
            for place in places:
                support[place] = total
    if not pair_query:
        return Found(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(FEATURES)), np.float32))
    query, label = np.array(pair_query, np.int64), np.array(pair_label, np.int64)
    features = pair_features(book, queries, query, label, np.array(cosine, np.float32), np.array(support, np.float32))
    return Found(query, label, features)
