"""Judgement: the small learned part of resolution: pair features → logit, best concepts → calibrated probability.

Here live two logistic models, their training on the taxonomy's own labels, and their JSON form. No thresholds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.label_candidates import Found, find
from matcher.label_evidence import FEATURES, Query
from matcher.label_spelling import spelled_otherwise
from matcher.labelbook import LabelBook
from matcher.meaningless import is_meaningless
from matcher.rehearsal import Rehearsal, rehearse

FINAL_FEATURES = (
    "best", "margin", "cosine", "query_covered", "label_covered", "both_covered", "worst_query_word", "query_head", "label_head",
    "sorted_ratio",
    "same_stems", "short_query", "told", "concept_covers", "best_word", "best_word_squared",
)  # fmt: skip
_FEWEST_QUESTIONS = 500
"""Fewer questions than this teach nothing; the plain weights serve."""
MEANS_NOTHING = 0.06
"""Assumed share, among texts worded unlike any label, of those that mean no concept. A rehearsal asks more of them, to learn their look.
About 15 % of what people write means nothing; most of that is near a phrase without meaning and is not judged by this."""
_FROM_PAIR = [FEATURES.index(name) for name in FINAL_FEATURES[2:-1]]


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
    def by_hand(cls) -> "Judgement":
        """Return plain weights for taxonomies too small to learn from, and for tests that need no training."""
        pair = dict.fromkeys(FEATURES, 0.0) | {"cosine": 4.0, "both_covered": 4.0, "sorted_ratio": 4.0}
        final = dict.fromkeys(FINAL_FEATURES, 0.0) | {"best": 1.0}
        return cls(np.array([*pair.values(), -8.0]), np.array([*final.values(), 0.0]))

    @classmethod
    def train(cls, concepts: Sequence[str], labels: Sequence[Sequence[tuple[str, bool]]], *, first_word_names: bool = False) -> "Judgement":
        """Learn from a taxonomy's own labels; see `matcher.rehearsal` for what is asked and what is hidden."""
        rehearsal = rehearse(concepts, labels, first_word_names=first_word_names)
        book, truths = rehearsal.book, rehearsal.truths
        if len(rehearsal.texts) < _FEWEST_QUESTIONS:
            return cls.by_hand()
        found = find(book, [Query.read(text, book) for text in rehearsal.texts])
        owners = book.owner[found.label]
        right = np.fromiter((book.concepts[c] in truths[q] for q, c in zip(found.query, owners, strict=True)), bool, len(owners))
        if right.all() or not right.any():
            return cls.by_hand()
        judged = np.zeros(len(right))
        for part in (0, 1):  # each half is judged by what was learned from the other, so that the probability is not flattered
            here = found.query % 2 == part
            if right[~here].all() or not right[~here].any():
                return cls.by_hand()
            judged[here] = cls(_fit(found.features[~here], right[~here]), np.zeros(len(FINAL_FEATURES) + 1)).logits(found.features[here])
        return cls(_fit(found.features, right), _fit_final(rehearsal, found, best_concepts(book, found, judged, len(truths))))


def _fit_final(rehearsal: Rehearsal, found: Found, tops: Sequence[Sequence[tuple[int, float, int]]]) -> NDArray[np.float64]:
    """Learn when the best concept is right, from the questions that come this far: a spelled-out label is answered before."""
    book, truths = rehearsal.book, rehearsal.truths
    rows = [at for at, top in enumerate(tops) if top and not _is_settled(book, rehearsal.texts[at])]
    correct = np.array([book.concepts[tops[at][0][0]] in truths[at] for at in rows], bool)
    if not len(rows) or correct.all() or not correct.any():
        return Judgement.by_hand().final_weights
    nothing = np.array([all(map(is_meaningless, truths[at])) for at in rows], bool)
    share = float(np.clip(nothing.mean(), 0.01, 0.99))
    weights = np.where(nothing, MEANS_NOTHING / share, (1 - MEANS_NOTHING) / (1 - share))
    return _fit(np.array([final_features(tops[at], found) for at in rows]), correct, weights)


def _is_settled(book: LabelBook, text: str) -> bool:
    return text in book.exact or spelled_otherwise(book, text)[0] is not None


def _fit(features: NDArray[np.floating], right: NDArray[np.bool_], weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression  # takes a second to import: only building a resolver pays it

    spread = features.std(axis=0).astype(np.float64)
    scale = np.where(spread > 1e-4, spread, 1.0)
    model = LogisticRegression(C=3.0, solver="newton-cholesky", max_iter=200).fit(features / scale, right, sample_weight=weights)
    return np.concatenate((model.coef_[0] / scale, model.intercept_))


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
    kept = found.features[pair, _FROM_PAIR].tolist()
    return [best, margin, *kept, kept[-1] ** 2]
