"""Resolver: free text → accepted, suggested or unresolved concepts.

Here live the readings of a text (as typed, other layout, other script), the order of evidence (reviewed alias, the label itself, learned
judgement) and the decision from stated costs. Search and features live in their own modules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.judgement import Judgement, best_concepts, final_features
from matcher.keyboard import decode_keyboard
from matcher.label_candidates import find
from matcher.label_evidence import Query
from matcher.label_spelling import spelled_otherwise
from matcher.labelbook import LabelBook, plain
from matcher.stems import content_words, is_inflection, tells_leisure, words_of
from matcher.taxonomy import Taxonomy
from matcher.text import clean, take_out_facts, to_cyrillic
from matcher.types import ConceptKind, Decision

COST_WRONG = 20.0
"""Taking a wrong concept silently: a person is ranked for what they cannot do."""
COST_ASK = 1.0
"""Letting a person pick from suggestions."""
COST_MISSED = 2.0
"""Keeping a text unresolved although the right concept was there to suggest."""
ACCEPT_FROM = 1 - COST_ASK / COST_WRONG
"""Accept when (1 − p) × COST_WRONG ≤ COST_ASK: from 0.95."""
SUGGEST_FROM = COST_ASK / (COST_ASK + COST_MISSED)
"""Suggest when p × COST_MISSED ≥ (1 − p) × COST_ASK: from 1/3."""
_CYRILLIC_LICENCE = {"A": "а", "B": "в", "C": "с", "D": "д", "BE": "ве", "CE": "се", "DE": "де"}
_LONGEST = 160
"""Characters of one phrase that are read; longer texts are lists or stories and go through `split_list` first."""
_DISCOUNT = 0.3
"""A phrase of pastimes ("играю в нарды") or a bare short word ("парк") that merely resembles a label stays unresolved."""
_BARE = 4
_CERTAIN = 0.995


@dataclass(frozen=True, slots=True)
class Alternative:
    """A concept a text may mean; probability in [0, 1]."""

    concept: str
    probability: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of one text.

    concept: the best concept (also when only suggested), None if unresolved; alternatives: best first, including the best;
    grade (1–8) and licences: facts taken out of the text.
    """

    text: str
    cleaned: str
    decision: Decision
    concept: str | None
    probability: float
    alternatives: tuple[Alternative, ...]
    grade: int | None
    licences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a text: plain words, and whether they were transliterated."""

    text: int
    words: str
    transliterated: bool = False


@dataclass(frozen=True, slots=True)
class _Facts:
    """A text taken apart: as typed, in the right layout, without grade and licences, and those."""

    literal: str
    cleaned: str
    left: str
    grade: int | None
    licences: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "_Facts":
        literal = clean(text[:2000])[:_LONGEST].replace("\n", " ").strip()
        cleaned = decode_keyboard(literal)
        left, grade, licences = take_out_facts(cleaned)
        return cls(literal, cleaned, left, grade, licences)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Build once per taxonomy version; resolving is pure and thread-safe."""

    books: Mapping[ConceptKind, LabelBook]
    judgements: Mapping[ConceptKind, Judgement]
    aliases: Mapping[tuple[ConceptKind, str], str]

    @classmethod
    def build(
        cls,
        taxonomy: Taxonomy,
        aliases: Mapping[tuple[ConceptKind, str], str] | None = None,
        judgements: Mapping[ConceptKind, Judgement] | None = None,
    ) -> "Resolver":
        """Build from a taxonomy and reviewed aliases ((kind, text as written) → concept key).

        judgements: weights learned before; without them they are trained now on the taxonomy's labels, which takes seconds.
        """
        books: dict[ConceptKind, LabelBook] = {}
        learned: dict[ConceptKind, Judgement] = {}
        for kind in ConceptKind:
            concepts = [concept for concept in taxonomy.concepts if concept.kind is kind]
            labels = [
                [(label, True) for label in concept.preferred.values()] + [(label, False) for _, label in concept.alternative]
                for concept in concepts
            ]
            keys = [concept.key for concept in concepts]
            books[kind] = LabelBook.build(keys, labels)
            learned[kind] = (
                judgements[kind] if judgements else Judgement.train(keys, labels, first_word_names=kind is ConceptKind.OCCUPATION)
            )
        return cls(books, learned, reviewed_aliases(aliases))

    def with_aliases(self, aliases: Mapping[tuple[ConceptKind, str], str]) -> "Resolver":
        """Return the same resolver with these reviewed aliases instead of its own; cheap."""
        return Resolver(self.books, self.judgements, reviewed_aliases(aliases))

    def resolve(self, text: str, kind: ConceptKind, limit: int = 5) -> Resolution:
        """Resolve one text; see `resolve_many`."""
        return self.resolve_many([text], kind, limit)[0]

    def resolve_many(self, texts: Sequence[str], kind: ConceptKind, limit: int = 5) -> list[Resolution]:
        """Resolve phrases (one skill or one occupation each) to concepts of a kind, at most `limit` alternatives each. Never raises."""
        book, judgement = self.books[kind], self.judgements[kind]
        facts = [_Facts.read(text) for text in texts]
        settled = [self._known(kind, each) for each in facts]
        readings = [reading for at, each in enumerate(facts) if settled[at] is None for reading in _readings(at, each)]
        guesses = _guess(book, judgement, readings, len(texts), limit)
        return [_decide(texts[at], each, guesses[at] if (known := settled[at]) is None else known[:limit]) for at, each in enumerate(facts)]

    def _known(self, kind: ConceptKind, facts: _Facts) -> list[Alternative] | None:
        """Return the answer of an alias or of a label that the text spells out; None if neither knows it."""
        book, left = self.books[kind], plain(facts.left)
        # "водитель С" is a shorter way to say "водитель категории С": the highest licence stands for the kind of vehicle.
        spelled_out = f"{left} категории {_CYRILLIC_LICENCE.get(facts.licences[-1], '')}" if facts.licences and left else ""
        for words in (plain(facts.literal), plain(facts.cleaned), spelled_out, left):
            if not words:
                continue
            if alias := self.aliases.get((kind, words)):
                return [Alternative(alias, 1.0)]
            if rows := book.exact.get(words):
                return _shared(book, rows, _CERTAIN)
        owner, probability = spelled_otherwise(book, left)
        return None if owner is None else _shared(book, (owner,), probability)


