"""How near concepts are, remembered: reading a life asks the same few questions thousands of times.

Lives as long as its reader; what it remembers depends on the taxonomy alone.
"""

from collections.abc import Mapping

from matcher.taxonomy import Taxonomy
from matcher.types import ConceptKind


class Kinship:
    """Similarity between concepts and between trades and skills. Safe for threads: a value computed twice is the same value."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._near: dict[str, Mapping[str, float]] = {}
        self._related: dict[tuple[str, str], float] = {}

    def near(self, concept: str) -> Mapping[str, float]:
        """The nearest concepts of the same kind with their similarities, itself among them."""
        if concept not in self._near:
            rows, similarities = self.taxonomy.neighbours(concept)
            keys = self.taxonomy.keys
            self._near[concept] = {keys[row]: value for row, value in zip(rows.tolist(), similarities.tolist(), strict=True)}
        return self._near[concept]

    def similarity(self, concept: str, other: str) -> float:
        """Similarity of two concepts; 0 when the other is not among the nearest."""
        return self.near(concept).get(other, 0.0)

    def relatedness(self, occupation: str, skill: str) -> float:
        """How far the skill belongs to the occupation, as `Taxonomy.relatedness` tells; 0 where the two are no occupation and skill."""
        pair = (occupation, skill)
        if pair not in self._related:
            kinds = self.taxonomy.kind_of(occupation), self.taxonomy.kind_of(skill)
            fits = kinds == (ConceptKind.OCCUPATION, ConceptKind.SKILL)
            self._related[pair] = self.taxonomy.relatedness(occupation, skill) if fits else 0.0
        return self._related[pair]
