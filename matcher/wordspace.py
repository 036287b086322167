"""Labels as bags of weighed words, and how near the words of a query come to them. Here live learning and reading; no ranking.

A label is the sum of its words, a word the sum of its character n-grams, so words that are spelled alike are near each other and the
cosine of a query with a label is a sum over pairs of words ("soft TF-IDF"). Labels are kept as words, not as n-grams: a twentieth of
the room, and a query's words are compared with a vocabulary, not with every label.

What an n-gram tells is learned from the labels alone:
  rarity      its inverse document frequency over concepts;
  agreement   how often the other labels of a concept have it too. Endings, genders and fillers change between synonyms, stems stay: in any
              language, without knowing its grammar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.ngrams import View, keep, row_lengths, scale_rows, sums_by_row

_RARITY_BITS, _RARITY_LETTERS = 20, 6
"""A word's rarity is that of its first letters, kept under their checksum."""
_RARITY_POWER, _LENGTH_POWER = 0.5, 0.4
"""A word weighs rarity ** 0.5 × (length of its n-gram vector) ** 0.4: long words count more, but less than all their n-grams would."""
_UNKNOWN_RARITY = 0.8
"""Of the greatest rarity: what words that no label has weigh."""
_SHRINK = 8.0
"""Agreement seen in few concepts is drawn to that of equally rare n-grams, as if those had been seen in eight more."""
_AGREEMENT_LIMITS = (0.1, 10.0)
_TELLS_NOTHING, _FEW_WORDS = 0.05, 20
"""N-grams in a larger share of the vocabulary (and in more words than a few) are left out: the commonest endings, most of the work."""
_BLOCK = 8_000
"""Labels multiplied out into n-grams at a time, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a space looks at words: n-gram sizes, letters kept of each word (0: all), power of agreement, least likeness that counts."""

    sizes: tuple[int, ...]
    letters: int
    agreement_power: float
    least: float


@dataclass(frozen=True, slots=True)
class WordSpace:
    """Labels in one kind of space.

    postings: (n-grams, words), the words' unit vectors; labels: (labels, words), weights that make each label's n-gram vector unit length;
    centroids: (concepts, words), the same for the sum of a concept's labels; rarity: by checksum of a word's first letters.
    """

    kind: Kind
    view: View
    postings: sparse.csr_matrix
    labels: sparse.csr_matrix
    centroids: sparse.csr_matrix
    rarity: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str], members: sparse.csr_matrix, kind: Kind) -> "WordSpace":
        """Learn from label texts (words separated by blanks); members: (concepts, labels) of ones."""
        words, told = _told([cut_words(text, kind.letters) for text in texts])
        rarity = _rarity(words, members @ told, members.shape[0])
        view, counts = View.begin(words, kind.sizes)
        view = View.of(view.sizes, view.column_of, _ngram_weights(counts, told, members, kind.agreement_power))
        vectors, lengths = view.weigh(counts)
        labels = told.copy()
        labels.data *= _word_weights(rarity, words, lengths)[labels.indices]
        labels = _unit_texts(labels, vectors)
        return cls(kind, view, vectors.T.tocsr(), labels, _unit_texts((members @ labels).tocsr(), vectors), rarity)

    def read(self, queries: Sequence[str], *, any_likeness: bool = False) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Return, (queries, words) each: what a label's cosine gets by having the word; how far the query tells the word, in [0, 1].

        any_likeness: let words count that come to less than the kind's least.
        """
        words, told = _told([cut_words(query, self.kind.letters) for query in queries])
        vectors, lengths = self.view.vectors(words)
        strange = np.maximum(0, 1 - row_lengths(vectors) ** 2)
        weights = told.data * _word_weights(self.rarity, words, lengths)[told.indices]
        unknown = sums_by_row(weights**2 * strange[told.indices], told.indptr)
        alike = vectors @ self.postings
        keep(alike, alike.data >= (0.0 if any_likeness else self.kind.least))
        near = sparse.csr_matrix((weights, told.indices, told.indptr), shape=told.shape)
        told.data[:] = 1
        covered = told @ alike
        np.minimum(covered.data, 1, out=covered.data)
        return _unit_texts(near, vectors, unknown) @ alike, covered

    def read_one(self, query: str, *, any_likeness: bool = False) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return what `read` does for one text, (words,) each: products of small sparse matrices cost more than sums of their entries."""
        said: dict[str, int] = {}
        for word in cut_words(query, self.kind.letters).split():
            said[word] = said.get(word, 0) + 1
        vectors, lengths = self.view.vectors(list(said))
        weights = np.array(list(said.values()), np.float32) * _word_weights(self.rarity, list(said), lengths)
        owner = np.repeat(np.arange(len(said)), np.diff(vectors.indptr))
        known = np.bincount(owner, vectors.data**2, minlength=len(said))
        _, ngram = np.unique(vectors.indices, return_inverse=True)
        summed = np.bincount(ngram, vectors.data * weights[owner])
        length = float(np.sqrt(summed @ summed + weights**2 @ np.maximum(0, 1 - known)))
        alike = vectors @ self.postings
        kept = np.flatnonzero(alike.data >= (0.0 if any_likeness else self.kind.least))
        columns, shares = alike.indices[kept], alike.data[kept]
        scaled = (weights / max(length, 1e-9))[np.repeat(np.arange(len(said)), np.diff(alike.indptr))[kept]]
        n_known = self.postings.shape[1]
        near = np.bincount(columns, shares * scaled, minlength=n_known).astype(np.float32)
        return near, np.minimum(np.bincount(columns, shares, minlength=n_known), 1).astype(np.float32)


