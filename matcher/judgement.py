"""Judgement: the small learned part of resolution: pair features → logit, best concepts → calibrated probability.

Here live two logistic models, their training on the taxonomy's own labels, and their JSON form. No thresholds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from matcher.label_candidates import Found, find
from matcher.label_evidence import FEATURES, Query
from matcher.labelbook import LabelBook
from matcher.perturb import perturb

FINAL_FEATURES = ("best", "margin", "query_covered", "worst_query_word", "query_head", "short_query", "exact_like")
_SEED = 20261122
_N_TRAINING = 2600


@dataclass(frozen=True, slots=True)
class Judgement:
    """pair_weights over FEATURES, final_weights over FINAL_FEATURES; the last number of each is the constant."""

    pair_weights: NDArray[np.float64]
    final_weights: NDArray[np.float64]

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds of each pair."""
        return np.asarray(features @ self.pair_weights[:-1] + self.pair_weights[-1], np.float64)

    def probability(self, final: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability that the best concept is the right one."""
        return np.asarray(1 / (1 + np.exp(-(final @ self.final_weights[:-1] + self.final_weights[-1]))), np.float64)

    def to_json(self) -> Mapping[str, list[float]]:
        """Return the weights as plain numbers."""
        return {"pair": self.pair_weights.tolist(), "final": self.final_weights.tolist()}

    @classmethod
    def from_json(cls, weights: Mapping[str, Sequence[float]]) -> "Judgement":
        """Read what `to_json` wrote; ValueError if the numbers are not as many as the features."""
        pair, final = np.array(weights["pair"], float), np.array(weights["final"], float)
        if len(pair) != len(FEATURES) + 1 or len(final) != len(FINAL_FEATURES) + 1:
            raise ValueError("these weights belong to another set of features")
        return cls(pair, final)

    @classmethod
    def train(cls, book: LabelBook) -> "Judgement":
        """Learn from perturbed labels: half of them with the label itself hidden, a part with the whole concept hidden."""
        random = np.random.default_rng(_SEED)
        n_labels = len(book.plains)
        chosen = random.choice(n_labels, size=min(_N_TRAINING, n_labels), replace=False)
        mode = random.random(len(chosen))
        texts = [book.plains[row] if m < 0.25 else perturb(book.plains[row], random) for row, m in zip(chosen, mode, strict=True)]
        queries = [Query.read(text, book) for text in texts]
        truths = [set(book.exact[book.plains[row]]) for row in chosen]
        hidden = [_hidden(book, int(row), float(m)) for row, m in zip(chosen, mode, strict=True)]
        found = find(book, queries, hidden=hidden)
        right = np.fromiter(
            (book.owner[label] in truths[q] for q, label in zip(found.query, found.label, strict=True)), bool, len(found.query)
        )
        if not right.any() or right.all():
            return _untrained()
        half = found.query % 2 == 0
        pair = _fit(found.features[half], right[half])
        judgement = cls(pair, np.zeros(len(FINAL_FEATURES) + 1))
        tops = best_concepts(book, found, judgement.logits(found.features), len(queries))
        rows = [(at, top) for at, top in enumerate(tops) if top and at % 2 == 1]
        final = np.array([final_features(top, found) for _, top in rows])
        correct = np.array([top[0][0] in truths[at] for at, top in rows])
        if correct.all() or not correct.any():
            return _untrained()
        return cls(pair, _fit(final, correct))


def _untrained() -> Judgement:
    pair = np.zeros(len(FEATURES) + 1)
    pair[[0, 3, 9]] = 4, 4, 4
    pair[-1] = -8
    return Judgement(pair, np.array([1.0] + [0.0] * len(FINAL_FEATURES)))


def _fit(features: NDArray[np.floating], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    model = LogisticRegression(C=3.0, max_iter=500).fit(features.astype(np.float64), right)
    return np.concatenate((model.coef_[0], model.intercept_))


def _hidden(book: LabelBook, row: int, mode: float) -> tuple[str, int]:
    """What a training text may not find: (its own label, −1), ("", its whole concept) or nothing."""
    if mode < 0.55:
        return book.plains[row], -1
    if mode < 0.7:
        return "", int(book.owner[row])
    return "", -1


def best_concepts(book: LabelBook, found: Found, logits: NDArray[np.float64], n_queries: int) -> list[list[tuple[int, float, int]]]:
    """Return, per query, (concept row, logit, pair number) of its concepts, best first; ties by concept row."""
    best: list[dict[int, tuple[float, int]]] = [{} for _ in range(n_queries)]
    for pair, (query, label, logit) in enumerate(zip(found.query.tolist(), found.label.tolist(), logits.tolist(), strict=True)):
        concept = int(book.owner[label])
        if concept not in best[query] or logit > best[query][concept][0]:
            best[query][concept] = (logit, pair)
    return [sorted(((c, logit, pair) for c, (logit, pair) in row.items()), key=lambda top: (-top[1], top[0])) for row in best]


def final_features(top: Sequence[tuple[int, float, int]], found: Found) -> list[float]:
    """Return FINAL_FEATURES of one query's concepts, best first (at least one)."""
    _, best, pair = top[0]
    margin = min(8.0, best - top[1][1]) if len(top) > 1 else 8.0
    row = found.features[pair]
    return [best, margin, float(row[1]), float(row[4]), float(row[6]), float(row[13]), float(row[10])]
