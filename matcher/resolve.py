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
from matcher.labelbook import LabelBook, plain
from matcher.stems import fold, stem_key
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
_LONGEST = 160
"""Characters of one phrase that are read; longer texts are lists or stories and go through `split_list` first."""
_CERTAIN, _SPELLED, _INFLECTED = 0.995, 0.985, 0.97


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
class Resolver:
    """Build once per taxonomy version; resolving is pure and thread-safe."""

    books: Mapping[ConceptKind, LabelBook]
    judgements: Mapping[ConceptKind, Judgement]
    aliases: Mapping[tuple[ConceptKind, str], str]

    @classmethod
    def build(cls, taxonomy: Taxonomy, aliases: Mapping[tuple[ConceptKind, str], str] | None = None) -> "Resolver":
        """Build from a taxonomy and reviewed aliases ((kind, text as written) → concept key); trains the judgement."""
        books, judgements = {}, {}
        for kind in ConceptKind:
            concepts = [concept for concept in taxonomy.concepts if concept.kind is kind]
            labels = [
                [(label, True) for label in concept.preferred.values()] + [(label, False) for _, label in concept.alternative]
                for concept in concepts
            ]
            keys = [concept.key for concept in concepts]
            books[kind] = LabelBook.build(keys, labels)
            judgements[kind] = Judgement.train(keys, labels)
        reviewed = {(kind, plain(clean(text))): concept for (kind, text), concept in (aliases or {}).items()}
        return cls(books, judgements, reviewed)

    def resolve(self, text: str, kind: ConceptKind, limit: int = 5) -> Resolution:
        """Resolve one text; see `resolve_many`."""
        return self.resolve_many([text], kind, limit)[0]

    def resolve_many(self, texts: Sequence[str], kind: ConceptKind, limit: int = 5) -> list[Resolution]:
        """Resolve phrases (one skill or one occupation each) to concepts of a kind, at most `limit` alternatives each. Never raises."""
        book, judgement = self.books[kind], self.judgements[kind]
        facts = [_facts(text) for text in texts]
        settled: list[list[Alternative] | None] = [self._known(kind, cleaned, left) for cleaned, left, _, _ in facts]
        readings = [
            reading for at, (cleaned, left, _, _) in enumerate(facts) if settled[at] is None for reading in _readings(at, cleaned, left)
        ]
        guesses = _guess(book, judgement, readings, len(texts), limit)
        resolutions = []
        for at, (cleaned, _, grade, licences) in enumerate(facts):
            alternatives = settled[at]
            resolutions.append(_decide(texts[at], cleaned, guesses[at] if alternatives is None else alternatives[:limit], grade, licences))
        return resolutions

    def _known(self, kind: ConceptKind, cleaned: str, left: str) -> list[Alternative] | None:
        """Return the answer of an alias or of a label that the text spells out; None if neither knows it."""
        book = self.books[kind]
        for words in (plain(cleaned), plain(left)):
            if not words:
                continue
            if alias := self.aliases.get((kind, words)):
                return [Alternative(alias, 1.0)]
            if rows := book.exact.get(words):
                return _shared(book, rows, _CERTAIN)
        return self._spelled_otherwise(book, plain(left))

    def _spelled_otherwise(self, book: LabelBook, words: str) -> list[Alternative] | None:
        """Return the concept of a label that differs only in spelling, fillers or endings, if just one concept has such a label."""
        for table, spelling, probability in ((book.exact_fold, fold(words), _SPELLED), (book.exact_stems, stem_key(words), _INFLECTED)):
            rows = table.get(spelling, ())
            if len(rows) == 1 and len(spelling) > 3:
                return _shared(book, rows, probability)
        return None


def _shared(book: LabelBook, rows: Sequence[int], probability: float) -> list[Alternative]:
    if len(rows) == 1:
        return [Alternative(book.concepts[rows[0]], probability)]
    return [Alternative(book.concepts[row], 0.94 / len(rows)) for row in rows]


def _facts(text: str) -> tuple[str, str, int | None, tuple[str, ...]]:
    cleaned = decode_keyboard(clean(text[:2000]))[:_LONGEST].replace("\n", " ").strip()
    left, grade, licences = take_out_facts(cleaned)
    return cleaned, left, grade, licences


def _readings(at: int, cleaned: str, left: str) -> list[_Reading]:
    words = [plain(left)]
    if (whole := plain(cleaned)) != words[0]:
        words.append(whole)
    readings = [_Reading(at, text) for text in words if text]
    if any("a" <= letter <= "z" for letter in cleaned):
        readings.extend(_Reading(at, plain(to_cyrillic(text)), transliterated=True) for text in words if text)
    return readings


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
    for at, probability in zip(filled, probabilities.tolist(), strict=True):
        text = readings[at].text
        if not guesses[text] or probability > guesses[text][0].probability:
            guesses[text] = _alternatives(book, tops[at], probability, limit)
    return guesses


def _alternatives(book: LabelBook, top: Sequence[tuple[int, float, int]], probability: float, limit: int) -> list[Alternative]:
    """Give the best its calibrated probability and share the rest by the others' odds."""
    odds = np.exp(np.clip([logit for _, logit, _ in top[:limit]], -30, 30))
    others = odds[1:] / (odds[1:].sum() + 1.0) if len(odds) > 1 else odds[:0]
    rest = [min(probability, float(share) * (1 - probability)) for share in others]
    names = [book.concepts[concept] for concept, _, _ in top[:limit]]
    return [Alternative(name, round(p, 4)) for name, p in zip(names, [probability, *rest], strict=True)]


def _decide(text: str, cleaned: str, alternatives: Sequence[Alternative], grade: int | None, licences: tuple[str, ...]) -> Resolution:
    probability = alternatives[0].probability if alternatives else 0.0
    if probability >= ACCEPT_FROM:
        decision = Decision.ACCEPTED
    elif probability >= SUGGEST_FROM:
        decision = Decision.SUGGESTED
    else:
        decision = Decision.UNRESOLVED
    concept = alternatives[0].concept if decision is not Decision.UNRESOLVED else None
    return Resolution(text, cleaned, decision, concept, probability, tuple(alternatives), grade, licences)
