"""Features of (text, label) pairs: what speaks for a text meaning a label's concept. Here live numbers only, no decision.

All features lie in [0, 1] (or are logarithms close to it) and are computed for many pairs at once: word against word with rapidfuzz,
summed with NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from matcher.labelbook import LabelBook
from matcher.stems import content_words, fold_word, stem

FEATURES = (
    "cosine", "query_covered", "label_covered", "both_covered", "worst_query_word", "worst_label_word", "query_head", "label_head",
    "ratio", "sorted_ratio", "same_stems", "n_query_words", "n_label_words", "short_query", "transliterated", "gap",
    "query_covered_squared", "label_covered_squared", "sorted_ratio_squared", "best_word", "told", "concept_covers",
)  # fmt: skip
_FUZZY_FLOOR = 0.62
_TELLING_STEM = 5
_ADJECTIVE = (
    "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ым", "им", "ых", "их", "ую", "юю",
    "ны", "ае", "ага", "ыя", "ія", "аму", "кі", "скі",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """A text ready for comparing: its content words, folded, stemmed (stem_numbers: −1 for unknown ones), weighed.

    head: the word that names the thing.
    """

    folded: str
    folds: tuple[str, ...]
    stems: tuple[str, ...]
    stem_numbers: tuple[int, ...]
    weights: tuple[float, ...]
    head: int
    transliterated: bool

    @classmethod
    def read(cls, text: str, book: LabelBook, *, transliterated: bool = False) -> "Query":
        """Prepare one cleaned text (or one reading of it)."""
        words = content_words(text)[:12]
        stems = tuple(stem(word) for word in words)
        folds = tuple(fold_word(word) for word in words)
        numbers = tuple(map(book.stems.number, stems))
        weights = tuple(0.3 if word.isdigit() else book.weight_of(number) for word, number in zip(words, numbers, strict=True))
        return cls(" ".join(folds), folds, stems, numbers, weights, head_of(words), transliterated)


def head_of(words: Sequence[str]) -> int:
    """Return the index of the first word that is not an adjective by its ending; 0 if there is none."""
    for index, word in enumerate(words):
        if not (len(word) > 4 and word.endswith(_ADJECTIVE)):
            return index
    return 0


def word_similarity(first: Sequence[str], second: Sequence[str], same_stem: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how alike folded words are, pair by pair, in [0, 1]: 1 equal, 0.95 same stem, less for slips, 0 for other words."""
    ratio = process.cpdist(first, second, scorer=fuzz.ratio, dtype=np.float32) / 100
    shorter = np.fromiter((min(len(a), len(b)) for a, b in zip(first, second, strict=True)), np.int64, len(first))
    begins = np.fromiter((b.startswith(a) or a.startswith(b) for a, b in zip(first, second, strict=True)), bool, len(first))
    ends = np.fromiter((b.endswith(a) or a.endswith(b) for a, b in zip(first, second, strict=True)), bool, len(first))
    alike = np.clip((ratio - _FUZZY_FLOOR) / (1 - _FUZZY_FLOOR), 0, 1)
    alike = np.where(shorter >= 4, alike, 0)
    alike = np.maximum(alike, np.where(begins & (shorter >= 4), 0.75, 0))
    alike = np.maximum(alike, np.where(begins & (shorter == 3), 0.5, 0))
    alike = np.maximum(alike, np.where(ends & (shorter >= 5), 0.6, 0))
    alike = np.where(same_stem, np.maximum(alike, 0.95), np.minimum(alike, 0.93))
    return np.where(ratio >= 1, 1, alike).astype(np.float32)


def _share_stem(folded: str, word_stem: str, label_folded: str, label_stem: str) -> bool:
    """Tell whether two words agree in their stem; a bare short one ("парк") need not be the word with an ending (паркет)."""
    return word_stem == label_stem and (len(word_stem) >= _TELLING_STEM or folded != word_stem or folded == label_folded)


