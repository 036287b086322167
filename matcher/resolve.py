"""Resolver: free text → accepted, suggested or unresolved concepts.

Here live the readings of a text (as typed, other layout, other script), the order of evidence (reviewed alias, the label itself, learned
judgement) and the decision from stated costs. Search and features live in their own modules.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.judgement import Judgement, best_concepts, final_features
from matcher.label_candidates import Found, find
from matcher.label_evidence import FEATURES, Query
from matcher.label_spelling import spelled_otherwise
from matcher.labelbook import LabelBook, plain
from matcher.meaningless import is_meaningless, phrases_without_meaning
from matcher.readings import Facts, Reading, denied, denies_beyond, in_everyday_words, readings_of, tells_no_work, tells_only_time
from matcher.shortened import labels_shortened_to, labels_within
from matcher.stems import FILLERS, content_words, is_inflection, stem_key, tells_leisure, words_of
from matcher.taxonomy import Taxonomy
from matcher.text import clean
from matcher.types import ConceptKind, Decision

COST_WRONG = 50.0
"""Taking a wrong concept silently: a person is ranked for what they cannot do."""
COST_ASK = 1.0
"""Letting a person pick from suggestions."""
COST_MISSED = 2.0
"""Keeping a text unresolved although the right concept was there to suggest."""
ACCEPT_FROM = 1 - COST_ASK / COST_WRONG
"""Accept when (1 − p) × COST_WRONG ≤ COST_ASK: from 0.98."""
SUGGEST_FROM = COST_ASK / (COST_ASK + COST_MISSED)
"""Suggest when p × COST_MISSED ≥ (1 − p) × COST_ASK: from 1/3."""
_CYRILLIC_LICENCE = {"A": "а", "B": "в", "C": "с", "D": "д", "BE": "ве", "CE": "се", "DE": "де"}
_DISCOUNT = 0.3
"""A phrase of pastimes ("играю в нарды"), a bare short word ("парк") or a denial that merely resembles a label stays unresolved."""
_BARE = 4
_HEARD = 0.7
"""Added to the log-odds: people's own texts are easier than a rehearsal's questions. On the three tuning parts (475 judged texts) 1.04 fits
best, and better than a slope; two thirds of that, because the taxonomy has grown from the failures of those texts."""
_QUERY_COVERED = FEATURES.index("query_covered")
_RIVALS, _MORE, _DOUBT = 5, 0.15, 0.01
"""How many of the nearest concepts may contest an acceptance, by how much more of the words they must tell, and what is then left."""
_CERTAIN, _SPELLED_OTHERWISE = 0.995, 0.985
"""The words are a label; they are one in other spelling or endings (on the labelled texts right in 150 cases of 152)."""
_SHORTENED = 0.98
"""A label abbreviated word by word, if only one concept has such a label."""
_EVERYDAY, _SHORTER = 0.995, 0.88
"""What is left of a probability when everyday words were read as what they stand for, and when light words were left out as well."""
_FEWEST_WORDS, _PART_BASE, _PART_SLOPE = 3, 0.15, 0.5
"""From how many words on labels are sought inside a text, and the evidence for a guess that they give by the share they cover of it."""
_OTHER_BASE, _OTHER_SLOPE, _OTHER_MARGIN = 0.1, 0.7, 0.4
"""The same where they name another concept than the guess, and by how much that must be likelier: on the tuning texts of both sets, close
guesses were right four times of five."""


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
            for group, phrases in phrases_without_meaning({plain(clean(label)) for row in labels for label, _ in row}).items():
                keys.append(group)
                labels.append([(phrase, False) for phrase in phrases])
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
        facts = [Facts.read(text) for text in texts]
        settled = [self._known(kind, each) for each in facts]
        readings = [reading for at, each in enumerate(facts) if settled[at] is None for reading in readings_of(at, each, book)]
        guesses = _guess(book, judgement, readings, len(texts), limit)
        answers = [
            _with_parts(book, each, guesses[at], limit) if (known := settled[at]) is None else known[:limit]
            for at, each in enumerate(facts)
        ]
        return [_decide(text, each, answer) for text, each, answer in zip(texts, facts, answers, strict=True)]

    def _known(self, kind: ConceptKind, facts: Facts) -> list[Alternative] | None:
        """Return the answer of an alias or of a label that the text spells out; None if neither knows it."""
        book, left = self.books[kind], plain(facts.left)
        for words in (plain(facts.literal), plain(facts.cleaned), *_with_licence(book, facts), left):
            if not words:
                continue
            if alias := self.aliases.get((kind, words)):
                return [Alternative(alias, 1.0)]
            if rows := book.exact.get(words):
                return _shared(book, rows, _CERTAIN)
        if tells_only_time(left):
            return []
        if denied(left):  # no table below knows that "шить не умею" is not "умею шить"
            return None
        owner, _ = spelled_otherwise(book, left)
        if owner is not None and not _may_mean_nothing(book, left):
            return _shared(book, (owner,), _SPELLED_OTHERWISE)
        if rows := labels_shortened_to(book, facts.left):
            return _shared(book, rows, _SHORTENED)
        if not tells_no_work(left) and (everyday := in_everyday_words(facts, book)):
            share = _SHORTER if everyday.is_shorter else _EVERYDAY
            if rows := book.exact.get(everyday.words):
                return _shared(book, rows, _CERTAIN * share)
            owner, _ = spelled_otherwise(book, everyday.words)
            return None if owner is None else _shared(book, (owner,), _SPELLED_OTHERWISE * share)
        return None


def _may_mean_nothing(book: LabelBook, words: str) -> bool:
    """Tell whether the same stems stand in a label and in a phrase without meaning: neither answers alone.

    "зарплата от 1500" is no payroll work, "город знаю" is more than "город". A label in other endings is one where no number stands.
    """
    labels = book.exact_stems.get(stem_key(words), ())
    nothing = [is_meaningless(book.concepts[book.owner[label]]) for label in labels]
    return any(nothing) and (not all(nothing) or any(char.isdigit() for char in words))


def _with_licence(book: LabelBook, facts: Facts) -> list[str]:
    """Return the labels that name the licences of a text: "водитель С" is a shorter way to say "водитель категории С".

    The highest licence stands for the kind of vehicle; any other name of the same driver may stand there ("водила С").
    """
    letters = [_CYRILLIC_LICENCE[code] for code in reversed(facts.licences) if code in _CYRILLIC_LICENCE]
    left = plain(facts.left)
    if not letters:
        return []
    if not left or not any(len(word) > 1 and word not in FILLERS for word in words_of(left)):
        return [f"категория {letter}" for letter in letters]
    left = " ".join(content_words(left))
    names = [left, *(book.plains[at] for row in book.exact.get(left, ())[:1] for at in np.flatnonzero(book.owner == row))]
    return [f"{name} категории {letter}" for letter in letters for name in names]


def reviewed_aliases(aliases: Mapping[tuple[ConceptKind, str], str] | None) -> dict[tuple[ConceptKind, str], str]:
    """Return aliases under the plain spelling of their texts, which is how they are looked up."""
    return {(kind, plain(clean(text))): concept for (kind, text), concept in (aliases or {}).items()}


def _shared(book: LabelBook, rows: Sequence[int], probability: float) -> list[Alternative]:
    """Give the concepts of one spelling their equal shares; groups without meaning keep theirs and are not named."""
    each = probability if len(rows) == 1 else 0.94 / len(rows)
    return [Alternative(name, round(each, 4)) for row in rows if not is_meaningless(name := book.concepts[row])]


def _guess(book: LabelBook, judgement: Judgement, readings: Sequence[Reading], n_texts: int, limit: int) -> list[list[Alternative]]:
    guesses: list[list[Alternative]] = [[] for _ in range(n_texts)]
    if not readings:
        return guesses
    queries = [Query.read(reading.words, book, transliterated=reading.transliterated) for reading in readings]
    found = find(book, queries)
    tops = best_concepts(book, found, judgement.logits(found.features), len(queries))
    filled = [at for at, top in enumerate(tops) if top]
    if not filled:
        return guesses
    surest = [-1.0] * n_texts
    probabilities = judgement.probability(np.array([final_features(tops[at], found) for at in filled]))
    for at, judged in zip(filled, probabilities.tolist(), strict=True):
        text, words, label = readings[at].text, readings[at].words, book.plains[found.label[tops[at][0][2]]]
        doubtful = tells_leisure(words) or tells_no_work(words) or _is_bare(words, label) or denies_beyond(words, label)
        judged = _heard(judged)
        probability = judged * _DISCOUNT if doubtful else judged
        if probability >= ACCEPT_FROM and _leaves_more(book, tops[at], found):
            probability = ACCEPT_FROM - _DOUBT
        if probability > surest[text]:
            surest[text] = probability
            guesses[text] = _alternatives(book, tops[at], probability, limit)
    return guesses


def _leaves_more(book: LabelBook, top: Sequence[tuple[int, float, int]], found: Found) -> bool:
    """Tell whether a near concept says more of a text than the best: "прыбіраю пакоі ў гасцініцы" is a question, though rooms are rooms."""
    told = [float(found.features[pair, _QUERY_COVERED]) for concept, _, pair in top[:_RIVALS] if not is_meaningless(book.concepts[concept])]
    return bool(told) and max(told) > told[0] + _MORE


def _heard(probability: float) -> float:
    """Correct a probability learned from rehearsals by what was measured on people's texts."""
    return 1 / (1 + (1 / max(probability, 1e-9) - 1) * math.exp(-_HEARD))


