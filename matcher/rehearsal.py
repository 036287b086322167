"""Rehearsal: questions with known answers, made of a taxonomy's own labels, to train the judgement on. No model lives here.

A part of the concepts is hidden completely (their labels must come out as unknown), a part of the other labels is hidden (they must be
found through their synonyms), the rest is asked with slips, dropped words and words around them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.labelbook import LabelBook, plain
from matcher.meaningless import is_meaningless
from matcher.perturb import perturb
from matcher.stems import content_words, stem
from matcher.text import clean

_SEED = 20261122
_N_QUESTIONS = 4800
_HIDDEN_CONCEPTS, _HIDDEN_LABELS = 0.12, 0.3
_ASK_HIDDEN_CONCEPT, _ASK_HIDDEN_LABEL, _ASK_SCRAMBLE, _ASK_BLEND, _ASK_PRESENT = 0.17, 0.25, 0.1, 0.18, 0.3
_ASK_MEANINGLESS = 0.12
_COMMON_WORD = 4
"""A word found in the labels of this many concepts names none of them by itself."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """book: what may be found; texts: cleaned questions; truths: per question the right concepts' keys (empty: none is right)."""

    book: LabelBook
    texts: list[str]
    truths: list[frozenset[str]]


def rehearse(concepts: Sequence[str], labels: Sequence[Sequence[tuple[str, bool]]], *, first_word_names: bool = False) -> Rehearsal:
    """Hide, choose and perturb; the same taxonomy always gives the same rehearsal.

    first_word_names: the first word of a label names the thing (occupations), so a later word alone names nothing: "хирургия" in
    "санитарка в хирургии" is no orderly. In skills a tool or a material may stand for the skill.
    """
    random = np.random.default_rng(_SEED)
    pools = _Pools.divide(labels, random)
    questions: list[tuple[str, frozenset[int]]] = []
    for pool, share in ((pools.absent, _ASK_HIDDEN_CONCEPT), (pools.withheld, _ASK_HIDDEN_LABEL), (pools.present, _ASK_PRESENT)):
        n_asked = min(len(pool), int(share * _N_QUESTIONS))
        for at in random.choice(len(pool), size=n_asked, replace=False) if pool else ():
            text = pool[at]
            as_written = pool is not pools.present and random.random() < 0.5
            questions.append((text if as_written else perturb(text, random), frozenset(pools.owners[text]) - pools.hidden))
    questions.extend((text, frozenset()) for text in _scrambles(pools, random))
    questions.extend(_blends(pools, random))
    questions.extend(_meaningless(concepts, pools, random))
    if first_word_names:
        questions.extend((text, frozenset()) for text in _later_words(pools, random))
    order = random.permutation(len(questions))
    truths = [frozenset(concepts[row] for row in questions[at][1]) for at in order]
    return Rehearsal(LabelBook.build(concepts, pools.shown), [questions[at][0] for at in order], truths)


@dataclass(slots=True)
class _Pools:
    """Labels by what the rehearsal's book knows of them; owners: plain label → concept rows; hidden: rows of hidden concepts."""

    shown: list[list[tuple[str, bool]]]
    owners: dict[str, set[int]]
    hidden: frozenset[int]
    present: list[str]
    withheld: list[str]
    absent: list[str]

    @classmethod
    def divide(cls, labels: Sequence[Sequence[tuple[str, bool]]], random: np.random.Generator) -> "_Pools":
        hidden = frozenset(np.flatnonzero(random.random(len(labels)) < _HIDDEN_CONCEPTS).tolist())
        pools = cls([], {}, hidden, [], [], [])
        for row, texts in enumerate(labels):
            kept = []
            for text, preferred in texts:
                simple = plain(clean(text))
                if not simple:
                    continue
                pools.owners.setdefault(simple, set()).add(row)
                if row in hidden:
                    pools.absent.append(simple)
                elif random.random() < _HIDDEN_LABELS and len(texts) > 2:
                    pools.withheld.append(simple)
                else:
                    kept.append((text, preferred))
                    pools.present.append(simple)
            pools.shown.append(kept)
        return pools


