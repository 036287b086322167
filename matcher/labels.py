"""LabelMatcher: fast fuzzy search among many labels. Here live fitting and ranking; how texts become words stands in `wordspace`.

It is given nothing but label texts and which of them are synonyms, in any language. The score of a concept for a query is a weighted sum
of similarities that each look at something else:
  label      cosine of the words, each word known by its character n-grams, with the concept's best label
  pool       the mean of its three best labels: agreement of synonyms, half of it counted against concepts with few labels
  centroid   cosine with the sum of all its labels: words spread over several synonyms
  stem       cosine of words cut after four letters: inflected forms, no noise from endings
  covered    the share of the label's weight that the query tells: a query may say more than a label, less often less
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.ngrams import gather, keep, sums_by_row
from matcher.wordspace import Kind, WordSpace

WHOLE = Kind(sizes=(3, 4, 5), letters=0, agreement_power=0.7, least=0.15)
STEMS = Kind(sizes=(3, 4, 5, 6), letters=4, agreement_power=0.5, least=0.1)
_WEIGHTS = {"label": 1.0, "pool": 0.5, "centroid": 0.4, "stem": 0.8, "covered": 0.5}
"""Set by hand on all six MELO tasks together, rounded; each part alone raised the mean, and every task but one or two."""
_MANY_LABELS = 0.02
"""Taken off per natural logarithm of a concept's number of labels: more labels, more chances to look near."""
_TOTAL = sum(_WEIGHTS.values())
_CHUNK = 128
_MOST_CONCEPTS, _FEWEST_CONCEPTS = 60, 25
_LABELS_PER_CONCEPT = 5
"""How many concepts are scored in full, by the limit asked for, and how many proposed labels that takes."""
_COMMON, _MOST_COMMON = 0.04, 1500
"""Words in a larger share, or a larger number, of labels propose no candidates (they count in the score): they are most of the work."""
_FEW = 14
"""A query that finds fewer labels is searched again, letting every likeness of words count."""
_FAR = 0.2
"""Words that come to less than this share of a query's nearest one propose none either."""
_HALF = 0.5
"""Where enough labels are half as near as the nearest, the best are among them; choosing among few is faster."""
_WORDS = re.compile(r"\w+")