def _is_bare(words: str, label: str) -> bool:
    """Tell whether a text is one short word that is no form of any word of the label: "нет" is no heifer (нетель)."""
    told = set(content_words(words))
    return len(told) == 1 and len(word := told.pop()) <= _BARE and not any(is_inflection(word, known) for known in words_of(label))


def _alternatives(book: LabelBook, top: Sequence[tuple[int, float, int]], probability: float, limit: int) -> list[Alternative]:
    """Give the best its calibrated probability and share the rest by the others' odds; what means nothing keeps its part unnamed."""
    odds = np.exp(np.clip([logit for _, logit, _ in top[: limit + 3]], -30, 30))
    others = odds[1:] / (odds[1:].sum() + 1.0) if len(odds) > 1 else odds[:0]
    rest = [min(probability, float(share) * (1 - probability)) for share in others]
    names = [book.concepts[concept] for concept, _, _ in top[: limit + 3]]
    named = zip(names, [probability, *rest], strict=True)
    return [Alternative(name, round(p, 4)) for name, p in named if not is_meaningless(name)][:limit]


def _with_parts(book: LabelBook, facts: Facts, guess: list[Alternative], limit: int) -> list[Alternative]:
    """Weigh a guess against the labels that stand inside a longer text: "двадцать лет на стройке каменщиком" names a bricklayer."""
    left = plain(facts.left)
    sure = guess[0].probability if guess else 0.0
    if sure >= ACCEPT_FROM or len(content_words(left)) < _FEWEST_WORDS or tells_leisure(left) or tells_no_work(left) or denied(left):
        return guess
    everyday = in_everyday_words(facts, book)
    inside = max(
        (labels_within(book, words) for words in (left, everyday.words if everyday else "") if words),
        key=lambda parts: sum(share for _, share in parts),
        default=[],
    )
    real = [(book.concepts[row], share) for row, share in inside if not is_meaningless(book.concepts[row])]
    if not real:
        return guess
    covered = sum(share for _, share in real)
    best = max(real, key=lambda part: part[1])[0]
    told = min(0.9, _PART_BASE + _PART_SLOPE * covered)
    if guess and best == guess[0].concept:
        most = 1.0 if covered > 0.99 else ACCEPT_FROM - _DOUBT  # what is not covered may say something else
        return [Alternative(best, round(min(most, 1 - (1 - sure) * (1 - told)), 4)), *guess[1:]]
    told = _OTHER_BASE + _OTHER_SLOPE * covered
    if told <= sure + _OTHER_MARGIN:
        return guess
    rest = [Alternative(name, round(min(told, (1 - told) * share), 4)) for name, share in real if name != best]
    named = {best, *(each.concept for each in rest)}
    rest += [Alternative(each.concept, round(each.probability * (1 - told), 4)) for each in guess if each.concept not in named]
    return [Alternative(best, round(told, 4)), *sorted(rest, key=lambda each: -each.probability)][:limit]


def _decide(text: str, facts: Facts, alternatives: Sequence[Alternative]) -> Resolution:
    probability = alternatives[0].probability if alternatives else 0.0
    if probability >= ACCEPT_FROM:
        decision = Decision.ACCEPTED
    elif probability >= SUGGEST_FROM:
        decision = Decision.SUGGESTED
    else:
        decision = Decision.UNRESOLVED
    concept = alternatives[0].concept if decision is not Decision.UNRESOLVED else None
    return Resolution(text, facts.cleaned, decision, concept, probability, tuple(alternatives), facts.grade, facts.licences)