def _scrambles(pools: _Pools, random: np.random.Generator) -> list[str]:
    """Return texts that mean no concept though their words occur in labels: common words alone, words of two labels together."""
    owners: dict[str, set[int]] = {}
    for label, rows in pools.owners.items():
        for word in content_words(label):
            owners.setdefault(stem(word), set()).update(rows)
    scrambles = []
    for _ in range(int(_ASK_SCRAMBLE * _N_QUESTIONS) if pools.present else 0):
        labels = [pools.present[int(random.integers(len(pools.present)))] for _ in range(2)]
        words = [random.choice(content_words(label)) for label in labels]
        common = [word for word in words if len(owners.get(stem(word), ())) >= _COMMON_WORD]
        if len(common) == 2 and not pools.owners[labels[0]] & pools.owners[labels[1]]:
            scrambles.append(" ".join(words))
        elif common and common[0] not in pools.owners:
            scrambles.append(common[0])
    scrambles.extend(_strange_heads(pools, random))
    return [str(text) for text in scrambles if text not in pools.owners]


def _strange_heads(pools: _Pools, random: np.random.Generator) -> list[str]:
    """Return texts that name something unknown first and only end in a known word: "футбол по телевизору" repairs no television."""
    known = {stem(word) for label in pools.present for word in content_words(label)}
    strange = [word for label in pools.absent for word in content_words(label)[:1] if stem(word) not in known]
    endings = [words[-1] for label in pools.present if len(words := content_words(label)) > 1]
    if not strange or not endings:
        return []
    n_asked = int(_ASK_SCRAMBLE * _N_QUESTIONS) // 2
    return [f"{strange[int(random.integers(len(strange)))]} {endings[int(random.integers(len(endings)))]}" for _ in range(n_asked)]


def _blends(pools: _Pools, random: np.random.Generator) -> list[tuple[str, frozenset[int]]]:
    """Return texts that tell one concept with words of two of its labels, as people do who do not know the official wording."""
    rows = [row for row, kept in enumerate(pools.shown) if len(kept) > 1]
    blends = []
    for _ in range(int(_ASK_BLEND * _N_QUESTIONS) if rows else 0):
        row = rows[int(random.integers(len(rows)))]
        first, second = (
            content_words(plain(clean(pools.shown[row][int(at)][0]))) for at in random.choice(len(pools.shown[row]), size=2, replace=False)
        )
        if first and second:
            kept = first if random.random() < 0.5 else [str(random.choice(first))]
            blends.append((" ".join([*kept, str(random.choice(second))]), frozenset({row})))
    return blends


def _meaningless(concepts: Sequence[str], pools: _Pools, random: np.random.Generator) -> list[tuple[str, frozenset[int]]]:
    """Return phrases that are no skill and no trade, half of them not shown: what people write of their life, as they write it."""
    groups = frozenset(row for row, concept in enumerate(concepts) if is_meaningless(concept))
    phrases = sorted(label for label, rows in pools.owners.items() if rows <= groups)
    n_asked = min(len(phrases), int(_ASK_MEANINGLESS * _N_QUESTIONS))
    chosen = [str(text) for text in random.choice(phrases, size=n_asked, replace=False)] if phrases else []
    return [(perturb(text, random) if random.random() < 0.5 else text, frozenset(pools.owners[text]) - pools.hidden) for text in chosen]


def _later_words(pools: _Pools, random: np.random.Generator) -> list[str]:
    """Return words that stand in labels but never first."""
    spelled = [content_words(label) for label in pools.present]
    first = {stem(words[0]) for words in spelled if words}
    later = sorted({word for words in spelled for word in words[1:] if stem(word) not in first and len(word) > 3})
    n_asked = min(len(later), int(_ASK_SCRAMBLE * _N_QUESTIONS) // 2)
    return [str(word) for word in random.choice(later, size=n_asked, replace=False)] if later else []