def pair_features(
    book: LabelBook,
    queries: Sequence[Query],
    pair_query: NDArray[np.int64],
    pair_label: NDArray[np.int64],
    cosine: NDArray[np.float32],
    gap: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the feature matrix (n pairs, len(FEATURES)) of pairs given by query number and label row."""
    table = _WordTable.compare(book, queries, pair_query, pair_label)
    n_pairs = len(pair_query)
    out = np.zeros((n_pairs, len(FEATURES)), np.float32)
    q_texts = [queries[q].folded for q in pair_query]
    l_texts = [book.folded[label] for label in pair_label]
    sums = table.summaries()
    out[:, 0] = cosine
    out[:, 1:8] = sums
    out[:, 8] = process.cpdist(q_texts, l_texts, scorer=fuzz.ratio, dtype=np.float32) / 100
    out[:, 9] = process.cpdist(q_texts, l_texts, scorer=fuzz.token_sort_ratio, dtype=np.float32) / 100
    out[:, 10] = (sums[:, 3] >= 0.93) & (sums[:, 4] <= 0.08) & (sums[:, 5] <= 0.08)
    n_words = np.array([len(query.folds) for query in queries], np.float32)
    letters = np.array([len(query.folded) for query in queries], np.float32)
    out[:, 11] = np.log1p(n_words[pair_query]) / 2
    out[:, 12] = np.log1p((book.words.bounds[pair_label + 1] - book.words.bounds[pair_label]).astype(np.float32)) / 2
    out[:, 13] = np.clip((7 - letters[pair_query]) / 5, 0, 1)
    out[:, 14] = np.array([query.transliterated for query in queries], np.float32)[pair_query]
    out[:, 15] = gap
    out[:, 16:19] = out[:, [1, 2, 9]] ** 2
    out[:, 19] = table.alike.max(axis=(1, 2))
    out[:, 20] = (table.alike.max(axis=2) * table.query_weights).max(axis=1) / table.top_weight
    out[:, 21] = _concept_coverage(book, queries, pair_query, pair_label)
    return out


def _concept_coverage(
    book: LabelBook, queries: Sequence[Query], pair_query: NDArray[np.int64], pair_label: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return which part of the query's weight stands in any label of the concept, by stems."""
    weights = np.zeros((len(queries), max((len(query.weights) for query in queries), default=0)))
    numbers = np.full(weights.shape, -1, np.int64)
    for at, query in enumerate(queries):
        weights[at, : len(query.weights)], numbers[at, : len(query.weights)] = query.weights, query.stem_numbers
    totals = weights.sum(axis=1)[pair_query]
    known = book.has_stems(book.owner[pair_label][:, None], numbers[pair_query])
    shares = (weights[pair_query] * known).sum(axis=1)
    return np.asarray(np.divide(shares, totals, out=np.zeros(len(shares)), where=totals > 0), np.float32)


@dataclass(frozen=True, slots=True)
class _WordTable:
    """Similarities of every query word to every label word of each pair, padded: (pairs, query words, label words)."""

    alike: NDArray[np.float32]
    query_weights: NDArray[np.float32]
    label_weights: NDArray[np.float32]
    query_heads: NDArray[np.int64]
    top_weight: float

    @classmethod
    def compare(
        cls, book: LabelBook, queries: Sequence[Query], pair_query: NDArray[np.int64], pair_label: NDArray[np.int64]
    ) -> "_WordTable":
        numbers: dict[tuple[str, str], int] = {}
        width_q = max((len(query.folds) for query in queries), default=1)
        query_words = np.full((len(queries), max(1, width_q)), -1, np.int64)
        query_weights = np.zeros(query_words.shape, np.float32)
        for at, query in enumerate(queries):
            for place, word in enumerate(zip(query.folds, query.stems, strict=True)):
                query_words[at, place] = numbers.setdefault(word, len(numbers))
            query_weights[at, : len(query.weights)] = query.weights
        label_words = book.words.padded(pair_label)
        label_weights = np.where(label_words >= 0, book.word_weights[label_words], 0).astype(np.float32)
        left = np.broadcast_to(query_words[pair_query][:, :, None], (len(pair_label), query_words.shape[1], label_words.shape[1]))
        right = np.broadcast_to(label_words[:, None, :], left.shape)
        real = (left >= 0) & (right >= 0)
        n_words = max(1, len(book.word_folds))
        codes, where = np.unique(left[real] * n_words + right[real], return_inverse=True)
        vocabulary = list(numbers)
        first = [vocabulary[code] for code in (codes // n_words).tolist()]
        told, which = np.unique(codes % n_words, return_inverse=True)
        texts = [(book.word_folds[word], book.word_stems[word]) for word in told.tolist()]
        second = [texts[place] for place in which.tolist()]
        same = np.fromiter((_share_stem(*a, *b) for a, b in zip(first, second, strict=True)), bool, len(codes))
        values = word_similarity([a[0] for a in first], [b[0] for b in second], same) if len(codes) else np.zeros(0, np.float32)
        alike = np.zeros(left.shape, np.float32)
        alike[real] = values[where]
        heads = np.array([query.head for query in queries], np.int64)[pair_query]
        return cls(alike, query_weights[pair_query], label_weights, heads, book.unknown_weight)

    def summaries(self) -> NDArray[np.float32]:
        """Return the seven word features: covered parts, worst words, heads."""
        best_q, best_l = self.alike.max(axis=2), self.alike.max(axis=1)
        total_q, total_l = self.query_weights.sum(axis=1), self.label_weights.sum(axis=1)
        covered_q = (best_q * self.query_weights).sum(axis=1) / np.maximum(total_q, 1e-6)
        covered_l = (best_l * self.label_weights).sum(axis=1) / np.maximum(total_l, 1e-6)
        worst_q = ((1 - best_q) * self.query_weights).max(axis=1) / self.top_weight
        worst_l = ((1 - best_l) * self.label_weights).max(axis=1) / self.top_weight
        at = np.arange(len(best_q))
        columns = (covered_q, covered_l, covered_q * covered_l, worst_q, worst_l, best_q[at, self.query_heads], best_l[:, 0])
        return np.stack(columns, axis=1).astype(np.float32)
