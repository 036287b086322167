"""Which trades a whole text speaks of: the words of a life against the words of every trade.

A phrase may be too short or too odd to be understood ("адкідваў гарбыль"), yet its words are those of one trade. Each occupation is one
document: its own labels and those of its skills, in all languages; nearness is the cosine of character n-grams weighted by how few trades
use them. Only a help for deciding between readings; it never says that a person has a skill.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.keyboard import decode_keyboard
from matcher.ngrams import ngram_counts
from matcher.stems import fold
from matcher.taxonomy import Taxonomy
from matcher.text import clean, to_cyrillic
from matcher.types import ConceptKind

SIZES = (3, 4, 5)
OWN_LABELS, ESSENTIAL, OPTIONAL = 1.5, 1.0, 0.4
"""Weights of an occupation's own labels and of the labels of its skills in its document."""
_LONGEST = 2_000


@dataclass(frozen=True)
class TradeAffinity:
    """occupations: keys, one per column of `documents` (n-grams × n_occupations, columns of length 1); idf: one weight per n-gram."""

    occupations: tuple[str, ...]
    documents: sparse.csr_matrix
    idf: NDArray[np.float32]

    @classmethod
    def build(cls, taxonomy: Taxonomy) -> "TradeAffinity":
        """Build the documents of all occupations that have skills."""
        trades = [c.key for c in taxonomy.concepts if c.kind is ConceptKind.OCCUPATION and taxonomy.essential_skills(c.key)]
        labels, owners = [], []
        for row, concept in enumerate(taxonomy.concepts):
            for _, label in concept.labels():
                labels.append(fold(clean(label)))
                owners.append(row)
        counts = ngram_counts(labels, SIZES)
        spread = sparse.csr_matrix((np.ones(len(owners), np.float32), (owners, np.arange(len(owners)))), (len(taxonomy.keys), len(labels)))
        concepts = (spread @ counts).tocsr()
        concepts.data = np.log1p(concepts.data)
        weights = _weights(taxonomy, trades) @ concepts
        n_trades = np.bincount(weights.indices, minlength=weights.shape[1])
        idf = np.log((1 + len(trades)) / (1 + n_trades)).astype(np.float32)
        idf[n_trades == 0] = 0.0
        return cls(tuple(trades), _unit_rows(weights, idf).T.tocsr(), idf)

    def nearness(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of every text with every occupation's document, in [0, 1]; shape (n texts, n occupations)."""
        counts = ngram_counts([fold(_readable(text)) for text in texts], SIZES)
        counts.data = np.log1p(counts.data)
        found: NDArray[np.float32] = (_unit_rows(counts, self.idf) @ self.documents).toarray().astype(np.float32, copy=False)
        return found


def _readable(text: str) -> str:
    read = decode_keyboard(clean(text[:_LONGEST]))
    return to_cyrillic(read) if sum("a" <= letter <= "z" for letter in read) > len(read) / 2 else read


def _weights(taxonomy: Taxonomy, trades: Sequence[str]) -> sparse.csr_matrix:
    rows, columns, values = [], [], []
    for row, trade in enumerate(trades):
        parts = [(trade, OWN_LABELS)]
        parts += [(s, ESSENTIAL) for s in taxonomy.essential_skills(trade)] + [(s, OPTIONAL) for s in taxonomy.optional_skills(trade)]
        for key, weight in parts:
            rows.append(row)
            columns.append(taxonomy.row_of[key])
            values.append(weight)
    return sparse.csr_matrix((np.array(values, np.float32), (rows, columns)), (len(trades), len(taxonomy.keys)))


def _unit_rows(counts: sparse.csr_matrix, idf: NDArray[np.float32]) -> sparse.csr_matrix:
    weighted = counts.multiply(idf[None, :]).tocsr()
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1))).ravel()
    norms[norms == 0] = 1.0
    return sparse.diags(1.0 / norms) @ weighted
