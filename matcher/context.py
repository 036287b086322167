"""What a life says about a word: how far known trades support a skill, and which trade a set of skills implies.

Pure functions over a taxonomy; the numbers of the module are weights of evidence (odds), each with its reason.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.affinity import TradeAffinity
from matcher.kinship import Kinship
from matcher.resolve import Resolution
from matcher.taxonomy import Taxonomy
from matcher.types import Decision, EvidenceSource

SUPPORT_ODDS = 60.0
"""Odds by which a reading becomes likelier when the trades of the same life contain it (support 1) rather than not (support 0): about the
number of skills in the taxonomy over the number of skills of one trade."""
KIN_FROM = 0.5
"""Similarity from which two readings of a text are nearly the same answer."""
LEAST_READING = 0.12
"""A reading less likely than this is no reading, whatever the context."""
NEUTRAL_SUPPORT = 0.25
"""Support at which the context changes nothing: unrelated words do stand in honest lives (a cook who also drives)."""
ACCEPT_IN_CONTEXT = 0.7
"""Posterior above which an unsure reading is taken: in a life that supports it a wrong skill costs about 2.3 times a question asked."""
IMPLIED_MINIMUM_SKILLS = 1.2
"""Skills (by probability) that must agree before they point to a trade: one alone, however sure, does not make one."""
OPTIONAL_SHARE = 0.6
"""How much an optional skill says for a trade, beside an essential one."""
SPOKEN_FROM, SPOKEN_SHARE, SPOKEN_SURE = 0.08, 0.6, 0.2
"""Cosines of a text with a trade: from which it is heard at all, share of the nearest, and at which it is beyond doubt."""
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

    kinship: Kinship
    weights: Mapping[str, float]

    def support(self, skill: str) -> float:
        """How far the trades contain the skill or one near it: 0..1."""
        return max((weight * self.kinship.relatedness(trade, skill) for trade, weight in self.weights.items()), default=0.0)

    def decide_skill(self, resolution: Resolution, *, supported: bool = True) -> tuple[Decision, str | None, float]:
        """The decision on a skill text in this context: (decision, concept or None, probability).

        supported: an unsure reading is taken only if the trades contain it (for a person); an employer may ask for anything.
        """
        if resolution.decision is Decision.ACCEPTED or not resolution.alternatives or not self.weights:
            accepted = resolution.decision is Decision.ACCEPTED
            return resolution.decision, resolution.concept if accepted else None, resolution.probability
        odds = {
            a.concept: a.probability * SUPPORT_ODDS ** (self.support(a.concept) - NEUTRAL_SUPPORT)
            for a in resolution.alternatives
            if a.probability >= LEAST_READING
        }
        if not odds:
            return resolution.decision, None, resolution.probability
        best, posterior = surest(self.kinship, odds, resolution)
        if posterior >= ACCEPT_IN_CONTEXT and not (supported and self.support(best) <= NEUTRAL_SUPPORT):
            return Decision.ACCEPTED, best, posterior
        return resolution.decision, None, resolution.probability


def implied_trades(taxonomy: Taxonomy, skills: Sequence[tuple[str, float]]) -> dict[str, float]:
    """The trades that a set of skills points to, with the cosine of skills and trade in [0, 1].

    Parameters: (skill key, probability) pairs. A rare skill says more than one that many trades share; a trade needs at least
    IMPLIED_MINIMUM_SKILLS of its skills among them.
    """
    dots: dict[str, float] = defaultdict(float)
    agreeing: dict[str, float] = defaultdict(float)
    length = math.sqrt(sum((p * _rarity(taxonomy, s)) ** 2 for s, p in skills)) or 1.0
    for skill, probability in skills:
        rarity = _rarity(taxonomy, skill)
        for trade in taxonomy.occupations_of(skill):
            share = 1.0 if skill in taxonomy.essential_skills(trade) else OPTIONAL_SHARE
            dots[trade] += probability * share * rarity**2
            agreeing[trade] += probability
    return {
        trade: dot / (length * (math.sqrt(sum(_rarity(taxonomy, s) ** 2 for s in taxonomy.essential_skills(trade))) or 1.0))
        for trade, dot in dots.items()
        if agreeing[trade] >= IMPLIED_MINIMUM_SKILLS
    }


def _rarity(taxonomy: Taxonomy, skill: str) -> float:
    return 1.0 / math.log2(2.0 + len(taxonomy.occupations_of(skill)))


def trades_by_weight(trades: Iterable[Trade]) -> dict[str, float]:
    """The strongest weight with which each understood trade belongs to the life."""
    weights: dict[str, float] = {}
    for trade in trades:
        if trade.concept:
            weights[trade.concept] = max(weights.get(trade.concept, 0.0), SOURCE_WEIGHT[trade.source] * trade.probability)
    return weights


def level_of(kinship: Kinship, skill: str, source: EvidenceSource, trades: Sequence[Trade]) -> float:
    """How well a life supports that the person does this themselves: 0..1.

    Work named in the history was done. A practised trade that contains the skill confirms it; a paper alone says it was taught.
    """
    if source is EvidenceSource.HISTORY:
        return 1.0
    practised = {t.concept for t in trades if t.concept and t.source is not EvidenceSource.QUALIFICATION}
    taught = {t.concept for t in trades if t.concept and t.source is EvidenceSource.QUALIFICATION}
    if not practised and not taught:
        return UNKNOWN_LIFE_LEVEL
    by_practice = max((kinship.relatedness(t, skill) for t in practised), default=0.0)
    by_paper = max((kinship.relatedness(t, skill) for t in taught), default=0.0) * PAPER_LEVEL
    return max(UNSUPPORTED_LEVEL, by_practice, by_paper)


def spoken_trades(affinity: TradeAffinity, nearness: NDArray[np.float32]) -> dict[str, float]:
    """The trades a text speaks of: those within SPOKEN_SHARE of the nearest, with their cosines."""
    best = float(nearness.max(initial=0.0))
    if best < SPOKEN_FROM:
        return {}
    rows = np.flatnonzero(nearness >= max(SPOKEN_FROM, best * SPOKEN_SHARE))
    return {affinity.occupations[row]: float(nearness[row]) for row in rows.tolist()}


def speaking(held: Mapping[str, float], spoken: Mapping[str, float]) -> dict[str, float]:
    """Weights for understanding words: the trades held, and those the text speaks of (they tell what a word means, not who does it)."""
    weights = {trade: min(1.0, cosine / SPOKEN_SURE) for trade, cosine in spoken.items()}
    return weights | {trade: max(weight, weights.get(trade, 0.0)) for trade, weight in held.items()}


def decide_title(kinship: Kinship, resolution: Resolution, weights: Mapping[str, float]) -> tuple[str | None, float]:
    """The occupation a title or a wish means and how surely; an unsure reading needs the whole text to speak of that trade.

    weights: of the trades around, as `speaking` gives them.
    """
    if resolution.decision is Decision.ACCEPTED:
        return resolution.concept, resolution.probability
    odds = {a.concept: a.probability * SUPPORT_ODDS ** (weights.get(a.concept, 0.0) - NEUTRAL_SUPPORT) for a in resolution.alternatives}
    if not odds:
        return None, 0.0
    best, posterior = surest(kinship, odds, resolution)
    return (best, posterior) if posterior >= ACCEPT_IN_CONTEXT else (None, 0.0)


def surest(kinship: Kinship, odds: Mapping[str, float], resolution: Resolution) -> tuple[str, float]:
    """The likeliest reading and the probability that it, or one as good as it, is meant.

    Two readings that are near each other ("сварщик" and "сварщик на полуавтоматах") do not make a text doubtful: taking the wrong one of
    them costs little, so a near reading counts for the best by its similarity.
    """
    nothing = max(0.02, 1.0 - sum(a.probability for a in resolution.alternatives))
    best = max(odds, key=lambda concept: odds[concept])
    kin = sum(odd * near for concept, odd in odds.items() if (near := kinship.similarity(best, concept)) >= KIN_FROM)
    return best, kin / (sum(odds.values()) + nothing)
