"""What a life says about a word: how far known trades support a skill, and which trade a set of skills implies.

Pure functions over a taxonomy; the numbers of the module are weights of evidence (odds), each with its reason.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from matcher.resolve import Resolution
from matcher.taxonomy import Taxonomy
from matcher.types import Decision, EvidenceSource

OPTIONAL_RELATION = 0.85
"""An optional skill of a trade is nearly as expected in it as an essential one."""
SUPPORT_ODDS = 12.0
"""Odds by which a reading becomes likelier when the trades of the same life contain it (support 1) rather than not (support 0)."""
NEUTRAL_SUPPORT = 0.25
"""Support at which the context changes nothing: unrelated words do stand in honest lives (a cook who also drives)."""
ACCEPT_IN_CONTEXT = 0.72
"""Posterior above which an unsure reading is taken: a wrong skill costs about 2.5 times a question asked."""
IMPLIED_MINIMUM_SKILLS = 2
IMPLIED_MINIMUM_COSINE = 0.22
"""Below these a set of skills points to no single trade."""
SOURCE_WEIGHT: Mapping[EvidenceSource, float] = {
    EvidenceSource.HISTORY: 1.0,
    EvidenceSource.QUALIFICATION: 0.9,
    EvidenceSource.SKILLS: 0.85,
    EvidenceSource.NOTE: 0.5,
    EvidenceSource.WISH: 0.35,
}
"""How far each place in a profile says "this trade is mine"."""
PAPER_LEVEL = 0.55
"""Level of a skill that only a paper supports: trained, not practised."""
UNSUPPORTED_LEVEL = 0.3
"""Level of a skill that belongs to none of the trades of this life: a hobby, or the words of who sells, guards or counts it."""
UNKNOWN_LIFE_LEVEL = 0.8
"""Level of a named skill of a person whose trades are not known: nothing speaks for or against it."""


class Trade(Protocol):
    """What support needs to know of a trade in a life."""

    @property
    def concept(self) -> str | None:
        """The occupation, None where none was understood."""

    @property
    def source(self) -> EvidenceSource:
        """Where it was read."""

    @property
    def probability(self) -> float:
        """How surely it was read."""


@dataclass(frozen=True, slots=True)
class Context:
    """The trades a text belongs to, each with a weight in [0, 1]; empty: nothing is known."""

    taxonomy: Taxonomy
    weights: Mapping[str, float]

    def support(self, skill: str) -> float:
        """How far the trades contain the skill or one near it: 0..1."""
        return max((weight * relatedness(self.taxonomy, trade, skill) for trade, weight in self.weights.items()), default=0.0)

    def decide_skill(self, resolution: Resolution) -> tuple[Decision, str | None, float]:
        """The decision on a skill text in this context: (decision, concept or None, probability)."""
        if resolution.decision is Decision.ACCEPTED or not resolution.alternatives or not self.weights:
            accepted = resolution.decision is Decision.ACCEPTED
            return resolution.decision, resolution.concept if accepted else None, resolution.probability
        odds = {a.concept: a.probability * SUPPORT_ODDS ** (self.support(a.concept) - NEUTRAL_SUPPORT) for a in resolution.alternatives}
        nothing = max(0.02, 1.0 - sum(a.probability for a in resolution.alternatives))
        best = max(odds, key=lambda concept: odds[concept])
        posterior = odds[best] / (sum(odds.values()) + nothing)
        if posterior >= ACCEPT_IN_CONTEXT and self.support(best) > NEUTRAL_SUPPORT:
            return Decision.ACCEPTED, best, posterior
        return resolution.decision, None, resolution.probability


def relatedness(taxonomy: Taxonomy, occupation: str, skill: str) -> float:
    """1 for an essential skill of the occupation, less for an optional one, the similarity to the nearest of its skills otherwise."""
    essential, optional = set(taxonomy.essential_skills(occupation)), set(taxonomy.optional_skills(occupation))
    if skill in essential:
        return 1.0
    if skill in optional:
        return OPTIONAL_RELATION
    rows, similarities = taxonomy.neighbours(skill)
    near = 0.0
    for row, similarity in zip(rows.tolist(), similarities.tolist(), strict=True):
        key = taxonomy.keys[row]
        if key in essential:
            near = max(near, similarity)
        elif key in optional:
            near = max(near, similarity * OPTIONAL_RELATION)
    return near


def implied_occupation(taxonomy: Taxonomy, skills: Sequence[tuple[str, float]]) -> tuple[str, float] | None:
    """The trade a set of skills points to.

    Parameters: (skill key, probability) pairs. Returns (occupation key, cosine in [0, 1]) or None when fewer than IMPLIED_MINIMUM_SKILLS
    skills agree. A rare skill says more than one that many trades share (inverse document frequency).
    """
    weight: dict[str, float] = defaultdict(float)
    agreeing: dict[str, int] = defaultdict(int)
    total = 0.0
    for skill, probability in skills:
        trades = taxonomy.occupations_of(skill)
        rarity = probability * _rarity(taxonomy, skill)
        total += rarity**2
        for trade in trades:
            weight[trade] += rarity * (1.0 if skill in taxonomy.essential_skills(trade) else 0.6) * _rarity(taxonomy, skill)
            agreeing[trade] += 1
    best, best_cosine = None, 0.0
    for trade, dot in weight.items():
        norm = math.sqrt(sum(_rarity(taxonomy, s) ** 2 for s in taxonomy.essential_skills(trade))) or 1.0
        cosine = dot / (norm * math.sqrt(total))
        if agreeing[trade] >= IMPLIED_MINIMUM_SKILLS and (cosine, trade) > (best_cosine, best or ""):
            best, best_cosine = trade, cosine
    return (best, best_cosine) if best is not None and best_cosine >= IMPLIED_MINIMUM_COSINE else None


def _rarity(taxonomy: Taxonomy, skill: str) -> float:
    return 1.0 / math.log2(2.0 + len(taxonomy.occupations_of(skill)))


def trades_by_weight(trades: Iterable[Trade]) -> dict[str, float]:
    """The strongest weight with which each understood trade belongs to the life."""
    weights: dict[str, float] = {}
    for trade in trades:
        if trade.concept:
            weights[trade.concept] = max(weights.get(trade.concept, 0.0), SOURCE_WEIGHT[trade.source] * trade.probability)
    return weights


def level_of(taxonomy: Taxonomy, skill: str, source: EvidenceSource, trades: Sequence[Trade]) -> float:
    """How well a life supports that the person does this themselves: 0..1.

    Work named in the history was done. A practised trade that contains the skill confirms it; a paper alone says it was taught.
    """
    if source is EvidenceSource.HISTORY:
        return 1.0
    practised = {t.concept for t in trades if t.concept and t.source is not EvidenceSource.QUALIFICATION}
    taught = {t.concept for t in trades if t.concept and t.source is EvidenceSource.QUALIFICATION}
    if not practised and not taught:
        return UNKNOWN_LIFE_LEVEL
    by_practice = max((relatedness(taxonomy, t, skill) for t in practised), default=0.0)
    by_paper = max((relatedness(taxonomy, t, skill) for t in taught), default=0.0) * PAPER_LEVEL
    return max(UNSUPPORTED_LEVEL, by_practice, by_paper)
