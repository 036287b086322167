"""What a taxonomy tells of its concepts, as vectors: shared relations, label words, and one small space for both kinds of concept.

Here lives only the making of vectors out of relations and labels; how they become a similarity is `matcher.nearness`' affair.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

Matrix = NDArray[np.float32]

OPTIONAL_WEIGHT = 0.5
"""An optional skill says half of what an essential one says of an occupation."""
RARITY_POWER = 1.5
"""Above 1: what hundreds of occupations share (research, safety, customers) makes two of them hardly more alike."""
STEM_LETTERS = 6
"""Words are compared by their first letters: inflected forms share them in every language the labels are written in."""
WORDS_IN_SPACE = 0.7
"""Weight of an occupation's words beside its skills when the space is made."""
WORDS_OF_SKILL = 0.3
"""Weight of a skill's own words beside the occupations that name it when it is placed in the space."""
SPACE_DIMENSIONS = 128
_ROUNDS, _SPARE = 3, 8
"""Of the randomised decomposition: power iterations, and columns computed beyond those kept."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_STOP = frozenset(re.findall(r"\w+", """
    of in for and the at on with to or by    по на для из со от до при без над под или не за    па пры ад са альбо
"""))  # fmt: skip
_ADJECTIVE = re.compile(r"(ый|ий|ой|ая|яя|ое|ее|ые|ие|ны|кі|ая|ае|ыя|ія)$")


def unit_rows(vectors: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the rows scaled to length 1 (empty rows stay empty), float32, columns in order."""
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    unit = (sparse.diags(1 / np.maximum(lengths, 1e-9)) @ vectors).tocsr().astype(np.float32)
    unit.sort_indices()
    return unit


def rarity(relations: sparse.csr_matrix) -> NDArray[np.float64]:
    """Return per column 0..1: 1 for a column in one row, 0 for one in every row."""
    n = relations.shape[0]
    degree = np.bincount(relations.indices, minlength=relations.shape[1])
    if n <= 1:
        return np.ones(relations.shape[1])
    share = np.log((1 + n) / (1 + np.maximum(1, degree))) / np.log((1 + n) / 2)
    return np.asarray(share**RARITY_POWER, np.float64)


def word_vectors(labels: Sequence[Sequence[str]], is_occupation: NDArray[np.bool_]) -> sparse.csr_matrix:
    """Return unit rows of label words, rare ones counting more; the word that names the thing counts twice in occupations."""
    column_of: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, texts in enumerate(labels):
        counts = Counter(stem for text in texts for stem in _stems(text, bool(is_occupation[row])))
        rows.extend([row] * len(counts))
        columns.extend(column_of.setdefault(stem, len(column_of)) for stem in counts)
        values.extend(counts.values())
    shape = (len(labels), max(1, len(column_of)))
    vectors = sparse.csr_matrix((1 + np.log(np.array(values, np.float64)), (rows, columns)), shape=shape)
    frequency = np.bincount(vectors.indices, minlength=shape[1])
    return unit_rows((vectors @ sparse.diags(np.log((1 + shape[0]) / (1 + frequency)) + 1)).tocsr())


def _stems(text: str, with_head: bool) -> Iterable[str]:
    words = _WORD.findall(text.lower().replace("ё", "е"))
    kept = [word for word in words if word not in _STOP] or words
    yield from (word[:STEM_LETTERS] for word in kept)
    if with_head and kept:
        yield _head(words, kept)[:STEM_LETTERS]


def _head(words: Sequence[str], kept: Sequence[str]) -> str:
    """The word that names the trade: the last before a preposition in English, the first that is no adjective in Russian and Belarusian."""
    if kept[0].isascii():
        end = next((at for at, word in enumerate(words) if at and word in _STOP), len(words))
        return words[end - 1]
    return next((word for word in kept if not _ADJECTIVE.search(word)), kept[0])


def space(relations: sparse.csr_matrix, skill_words: sparse.csr_matrix, occupation_words: sparse.csr_matrix) -> tuple[Matrix, Matrix]:
    """Return unit vectors of skills and of occupations in one space of at most SPACE_DIMENSIONS: what stands together lies together.

    relations: unit rows (occupations, skills). A truncated decomposition of occupations by their skills and by their words (own ones and
    those of their skills); a skill lies where its occupations lie and, a little, where its words do. Source of the idea: latent semantic
    analysis (Deerwester et al. 1990).
    """
    words = unit_rows((occupation_words + unit_rows((relations @ skill_words).tocsr())).tocsr())
    joint = sparse.hstack((relations, WORDS_IN_SPACE * words)).tocsr().astype(np.float32)
    with threadpool_limits(1, "blas"):  # such small matrices: threads that wait for a busy core cost seconds and change the last digits
        left, strengths, right = _decompose(joint, SPACE_DIMENSIONS)
    n_skills = relations.shape[1]
    by_relation = _unit((right[:, :n_skills] * strengths[:, None]).T)
    by_words = _unit(skill_words @ (right[:, n_skills:] * strengths[:, None]).T)
    return _unit(by_relation + WORDS_OF_SKILL * by_words), _unit(left * strengths)


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0).astype(np.float32)


def _decompose(matrix: sparse.csr_matrix, rank: int) -> tuple[Matrix, Matrix, Matrix]:
    """The largest singular values and their vectors, by subspace iteration from a fixed start (Halko, Martinsson and Tropp 2011).

    A quarter of the occupations is the most that is kept: with more, a small taxonomy would be learnt by heart instead of smoothed.
    """
    n_rows = matrix.shape[0]
    rank = max(1, min(rank, -(-n_rows // 4)))
    basis = np.random.default_rng(20250901).standard_normal((n_rows, min(rank + _SPARE, n_rows))).astype(np.float32)
    transposed = matrix.T.tocsr()
    for _ in range(_ROUNDS):
        basis = np.linalg.qr(matrix @ (transposed @ basis))[0]
    across = transposed @ basis
    values, turns = np.linalg.eigh((across.T @ across).astype(np.float64))
    largest = np.argsort(-values)[:rank]
    strengths = np.sqrt(np.maximum(values[largest], 1e-12)).astype(np.float32)
    turned = turns[:, largest].astype(np.float32)
    return basis @ turned, strengths, (across @ turned).T / strengths[:, None]