def reviewed_aliases(aliases: Mapping[tuple[ConceptKind, str], str] | None) -> dict[tuple[ConceptKind, str], str]:
    """Return aliases under the plain spelling of their texts, which is how they are looked up."""
    return {(kind, plain(clean(text))): concept for (kind, text), concept in (aliases or {}).items()}


def _shared(book: LabelBook, rows: Sequence[int], probability: float) -> list[Alternative]:
    if len(rows) == 1:
        return [Alternative(book.concepts[rows[0]], probability)]
    return [Alternative(book.concepts[row], 0.94 / len(rows)) for row in rows]


def _readings(at: int, facts: _Facts) -> list[_Reading]:
    words = dict.fromkeys(text for text in (plain(facts.left), plain(facts.cleaned), plain(facts.literal)) if text)
    readings = [_Reading(at, text) for text in words]
    latin = [text for text in words if any("a" <= letter <= "z" for letter in text)]
    return readings + [_Reading(at, plain(to_cyrillic(text)), transliterated=True) for text in latin]


def _guess(book: LabelBook, judgement: Judgement, readings: Sequence[_Reading], n_texts: int, limit: int) -> list[list[Alternative]]:
    guesses: list[list[Alternative]] = [[] for _ in range(n_texts)]
    if not readings:
        return guesses
    queries = [Query.read(reading.words, book, transliterated=reading.transliterated) for reading in readings]
    found = find(book, queries)
    tops = best_concepts(book, found, judgement.logits(found.features), len(queries))
    filled = [at for at, top in enumerate(tops) if top]
    if not filled:
        return guesses
    probabilities = judgement.probability(np.array([final_features(tops[at], found) for at in filled]))
    for at, judged in zip(filled, probabilities.tolist(), strict=True):
        text = readings[at].text
        words = readings[at].words
        doubtful = tells_leisure(words) or _is_bare(words, book.plains[found.label[tops[at][0][2]]])
        probability = judged * _DISCOUNT if doubtful else judged
        if not guesses[text] or probability > guesses[text][0].probability:
            guesses[text] = _alternatives(book, tops[at], probability, limit)
    return guesses


def _is_bare(words: str, label: str) -> bool:
    """Tell whether a text is one short word that is no form of any word of the label: "нет" is no heifer (нетель)."""
    told = set(content_words(words))
    return len(told) == 1 and len(word := told.pop()) <= _BARE and not any(is_inflection(word, known) for known in words_of(label))


def _alternatives(book: LabelBook, top: Sequence[tuple[int, float, int]], probability: float, limit: int) -> list[Alternative]:
    """Give the best its calibrated probability and share the rest by the others' odds."""
    odds = np.exp(np.clip([logit for _, logit, _ in top[:limit]], -30, 30))
    others = odds[1:] / (odds[1:].sum() + 1.0) if len(odds) > 1 else odds[:0]
    rest = [min(probability, float(share) * (1 - probability)) for share in others]
    names = [book.concepts[concept] for concept, _, _ in top[:limit]]
    return [Alternative(name, round(p, 4)) for name, p in zip(names, [probability, *rest], strict=True)]


def _decide(text: str, facts: _Facts, alternatives: Sequence[Alternative]) -> Resolution:
    probability = alternatives[0].probability if alternatives else 0.0
    if probability >= ACCEPT_FROM:
        decision = Decision.ACCEPTED
    elif probability >= SUGGEST_FROM:
        decision = Decision.SUGGESTED
    else:
        decision = Decision.UNRESOLVED
    concept = alternatives[0].concept if decision is not Decision.UNRESOLVED else None
    return Resolution(text, facts.cleaned, decision, concept, probability, tuple(alternatives), facts.grade, facts.licences)
