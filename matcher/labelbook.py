"""LabelBook: the labels of one kind of concept, prepared for search, exact look-up and word-by-word comparison.

Here live look-up tables only; features are `matcher.label_evidence`, decisions `matcher.resolve`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.labels import LabelMatcher
from matcher.stems import content_words, fold, fold_word, stem, stem_key, words_of
from matcher.text import clean


def plain(cleaned: str) -> str:
    """Return the words of cleaned text with single blanks: what two labels must share to be the same label."""
    return " ".join(words_of(cleaned))


@dataclass(frozen=True, slots=True)
class LabelBook:
    """Labels of one kind.

    concepts: row → key; folded: comparison spelling per label; owner: concept row per label; words: (word number, …) per label;
    word_stems, word_folds, word_weights: per word number; exact: plain label → concept rows (those that prefer it first);
    exact_stems: stem key → label numbers, for their forms must be compared too.
    """

    concepts: tuple[str, ...]
    plains: tuple[str, ...]
    folded: tuple[str, ...]
    owner: NDArray[np.int64]
    words: tuple[tuple[int, ...], ...]
    word_folds: tuple[str, ...]
    word_stems: tuple[str, ...]
    word_weights: NDArray[np.float32]
    stem_weight: Mapping[str, float]
    concept_stems: tuple[frozenset[str], ...]
    exact: Mapping[str, tuple[int, ...]]
    exact_fold: Mapping[str, tuple[int, ...]]
    exact_stems: Mapping[str, tuple[int, ...]]
    matcher: LabelMatcher
    unknown_weight: float

    @classmethod
    def build(cls, concepts: Sequence[str], labels: Sequence[Sequence[tuple[str, bool]]]) -> "LabelBook":
        """Build from concept keys and, per concept, its (label, is it a preferred one) pairs."""
        exact: dict[str, dict[int, bool]] = defaultdict(dict)
        exact_fold: dict[str, dict[int, bool]] = defaultdict(dict)
        exact_stems: dict[str, list[int]] = defaultdict(list)
        plains: list[str] = []
        folded: list[str] = []
        owner: list[int] = []
        for row, texts in enumerate(labels):
            for text, preferred in texts:
                simple = plain(clean(text))
                if not simple:
                    continue
                spelled = fold(simple)
                for table, spelling in ((exact, simple), (exact_fold, spelled)):
                    table[spelling][row] = table[spelling].get(row, False) or preferred
                exact_stems[stem_key(simple)].append(len(plains))
                plains.append(simple)
                folded.append(spelled)
                owner.append(row)
        numbers: dict[str, int] = {}
        spelled_words = [content_words(simple) for simple in plains]
        words = tuple(tuple(numbers.setdefault(word, len(numbers)) for word in spelled) for spelled in spelled_words)
        stems = tuple(stem(word) for word in numbers)
        weight = _stem_weights(stems, words, owner, max(1, len(concepts)))
        return cls(
            concepts=tuple(concepts),
            plains=tuple(plains),
            folded=tuple(folded),
            owner=np.array(owner, np.int64),
            words=words,
            word_folds=tuple(fold_word(word) for word in numbers),
            word_stems=stems,
            word_weights=np.array([weight[each] for each in stems], np.float32),
            stem_weight=weight,
            concept_stems=_concept_stems(stems, words, owner, len(concepts)),
            exact=_settled(exact),
            exact_fold=_settled(exact_fold),
            exact_stems={spelling: tuple(numbers) for spelling, numbers in exact_stems.items()},
            matcher=LabelMatcher.fit(folded, [str(row) for row in owner]),
            unknown_weight=float(np.log(1 + len(concepts))),
        )

    def weight_of(self, word_stem: str) -> float:
        """Return how much a word tells: the rarer over concepts the more; unknown words weigh a little less than the rarest known."""
        return self.stem_weight.get(word_stem, self.unknown_weight * 0.8)


def _stem_weights(stems: Sequence[str], words: Sequence[tuple[int, ...]], owner: Sequence[int], n_concepts: int) -> dict[str, float]:
    owners: dict[str, set[int]] = defaultdict(set)
    for numbers, row in zip(words, owner, strict=True):
        for number in numbers:
            owners[stems[number]].add(row)
    return {word: float(np.log((1 + n_concepts) / len(rows))) for word, rows in owners.items()}


def _concept_stems(
    stems: Sequence[str], words: Sequence[tuple[int, ...]], owner: Sequence[int], n_concepts: int
) -> tuple[frozenset[str], ...]:
    found: list[set[str]] = [set() for _ in range(n_concepts)]
    for numbers, row in zip(words, owner, strict=True):
        found[row].update(stems[number] for number in numbers)
    return tuple(frozenset(each) for each in found)


def _settled(table: Mapping[str, Mapping[int, bool]]) -> dict[str, tuple[int, ...]]:
    return {text: _preferred_first(rows) for text, rows in table.items()}


def _preferred_first(rows: Mapping[int, bool]) -> tuple[int, ...]:
    preferred = tuple(row for row, is_preferred in rows.items() if is_preferred)
    return preferred if len(preferred) == 1 else tuple(rows)
