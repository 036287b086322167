"""Taxonomy: concepts, their labels per language, broader relations, occupation → skills, and how near two concepts are.

Here live values and the similarity between concepts. Reading files and records is the services' work; reading free text is
`matcher.resolve`'s.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matcher.nearness import Nearness
from matcher.types import ConceptKind

N_NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Concept:
    """A skill or an occupation. `preferred`: language → label; `alternative`: (language, label) pairs; `isco`: 4 digits or None."""

    key: str
    kind: ConceptKind
    uri: str | None
    isco: str | None
    preferred: Mapping[str, str]
    alternative: tuple[tuple[str, str], ...] = ()

    def labels(self) -> Iterable[tuple[str, str]]:
        """Every (language, label), preferred ones first."""
        yield from self.preferred.items()
        yield from self.alternative


class TaxonomyError(ValueError):
    """The relations name a concept that does not exist, a key occurs twice, or a concept has no label."""


@dataclass(frozen=True)
class Taxonomy:
    """All concepts and how they hang together. Build with `Taxonomy.build`; immutable.

    keys: row → key, in the order given; row_of: key → row; version: hash of the whole content (hexadecimal, 16 digits).
    """

    keys: tuple[str, ...]
    row_of: Mapping[str, int]
    concepts: tuple[Concept, ...]
    broader_of: Mapping[str, tuple[str, ...]]
    essential_of: Mapping[str, tuple[str, ...]]
    optional_of: Mapping[str, tuple[str, ...]]
    version: str

    @classmethod
    def build(
        cls,
        concepts: Sequence[Concept],
        broader: Sequence[tuple[str, str]],
        essential: Sequence[tuple[str, str]],
        optional: Sequence[tuple[str, str]],
    ) -> "Taxonomy":
        """Build from concepts, (narrower, broader) pairs and (occupation, skill) pairs. Raises TaxonomyError for dangling keys."""
        keys = tuple(concept.key for concept in concepts)
        row_of = {key: row for row, key in enumerate(keys)}
        if len(row_of) != len(keys):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise TaxonomyError(f"keys occur twice: {', '.join(twice[:10])}")
        if unnamed := [concept.key for concept in concepts if not any(label.strip() for _, label in concept.labels())]:
            raise TaxonomyError(f"concepts without a label: {', '.join(unnamed[:10])}")
        if dangling := {key for pairs in (broader, essential, optional) for pair in pairs for key in pair if key not in row_of}:
            raise TaxonomyError(f"relations name unknown concepts: {', '.join(sorted(dangling)[:10])}")
        version = _content_hash(concepts, (broader, essential, optional))
        return cls(keys, MappingProxyType(row_of), tuple(concepts), _grouped(broader), _grouped(essential), _grouped(optional), version)

    def concept(self, key: str) -> Concept:
        """Return the concept; KeyError if there is none."""
        return self.concepts[self.row_of[key]]

    def kind_of(self, key: str) -> ConceptKind:
        """Return skill or occupation."""
        return self.concept(key).kind

    def label(self, key: str, language: str) -> str:
        """Return the preferred label, else the Russian, else the English, else any, else the key."""
        preferred = self.concept(key).preferred
        return preferred.get(language) or preferred.get("ru") or preferred.get("en") or next(iter(preferred.values()), key)

    def broader(self, key: str) -> tuple[str, ...]:
        """Return the concepts directly above."""
        return self.broader_of.get(key, ())

    @cached_property
    def _narrower_of(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((above, key) for key, concepts in self.broader_of.items() for above in concepts)

    def narrower(self, key: str) -> tuple[str, ...]:
        """Return the concepts directly below."""
        return self._narrower_of.get(key, ())

    def essential_skills(self, occupation_key: str) -> tuple[str, ...]:
        """Return the skills the occupation cannot do without."""
        return self.essential_of.get(occupation_key, ())

    def optional_skills(self, occupation_key: str) -> tuple[str, ...]:
        """Return the skills that help in the occupation."""
        return self.optional_of.get(occupation_key, ())

    @cached_property
    def _occupations_of(self) -> Mapping[str, tuple[str, ...]]:
        pairs = [(skill, key) for relation in (self.essential_of, self.optional_of) for key, skills in relation.items() for skill in skills]
        return _grouped(pairs)

    def occupations_of(self, skill_key: str) -> tuple[str, ...]:
        """Return the occupations that name the skill, those that need it first."""
        return self._occupations_of.get(skill_key, ())

    @cached_property
    def nearness(self) -> Nearness:
        """The vectors and matrices behind `similarity`; computed once, when first asked for."""
        return Nearness.compute(
            kinds=[concept.kind.value for concept in self.concepts],
            isco=[concept.isco for concept in self.concepts],
            labels=[[label for _, label in concept.labels()] for concept in self.concepts],
            broader=self._rows(self.broader_of),
            essential=self._rows(self.essential_of),
            optional=self._rows(self.optional_of),
        )

    def _rows(self, relation: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int]]:
        return [(self.row_of[key], self.row_of[other]) for key, others in relation.items() for other in others]

    def similarity(self, required: str, held: str) -> float:
        """Return how far a held concept serves where another is required, in [0, 1]; see `matcher.nearness` for the scale."""
        return self.nearness.similarity(self.row_of[required], self.row_of[held])

    def similarities(self, required_rows: NDArray[np.int64], held_rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return `similarity` of many pairs of concept rows at once, shape (n,)."""
        return self.nearness.similarities(required_rows, held_rows)

    def relatedness(self, occupation: str, skill: str) -> float:
        """Return how far a skill belongs to an occupation, in [0, 1]: 1 essential, 0.85 optional, else how likely it stands there.

        Many pairs at once: `nearness.relatedness`. Raises TaxonomyError when the first is no occupation or the second no skill.
        """
        if self.kind_of(occupation) is not ConceptKind.OCCUPATION or self.kind_of(skill) is not ConceptKind.SKILL:
            raise TaxonomyError(f"relatedness is of an occupation and a skill, not of {occupation} and {skill}")
        return self.nearness.belongs(self.row_of[occupation], self.row_of[skill])

    def neighbours(self, key: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the nearest concepts of the same kind that could serve where `key` is required: (rows, similarities), itself first."""
        return self.nearness.neighbours(self.row_of[key], N_NEIGHBOURS)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    grouped: dict[str, dict[str, None]] = defaultdict(dict)
    for first, second in pairs:
        grouped[first][second] = None
    return MappingProxyType({first: tuple(seconds) for first, seconds in grouped.items()})


def _content_hash(concepts: Sequence[Concept], relations: Iterable[Sequence[tuple[str, str]]]) -> str:
    content = [
        [[c.key, c.kind.value, c.uri, c.isco, sorted(c.preferred.items()), sorted(c.alternative)] for c in concepts],
        [sorted(pairs) for pairs in relations],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]