def _word_weights(rarity: NDArray[np.float32], words: Sequence[str], lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rarity[_checksums(words)] ** _RARITY_POWER * lengths**_LENGTH_POWER, np.float32)


def cut_words(text: str, letters: int) -> str:
    """Keep the first letters of every word, what inflected forms share; 0 keeps them whole."""
    return " ".join(word[:letters] for word in text.split()) if letters else text


def _told(texts: Sequence[str]) -> tuple[list[str], sparse.csr_matrix]:
    """Return the vocabulary and how often each text says each of its words, float32."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns.extend([numbers.setdefault(word, len(numbers)) for word in text.split()])
        ends.append(len(columns))
    data = np.ones(len(columns), np.float32)
    told = sparse.csr_matrix((data, np.array(columns, np.int32), np.array(ends, np.int32)), shape=(len(texts), len(numbers)))
    told.sum_duplicates()
    return list(numbers), told


def _checksums(words: Sequence[str]) -> NDArray[np.int64]:
    mask = 2**_RARITY_BITS - 1
    sums = (crc32(word[:_RARITY_LETTERS].encode("utf-8", "surrogatepass")) & mask for word in words)
    return np.fromiter(sums, np.int64, len(words))


def _rarity(words: Sequence[str], said_by: sparse.csr_matrix, n_concepts: int) -> NDArray[np.float32]:
    """Return rarities by checksum: inverse document frequency over concepts; said_by: (concepts, words)."""
    sums, number = np.unique(_checksums(words), return_inverse=True)
    same = sparse.csr_matrix((np.ones(len(words), np.float32), number, np.arange(len(words) + 1)), shape=(len(words), len(sums)))
    frequency = np.bincount((said_by @ same).tocsr().indices, minlength=len(sums))
    greatest = np.log(1 + n_concepts) + 1
    rarity = np.full(2**_RARITY_BITS, _UNKNOWN_RARITY * greatest, np.float32)
    rarity[sums] = greatest - np.log(1 + frequency)
    return rarity


def _ngram_weights(counts: sparse.csr_matrix, told: sparse.csr_matrix, members: sparse.csr_matrix, power: float) -> NDArray[np.float32]:
    """Return rarity × agreement ** power per n-gram (see the module's text). counts: (words, n-grams); told: (labels, words)."""
    n_ngrams, n_labels = counts.shape[1], np.diff(members.indptr)
    frequency, shared, seen = (np.zeros(n_ngrams) for _ in range(3))
    for start, end in _blocks(members):
        having = (told[members.indices[members.indptr[start] : members.indptr[end]]] @ counts).tocsr()
        having.data[:] = 1
        n_here = n_labels[start:end]
        of_concept = sparse.csr_matrix(
            (np.ones(having.shape[0], np.float32), np.arange(having.shape[0]), np.concatenate(([0], np.cumsum(n_here)))),
            shape=(end - start, having.shape[0]),
        )
        n_having = (of_concept @ having).tocsr()
        others = np.repeat(n_here - 1, np.diff(n_having.indptr))
        frequency += np.bincount(n_having.indices, minlength=n_ngrams)
        shared += np.bincount(n_having.indices, (n_having.data - 1) / np.maximum(others, 1), minlength=n_ngrams)
        seen += np.bincount(n_having.indices, others > 0, minlength=n_ngrams)
    rarity = np.log((1 + members.shape[0]) / (1 + frequency)) + 1
    telling = np.bincount(counts.indices, minlength=n_ngrams) <= max(_FEW_WORDS, _TELLS_NOTHING * counts.shape[0])
    return np.asarray(telling * rarity * _agreement(frequency, shared, seen) ** power, np.float32)


def _agreement(frequency: NDArray[np.float64], shared: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how often other labels of the concept have an n-gram, as a share of the mean over all; 1 where nothing is known."""
    if not shared.sum():
        return np.ones(len(frequency))
    rank = np.log2(frequency + 1).astype(np.int64)
    usual = np.bincount(rank, shared) / np.maximum(np.bincount(rank, seen), 1e-9)
    told = (shared + _SHRINK * usual[rank]) / (seen + _SHRINK)
    return np.asarray(np.clip(told / (shared.sum() / seen.sum()), *_AGREEMENT_LIMITS))


def _blocks(members: sparse.csr_matrix) -> list[tuple[int, int]]:
    """Cut the concepts into runs of about _BLOCK labels: (first, behind the last)."""
    n_runs = max(1, int(members.indptr[-1]) // _BLOCK)
    edges = np.searchsorted(members.indptr, np.linspace(0, members.indptr[-1], n_runs + 1)[1:-1])
    cuts = np.unique(np.concatenate(([0], edges, [members.shape[0]]))).tolist()
    return list(pairwise(cuts))


def _unit_texts(texts: sparse.csr_matrix, vectors: sparse.csr_matrix, unknown: NDArray[np.float32] | None = None) -> sparse.csr_matrix:
    """Scale texts (as words) so that their n-gram vectors have length 1; unknown: squared length of what the vectors leave out."""
    parts = [texts[start : start + _BLOCK] for start in range(0, texts.shape[0], _BLOCK)] if texts.shape[0] > _BLOCK else [texts]
    lengths = [row_lengths(part @ vectors) for part in parts]
    found = np.concatenate(lengths)
    if unknown is not None:
        found = np.sqrt(found**2 + unknown)
    return scale_rows(texts, np.where(found > 0, 1 / np.maximum(found, 1e-9), 0).astype(np.float32))