def _normal(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class LabelMatcher:
    """Fitted labels. proposals: rare words → labels; rare: which words those are; penalty: per concept."""

    whole: WordSpace
    stems: WordSpace
    proposals: sparse.csr_matrix
    rare: NDArray[np.bool_]
    concept_of: NDArray[np.int64]
    penalty: NDArray[np.float32]

    @classmethod
    def fit(cls, labels: Sequence[str], concept_ids: Sequence[str]) -> "LabelMatcher":
        """Learn from label texts and their concept ids (the same id means synonyms)."""
        if len(labels) != len(concept_ids):
            raise ValueError(f"{len(labels)} labels, but {len(concept_ids)} concept ids")
        texts = [_normal(label) for label in labels]
        numbers: dict[str, int] = {}
        concept_of = np.fromiter((numbers.setdefault(concept, len(numbers)) for concept in concept_ids), np.int64, len(labels))
        ones = np.ones(len(labels), np.float32)
        members = sparse.csr_matrix((ones, (concept_of, np.arange(len(labels)))), shape=(max(1, len(numbers)), len(labels)))
        whole = WordSpace.fit(texts, members, WHOLE)
        n_said = np.bincount(whole.labels.indices, minlength=whole.labels.shape[1])
        rare = n_said <= np.clip(_COMMON * len(labels), 50, _MOST_COMMON)
        penalty = (_MANY_LABELS * np.log(np.maximum(1, np.diff(members.indptr)))).astype(np.float32)
        return cls(
            whole,
            WordSpace.fit(texts, members, STEMS),
            keep(whole.labels.copy(), rare[whole.labels.indices]).T.tocsr(),
            rare,
            concept_of,
            penalty,
        )

    def search(self, queries: Sequence[str], limit: int = 10) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return (label rows (n, limit), −1 padded, best first; scores (n, limit) in about [0, 1]).

        The best label of each concept comes first, in the order of the concepts' scores; further labels of the same concepts follow.
        """
        rows = np.full((len(queries), limit), -1, np.int64)
        scores = np.zeros((len(queries), limit), np.float32)
        for start in range(0, len(queries), _CHUNK):
            texts = [_normal(query) for query in queries[start : start + _CHUNK]]
            here = np.arange(start, start + len(texts))
            rows[here], scores[here] = self._rank(texts, limit)
            few = np.flatnonzero(rows[here, min(limit, _FEW) - 1] < 0)
            if len(few):
                rows[here[few]], scores[here[few]] = self._rank([texts[at] for at in few], limit, any_likeness=True)
        return rows, scores

    def _rank(self, texts: Sequence[str], limit: int, *, any_likeness: bool = False) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Search a few queries; any_likeness: let words count that come to little, for texts that resemble hardly anything."""
        rows = np.full((len(texts), limit), -1, np.int64)
        scores = np.zeros((len(texts), limit), np.float32)
        n_concepts = min(_MOST_CONCEPTS, max(_FEWEST_CONCEPTS, limit))
        near_words, told, query, label = self._read(texts, n_concepts * _LABELS_PER_CONCEPT, any_likeness=any_likeness)
        if not len(query):
            return rows, scores
        cosine = _dots(near_words, self.whole.labels, query, label)
        order = np.lexsort((label, -cosine, self.concept_of[label], query))
        query, label, cosine = query[order], label[order], cosine[order]
        first, pool = _pooled(cosine, query, self.concept_of[label])
        base = cosine[first] + _WEIGHTS["pool"] * pool - self.penalty[self.concept_of[label[first]]]
        best = _best_of_each(query[first], base, self.concept_of[label[first]], n_concepts)
        kept = first[best]
        asked, found = query[kept], label[kept]
        score = base[best] + _WEIGHTS["centroid"] * _dots(near_words, self.whole.centroids, asked, self.concept_of[found])
        score += _WEIGHTS["covered"] * _covered(told, self.whole.labels, asked, found)
        score += _WEIGHTS["stem"] * _dots(self._stems_near(texts), self.stems.labels, asked, found)
        ranked = _best_of_each(asked, score, self.concept_of[found], limit)
        n_found = _fill(rows, scores, asked[ranked], found[ranked], score[ranked] / _TOTAL)
        if (n_found < limit).any():
            others = np.setdiff1d(np.arange(len(label)), kept)
            others = others[np.lexsort((label[others], -cosine[others], query[others]))]
            _fill(rows, scores, query[others], label[others], np.zeros(len(others), np.float32), n_found)
        return rows, scores

    def _read(
        self, texts: Sequence[str], n_labels: int, *, any_likeness: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
        """Return (near, told): (queries, words) each, see `WordSpace.read`; and (query, label) of the nearest labels, grouped by query."""
        if len(texts) == 1:
            near, told = self.whole.read_one(texts[0], any_likeness=any_likeness)
            label = self._propose_one(near, n_labels)
            return near[None], told[None], np.zeros(len(label), np.int64), label
        near_words, told_words = self.whole.read(texts, any_likeness=any_likeness)
        query, label = self._propose(near_words, n_labels)
        return near_words.toarray(), told_words.toarray(), query, label

    def _stems_near(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.stems.read_one(texts[0])[0][None] if len(texts) == 1 else self.stems.read(texts)[0].toarray()

    def _propose_one(self, near: NDArray[np.float32], n_labels: int) -> NDArray[np.int64]:
        """Do what `_propose` does for one query."""
        told = np.flatnonzero(near)
        values = near[told]
        kept = told[self.rare[told] & (values >= _FAR * values.max(initial=0))]
        if not len(kept):
            found = self.whole.labels @ near if len(told) else np.zeros(0, np.float32)
            labels = np.flatnonzero(found).astype(np.int64)
        else:
            hit, shares, begins = gather(self.proposals, kept)
            found = np.bincount(hit, shares * np.repeat(near[kept], np.diff(begins))).astype(np.float32)
            # The same label is hit by several words; the near ones are few, and putting few in order is fast.
            reached = found[hit]
            labels = _distinct(hit[reached >= _HALF * reached.max(initial=0)])
            if len(labels) < n_labels:
                labels = _distinct(hit)
        return _top((labels, found[labels]), n_labels)

    def _propose(self, near: sparse.csr_matrix, n_labels: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the nearest labels by rare words, by all of them where a query has no rare ones: (queries, labels), grouped by query."""
        n_words = np.diff(near.indptr)
        greatest = np.maximum.reduceat(np.append(near.data, np.float32(0)), near.indptr[:-1])
        kept = keep(near.copy(), self.rare[near.indices] & (near.data >= _FAR * np.repeat(greatest, n_words)))
        bare = np.flatnonzero((np.diff(kept.indptr) == 0) & (n_words > 0))
        found = [_top(row, n_labels) for row in _rows(kept @ self.proposals)]
        if len(bare):
            for at, row in zip(bare, _rows(near[bare] @ self.whole.labels.T.tocsr()), strict=True):
                found[at] = _top(row, n_labels)
        query = np.repeat(np.arange(len(found)), [len(labels) for labels in found])
        return query, np.concatenate(found)


def _dots(
    near_words: NDArray[np.float32], vectors: sparse.csr_matrix, query: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the sums of near words × vector of each pair of a query and a row of `vectors`."""
    columns, values, begins = gather(vectors, row)
    at = columns + np.repeat(query * near_words.shape[1], np.diff(begins))
    return sums_by_row(near_words.ravel()[at] * values, begins)


def _covered(
    told: NDArray[np.float32], vectors: sparse.csr_matrix, query: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return which share of a label's squared weights a query tells, pair by pair."""
    columns, values, begins = gather(vectors, row)
    at = columns + np.repeat(query * told.shape[1], np.diff(begins))
    squared = values**2
    return np.asarray(sums_by_row(told.ravel()[at] * squared, begins) / np.maximum(sums_by_row(squared, begins), 1e-9), np.float32)


def _pooled(
    cosine: NDArray[np.float32], query: NDArray[np.int64], concept: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return where each (query, concept) begins, and the mean of its three best labels, half of it with missing labels counted as 0.

    All are grouped by query and concept, best label first.
    """
    first = np.flatnonzero(np.concatenate(([True], (query[1:] != query[:-1]) | (concept[1:] != concept[:-1]))))
    n_labels = np.diff(np.append(first, len(query)))
    place = np.arange(len(query)) - np.repeat(first, n_labels)
    total = np.add.reduceat(np.where(place < 3, cosine, 0), first)
    return first, (0.5 * total / np.minimum(3, n_labels) + 0.5 * total / 3).astype(np.float32)


def _best_of_each(query: NDArray[np.int64], score: NDArray[np.float32], concept: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Return the places of the best `limit` of each query, best first; ties by the concept's number."""
    order = np.lexsort((concept, -score, query))
    return order[_place(query[order]) < limit]


def _place(grouped: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each entry its place within its run of equal values, from 0."""
    first = np.flatnonzero(np.concatenate(([True], grouped[1:] != grouped[:-1])))
    return np.arange(len(grouped)) - np.repeat(first, np.diff(np.append(first, len(grouped))))


def _fill(
    rows: NDArray[np.int64],
    scores: NDArray[np.float32],
    query: NDArray[np.int64],
    label: NDArray[np.int64],
    value: NDArray[np.floating],
    n_found: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Write labels, grouped by query, behind those found before; return how many each query has by now."""
    before = np.zeros(len(rows), np.int64) if n_found is None else n_found
    if not len(query):
        return before
    place = before[query] + _place(query)
    fits = place < rows.shape[1]
    rows[query[fits], place[fits]] = label[fits]
    scores[query[fits], place[fits]] = value[fits]
    return before + np.bincount(query[fits], minlength=len(rows))


def _rows(found: sparse.csr_matrix) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    ends = found.indptr.tolist()
    return [(found.indices[start:end], found.data[start:end]) for start, end in pairwise(ends)]


def _distinct(labels: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return each label once, ascending: for so few, sorting is faster than the hash table of `np.unique`."""
    ordered = np.sort(labels).astype(np.int64)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _top(row: tuple[NDArray[np.int64], NDArray[np.float32]], limit: int) -> NDArray[np.int64]:
    labels, values = row
    if len(values) > limit:
        near = np.flatnonzero(values >= _HALF * values.max())
        if len(near) >= limit:
            labels, values = labels[near], values[near]
        labels = labels[np.argpartition(-values, limit - 1)[:limit]]
    return labels.astype(np.int64)
