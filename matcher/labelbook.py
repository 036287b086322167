"""LabelBook: the labels of one kind of concept, prepared for search, exact look-up and word-by-word comparison.

Here live look-up tables only; features are `matcher.label_evidence`, decisions `matcher.resolve`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.labels import LabelMatcher
from matcher.lookup import ListTable, NumberLists, TextTable
from matcher.stems import content_words, fold, fold_word, stem, stem_key, words_of
from matcher.text import clean
from matcher.text_column import TextColumn


def plain(cleaned: str) -> str:
    """Return the words of cleaned text with single blanks: what two labels must share to be the same label."""
    return " ".join(words_of(cleaned))


@dataclass(frozen=True, slots=True)
class LabelBook:
    """Labels of one kind: nothing but arrays, so that a saved book is mapped into memory instead of read.

    concepts: row → key; folded: comparison spelling per label; alphabetical: label numbers by their plain spelling; owner: concept row per
    label; words: (word number, …) per label; word_stems, word_folds, word_weights: per word number; stems: stem → stem number, with
    stem_weights; concept_stems: int64, ascending, concept row × number of stems + stem number of what stands in a concept's labels;
    exact: plain label → concept rows (those that prefer it first); exact_stems: stem key → label numbers, for their forms must be
    compared too.
    """

    concepts: TextColumn
    plains: TextColumn
    folded: TextColumn
    alphabetical: NDArray[np.int32]
    owner: NDArray[np.int64]
    words: NumberLists
    word_folds: TextColumn
    word_stems: TextColumn
    word_weights: NDArray[np.float32]
    stems: TextTable
    stem_weights: NDArray[np.float64]
    concept_stems: NDArray[np.int64]
    exact: ListTable
    exact_fold: ListTable
    exact_stems: ListTable
    matcher: LabelMatcher
    unknown_weight: float

    @classmethod
    def build(cls, concepts: Sequence[str], labels: Sequence[Sequence[tuple[str, bool]]]) -> "LabelBook":
        """Build from concept keys and, per concept, its (label, is it a preferred one) pairs."""
        said = [(row, simple, first) for row, texts in enumerate(labels) for text, first in texts if (simple := plain(clean(text)))]
        owner, plains = [row for row, _, _ in said], [simple for _, simple, _ in said]
        folded = [fold(simple) for simple in plains]
        exact_stems: dict[str, list[int]] = defaultdict(list)
        for number, simple in enumerate(plains):
            exact_stems[stem_key(simple)].append(number)
        numbers: dict[str, int] = {}
        spelled_words = [content_words(simple) for simple in plains]
        words = tuple(tuple(numbers.setdefault(word, len(numbers)) for word in spelled) for spelled in spelled_words)
        stems = tuple(stem(word) for word in numbers)
        weight = _stem_weights(stems, words, owner, max(1, len(concepts)))
        known = TextTable.of(weight)
        return cls(
            concepts=TextColumn.of(concepts),
            plains=TextColumn.of(plains),
            folded=TextColumn.of(folded),
            alphabetical=np.array(sorted(range(len(plains)), key=plains.__getitem__), np.int32),
            owner=np.array(owner, np.int64),
            words=NumberLists.of(words),
            word_folds=TextColumn.of(fold_word(word) for word in numbers),
            word_stems=TextColumn.of(stems),
            word_weights=np.array([weight[each] for each in stems], np.float32),
            stems=known,
            stem_weights=np.array([weight[known.texts[number]] for number in range(len(known))], np.float64),
            concept_stems=_concept_stems([known.number(each) for each in stems], words, owner, len(known)),
            exact=ListTable.of(_owners(plains, said)),
            exact_fold=ListTable.of(_owners(folded, said)),
            exact_stems=ListTable.of(exact_stems),
            matcher=LabelMatcher.fit(folded, [str(row) for row in owner]),
            unknown_weight=float(np.log(1 + len(concepts))),
        )

    def weight_of(self, stem_number: int) -> float:
        """Return how much a word tells: the rarer over concepts the more; unknown words weigh a little less than the rarest known.

        stem_number: of `stems`, −1 for an unknown word.
        """
        return float(self.stem_weights[stem_number]) if stem_number >= 0 else self.unknown_weight * 0.8

    def has_stems(self, concepts: NDArray[np.int64], stem_numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell, place by place, whether a stem (−1: unknown) stands in any label of a concept (row); the shapes broadcast."""
        asked = np.where(stem_numbers >= 0, concepts * len(self.stems) + stem_numbers, -1)
        if not len(self.concept_stems):
            return np.zeros(asked.shape, np.bool_)
        at = np.minimum(self.concept_stems.searchsorted(asked), len(self.concept_stems) - 1)
        return np.asarray(self.concept_stems[at] == asked, np.bool_)


def _stem_weights(stems: Sequence[str], words: Sequence[tuple[int, ...]], owner: Sequence[int], n_concepts: int) -> dict[str, float]:
    owners: dict[str, set[int]] = defaultdict(set)
    for numbers, row in zip(words, owner, strict=True):
        for number in numbers:
            owners[stems[number]].add(row)
    return {word: float(np.log((1 + n_concepts) / len(rows))) for word, rows in owners.items()}


def _concept_stems(stem_numbers: Sequence[int], words: Sequence[tuple[int, ...]], owner: Sequence[int], n_stems: int) -> NDArray[np.int64]:
    found = {row * n_stems + stem_numbers[number] for numbers, row in zip(words, owner, strict=True) for number in numbers}
    return np.sort(np.fromiter(found, np.int64, len(found)))


def _owners(spellings: Sequence[str], said: Sequence[tuple[int, str, bool]]) -> dict[str, tuple[int, ...]]:
    """Return the concept rows of each spelling; said: (row, label, is it a preferred one) per spelling."""
    table: dict[str, dict[int, bool]] = defaultdict(dict)
    for spelling, (row, _, preferred) in zip(spellings, said, strict=True):
        table[spelling][row] = table[spelling].get(row, False) or preferred
    return {spelling: _preferred_first(rows) for spelling, rows in table.items()}


def _preferred_first(rows: Mapping[int, bool]) -> tuple[int, ...]:
    preferred = tuple(row for row, is_preferred in rows.items() if is_preferred)
    return preferred if len(preferred) == 1 else tuple(rows)
